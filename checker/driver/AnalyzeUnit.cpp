//===- AnalyzeUnit.cpp - From an AST to findings --------------------------===//

#include "driver/AnalyzeUnit.h"
#include "analysis/UnitAnalysis.h"
#include "driver/Rule.h"
#include "extract/UnitBuilder.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

LLVM_INSTANTIATE_REGISTRY(torchleak::RuleRegistry)

namespace torchleak {

UnitResult analyzeUnit(clang::ASTContext &Context, const Options &Opts) {
  UnitResult Result;
  // Half an AST gives half answers; clangd asks while the user types.
  if (Context.getDiagnostics().hasUncompilableErrorOccurred())
    return Result;
  PhaseSeconds &Seconds = Result.Statistics.Seconds;
  TorchTypes Types(Context, Opts);
  UnitFacts Facts;
  {
    PhaseTimer Timer(Seconds, "facts");
    Facts = UnitBuilder(Context, Types).build();
  }
  Result.Statistics.Functions = Facts.Functions.size();
  for (const auto &F : Facts.Functions) {
    for (const Block &B : F->Blocks)
      Result.Statistics.Events += B.Events.size();
    Result.Statistics.UnknownCalls += F->UnknownCalls;
    Result.Statistics.BudgetHits += F->OverBudget;
  }
  UnitAnalysis Unit(std::move(Facts));
  Seconds.add(Unit.seconds());
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
  const clang::SourceManager &SM = Context.getSourceManager();
  llvm::stable_sort(Result.Findings, [&](const Finding &A, const Finding &B) {
    return A.Loc != B.Loc && SM.isBeforeInTranslationUnit(A.Loc, B.Loc);
  });
  return Result;
}

} // namespace torchleak
