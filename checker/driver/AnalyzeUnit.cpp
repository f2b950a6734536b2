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

UnitResult analyzeUnit(clang::ASTContext &Context, const Options &Opts,
                       SpotMap &Spots) {
  UnitResult Result;
  // Half an AST gives half answers; clangd asks while the user types.
  if (Context.getDiagnostics().hasUncompilableErrorOccurred())
    return Result;
  PhaseSeconds &Seconds = Result.Statistics.Seconds;
  BudgetScope Scope(Result.Statistics.Budgets);
  TorchTypes Types(Context, Opts);
  UnitFacts Facts;
  {
    PhaseTimer Timer(Seconds, "facts");
    Facts = UnitBuilder(Context, Types, Spots).build();
  }
  Result.Statistics.Functions = Facts.Functions.size();
  for (const auto &F : Facts.Functions)
    for (const Block &B : F->Blocks)
      Result.Statistics.Events += B.Events.size();
  if (Opts.ThroughFacts)
    Facts = throughBytes(Facts, Seconds);
  if (Opts.PrintFacts) {
    // In one piece: units are analysed side by side.
    std::string Text;
    llvm::raw_string_ostream OS(Text);
    printFacts(Facts, OS);
    llvm::outs() << Text;
  }
  UnitAnalysis Unit(std::move(Facts));
  Seconds.add(Unit.seconds());
  Result.Statistics.UnknownCalls = Unit.countUnknownCalls();
  for (const RuleRegistry::entry &Entry : RuleRegistry::entries()) {
    PhaseTimer Timer(Seconds, Entry.getName());
    std::vector<Finding> Findings;
    Entry.instantiate()->check(Unit, Findings);
    for (Finding &F : Findings) {
      F.Rule = Entry.getName().str();
      if (F.How == Confidence::Possible && Opts.Show == Profile::Default)
        continue;
      Result.Findings.push_back(std::move(F));
    }
  }
  llvm::stable_sort(Result.Findings, [&](const Finding &A, const Finding &B) {
    return Spots.isBefore(A.Loc, B.Loc);
  });
  return Result;
}

} // namespace torchleak
