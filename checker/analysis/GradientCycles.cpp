//===- GradientCycles.cpp - Gradients with a graph, kept ------------------===//
//
// backward() with create_graph gives each leaf a gradient whose graph leads
// back to the leaf. Only dropping the gradient opens that cycle.
//
//===----------------------------------------------------------------------===//

#include "analysis/UnitAnalysis.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

// Callers that are asked for a zero_grad().
static constexpr unsigned MaxCallerDepth = 6;

bool UnitAnalysis::clearsGradients(FunctionId Function, unsigned Depth) const {
  const FunctionFacts &F = *Facts.Functions[Function];
  if (Summaries[Function].ClearsGrad || Depth > MaxCallerDepth)
    return true;
  // Another method of the class, which the same object may be asked for.
  for (FunctionId Other = 0; F.Record && Other != Facts.Functions.size();
       ++Other)
    if (Facts.Functions[Other]->Record == F.Record &&
        Summaries[Other].ClearsGrad)
      return true;
  return llvm::any_of(CallSites[Function], [&](const CallSite &Site) {
    return clearsGradients(Site.Caller, Depth + 1);
  });
}

void UnitAnalysis::findGradientCycles() {
  for (auto &[Cycle, Block] : CreatedGraphs) {
    if (clearsGradients(Cycle.In))
      continue;
    const FunctionFacts &F = *Facts.Functions[Cycle.In];
    unsigned Where = Block;
    auto Loop = llvm::find_if(
        F.Loops, [&](const LoopFact &L) { return L.contains(Where); });
    if (Loop != F.Loops.end()) {
      Cycle.RepeatLoc = Loop->Loc;
    } else if (runsOnce(Cycle.In)) {
      continue;
    } else {
      Cycle.Why = Repeat::Call;
      Cycle.RepeatLoc = F.Loc;
      Cycle.How = Confidence::Likely;
      for (const CallSite &Site : CallSites[Cycle.In])
        if (Site.InLoop || Site.Repeats) {
          Cycle.How = Confidence::Definite;
          Cycle.RepeatLoc = Site.Loc;
        }
    }
    GradientCycles.push_back(Cycle);
  }
}

} // namespace torchleak
