//===- AnalyzeUnit.cpp - From an AST to findings --------------------------===//

#include "driver/AnalyzeUnit.h"
#include "analysis/UnitAnalysis.h"
#include "driver/Rule.h"
#include "extract/UnitBuilder.h"
#include "program/Print.h"
#include "program/Serialize.h"
#include "clang/AST/ASTContext.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"

LLVM_INSTANTIATE_REGISTRY(torchleak::RuleRegistry)

namespace torchleak {

static UnitFacts throughBytes(const UnitFacts &Facts, PhaseSeconds &Seconds) {
  PhaseTimer Timer(Seconds, "facts/bytes");
  llvm::Expected<UnitFacts> Read = readFacts(writeFacts(Facts));
  if (!Read)
    llvm::report_fatal_error(Read.takeError());
  return std::move(*Read);
}

UnitFacts extractFacts(clang::ASTContext &Context, const Options &Opts,
                       SpotMap &Spots, UnitStatistics &Statistics) {
  BudgetScope Scope(Statistics.Budgets);
  TorchTypes Types(Context, Opts);
  UnitFacts Facts;
  {
    PhaseTimer Timer(Statistics.Seconds, "facts");
    Facts = UnitBuilder(Context, Types, Spots).build();
  }
  Statistics.Functions = Facts.Functions.size();
  for (const auto &F : Facts.Functions)
    for (const Block &B : F->Blocks)
      Statistics.Events += B.Events.size();
  if (Opts.ThroughFacts)
    Facts = throughBytes(Facts, Statistics.Seconds);
  if (Opts.PrintFacts) {
    // In one piece: units are analysed side by side.
    std::string Text;
    llvm::raw_string_ostream OS(Text);
    printFacts(Facts, OS);
    llvm::outs() << Text;
  }
  return Facts;
}

std::vector<Finding> analyzeFacts(UnitFacts Facts, Profile Show,
                                  UnitStatistics &Statistics) {
  BudgetScope Scope(Statistics.Budgets);
  std::vector<Finding> Result;
  UnitAnalysis Unit(std::move(Facts));
  Statistics.Seconds.add(Unit.seconds());
  Statistics.UnknownCalls = Unit.countUnknownCalls();
  for (const RuleRegistry::entry &Entry : RuleRegistry::entries()) {
    PhaseTimer Timer(Statistics.Seconds, Entry.getName());
    std::vector<Finding> Findings;
    Entry.instantiate()->check(Unit, Findings);
    for (Finding &F : Findings) {
      if (F.How == Confidence::Possible && Show == Profile::Default)
        continue;
      F.Rule = Entry.getName().str();
      if (const FunctionFacts *In =
              Unit.facts().functionAt(F.Loc, /*OrLambda=*/false))
        F.Function = In->QualifiedName;
      Result.push_back(std::move(F));
    }
  }
  return Result;
}

UnitResult analyzeUnit(clang::ASTContext &Context, const Options &Opts,
                       SpotMap &Spots) {
  UnitResult Result;
  // Half an AST gives half answers; clangd asks while the user types.
  if (Context.getDiagnostics().hasUncompilableErrorOccurred())
    return Result;
  Result.Findings =
      analyzeFacts(extractFacts(Context, Opts, Spots, Result.Statistics),
                   Opts.Show, Result.Statistics);
  llvm::stable_sort(Result.Findings, [&](const Finding &A, const Finding &B) {
    return Spots.isBefore(A.Loc, B.Loc);
  });
  return Result;
}

} // namespace torchleak
