//===- ComponentAnalysis.cpp - Functions that call each other -------------===//

#include "analysis/ComponentAnalysis.h"
#include "analysis/calls/Havoc.h"
#include "analysis/calls/PathWidening.h"
#include "program/Budget.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

std::unique_ptr<AnalysedFunction>
ComponentAnalysis::analyse(FunctionId Function, Summary &Result) {
  auto Analysed = std::make_unique<AnalysedFunction>();
  Analysed->Function = Function;
  Analysed->Analysis = std::make_unique<RetentionAnalysis>(
      Unit, Function, Summaries, Analysed->Found, Analysed->Cycles, Seconds);
  Result = Analysed->Analysis->run();
  if (Analysed->Analysis->gaveUp()) {
    Result = havocOf(Unit, Function);
    Analysed->Found.clear();
    Analysed->Cycles.clear();
  }
  return Analysed;
}

static bool callsAny(const EffectTable &Summaries, const FunctionFacts &F,
                     const llvm::DenseSet<FunctionId> &Functions) {
  return llvm::any_of(F.Calls, [&](const CallFact &Call) {
    return llvm::any_of(Summaries.calleesOf(Call), [&](FunctionId Callee) {
      return Functions.contains(Callee);
    });
  });
}

bool ComponentAnalysis::settle(
    llvm::ArrayRef<FunctionId> Functions,
    std::vector<std::unique_ptr<AnalysedFunction>> &Analysed) {
  llvm::DenseSet<FunctionId> Changed(Functions.begin(), Functions.end());
  for (unsigned Round = 1; !isOver(Budget::CallCycleRounds, Round); ++Round) {
    // All from the summaries of the round before.
    std::vector<std::pair<FunctionId, Summary>> News;
    for (auto [I, Function] : llvm::enumerate(Functions)) {
      if (Round != 1 &&
          !callsAny(Summaries, *Unit.Functions[Function], Changed))
        continue;
      auto &[Id, New] = News.emplace_back(Function, Summary());
      Analysed[I] = analyse(Id, New);
      widenPaths(Unit, New);
    }
    Changed.clear();
    for (auto &[Function, New] : News)
      if (!saysTheSame(Summaries[Function], New)) {
        Summaries[Function] = std::move(New);
        Changed.insert(Function);
      }
    if (Changed.empty())
      return true;
  }
  return false;
}

std::vector<std::unique_ptr<AnalysedFunction>>
ComponentAnalysis::run(const CallGraph::Component &Component) {
  llvm::ArrayRef<FunctionId> Functions = Component.Functions;
  std::vector<std::unique_ptr<AnalysedFunction>> Analysed(Functions.size());
  if (Component.Recursive && settle(Functions, Analysed))
    return Analysed;
  if (Component.Recursive)
    for (FunctionId Function : Functions)
      Summaries[Function] = havocOf(Unit, Function);
  for (auto [I, Function] : llvm::enumerate(Functions)) {
    Summary Result;
    Analysed[I] = analyse(Function, Result);
    if (!Component.Recursive)
      Summaries[Function] = std::move(Result);
  }
  return Analysed;
}

} // namespace torchleak
