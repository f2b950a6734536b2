//===- GradientCycles.cpp - Gradients with a graph, kept ------------------===//
//
// backward() with create_graph gives each leaf a gradient whose graph leads
// back to the leaf. Only dropping the gradient opens that cycle.
//
//===----------------------------------------------------------------------===//

#include "analysis/owners/GradientCycles.h"
#include "program/Budget.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

void CreatedGraphs::CreatedGraph::noteModule(
    const UnitFacts &Facts, FunctionId Function, PlaceId Module, unsigned Block,
    const RetentionAnalysis &Analysis) {
  const Place &Root = Facts.Places[Facts.rootOf(Module)];
  if (Root.Kind == PlaceKind::Parameter && Root.Owner == Function)
    ModuleParameters.push_back({Function, Root.ParameterIndex});
  else
    FreshModule |= Analysis.modules().isFreshModule(Module, Block);
}

void CreatedGraphs::collect(FunctionId Function, const Event &E, unsigned Block,
                            const RetentionAnalysis &Analysis) {
  GradLeaves::Leaves Leaves = Analysis.leaves().leavesOf(E.value(), Block);
  CreatedGraph Created;
  Created.Block = Block;
  Created.Cycle.Loc = E.Loc;
  Created.Cycle.In = Function;
  Created.Cycle.FreshLeaf =
      Leaves.Fresh || (Leaves.Own && !Facts.Functions[Function]->IsMain &&
                       !Summaries[Function].ClearsGrad);
  Created.Parameters = Leaves.Parameters;
  if (!Analysis.training().clearsGradAfter(Block, E.Order))
    for (PlaceId Module : Leaves.Modules)
      Created.noteModule(Facts, Function, Module, Block, Analysis);
  All.push_back(std::move(Created));
}

void CreatedGraphs::passLeaves(FunctionId Function, const Event &E,
                               unsigned Block,
                               const RetentionAnalysis &Analysis) {
  const CallFact &Call = Facts.Functions[Function]->Calls[E.call()];
  auto given = [&](FunctionId Callee, unsigned Parameter) {
    return llvm::is_contained(Summaries.calleesOf(Call), Callee)
               ? Analysis.flow().bind(E.call(), Callee).argumentOf(Parameter)
               : nullptr;
  };
  for (CreatedGraph &Created : All) {
    if (!Created.Cycle.FreshLeaf)
      for (unsigned Parameter : Created.Parameters)
        if (const Argument *Given = given(Created.Cycle.In, Parameter);
            Given && Given->Value != None)
          Created.Cycle.FreshLeaf |=
              Analysis.leaves().leavesOf(Given->Value, Block).Fresh;
    auto Passed = Created.ModuleParameters;
    for (auto [Callee, Parameter] : Passed)
      if (const Argument *Given = given(Callee, Parameter);
          Callee != Function && Given && Given->Place != None &&
          !Analysis.training().clearsGradAfter(Block, E.Order))
        Created.noteModule(Facts, Function, Given->Place, Block, Analysis);
  }
}

bool CreatedGraphs::clearsGradients(FunctionId Function, bool OfTensor,
                                    llvm::DenseSet<FunctionId> &Asked) const {
  if (!Asked.insert(Function).second)
    return false;
  const FunctionFacts &F = *Facts.Functions[Function];
  auto clears = [&](FunctionId Id) {
    return OfTensor ? Summaries[Id].ClearsTensorGrad : Summaries[Id].ClearsGrad;
  };
  if (clears(Function))
    return true;
  // Another method of the class, which the same object may be asked for.
  for (FunctionId Other = 0; F.Record && Other != Facts.Functions.size();
       ++Other)
    if (Facts.Functions[Other]->Record == F.Record && clears(Other))
      return true;
  return llvm::any_of(CallSites[Function], [&](const CallSite &Site) {
    return clearsGradients(Site.Caller, OfTensor, Asked);
  });
}

std::vector<GradientCycle> CreatedGraphs::cycles() const {
  std::vector<GradientCycle> Result;
  for (const CreatedGraph &Created : All) {
    GradientCycle Cycle = Created.Cycle;
    llvm::DenseSet<FunctionId> Asked;
    if (!Created.FreshModule &&
        clearsGradients(Cycle.In, Cycle.FreshLeaf, Asked))
      continue;
    Lifetimes::Cause Cause = Lives.causeOf(Cycle.In, Created.Block);
    if (!confidenceOf({Life::Program, Cause.Times}))
      continue;
    Cycle.How = Cause.How;
    Cycle.Why = Cause.Loop ? Repeat::Loop : Repeat::Call;
    Cycle.RepeatLoc = Cause.Loop   ? Cause.Loop->Loc
                      : Cause.Site ? Cause.Site->Loc
                                   : Facts.Functions[Cycle.In]->Loc;
    Result.push_back(Cycle);
  }
  return Result;
}

} // namespace torchleak
