//===- GradientCycles.cpp - Gradients with a graph, kept ------------------===//
//
// backward() with create_graph gives each leaf a gradient whose graph leads
// back to the leaf. Only dropping the gradient opens that cycle.
//
//===----------------------------------------------------------------------===//

#include "analysis/UnitAnalysis.h"
#include "program/Budget.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

RetentionAnalysis::Leaves RetentionAnalysis::leavesOf(NodeId Start,
                                                      unsigned Block) const {
  Leaves Result;
  const LoopFact *Round = Loops.innermost(Block);
  llvm::SmallVector<NodeId, 16> Work{Start};
  llvm::DenseSet<NodeId> Seen;
  while (!Work.empty()) {
    NodeId N = Work.pop_back_val();
    if (!N || !Seen.insert(N).second)
      continue;
    if (isOver(Budget::LeafWalk, Seen.size()))
      break;
    const Node &Here = Flow.nodes()[N];
    if (Here.Kind == Node::Entry) {
      const Place &P = Unit.Places[Here.Place];
      if (P.Kind == PlaceKind::Parameter && P.Tensor && P.Owner == Function)
        Result.Parameters.push_back(P.ParameterIndex);
    } else if (Here.Kind == Node::Value) {
      const Value &V = F.Values[N];
      if (V.Kind == Op::Leaf || returnsLeaf(V)) {
        Result.Own = true;
        Result.Fresh |=
            (Round ? Round->contains(V.Block) : !F.IsMain) && !isHandedOver(N);
        continue;
      }
      if (Flow.opOf(N) == Op::Forward && V.Place != None)
        Result.Modules.push_back(V.Place);
      if (Flow.opOf(N) == Op::Call) {
        const CallFact &Call = F.Calls[V.Call];
        if (Call.ModuleForward && Call.Receiver.Place != None)
          Result.Modules.push_back(Call.Receiver.Place);
        for (const Argument &A : Call.Arguments)
          Work.push_back(A.Value);
        // `loss_of(head, x)`: a helper runs the module.
        for (FunctionId Callee : Summaries.calleesOf(Call))
          forEachReason(Summaries[Callee].Return.Terms, [&](const Term &T) {
            if (const Argument *A =
                    T.Kind == Term::Trainable
                        ? Flow.bind(V.Call, Callee).passed(T.Place)
                        : nullptr;
                A && A->Place != None && Unit.Places[A->Place].IsModule)
              Result.Modules.push_back(A->Place);
          });
      }
    }
    Work.append(Here.Operands.begin(), Here.Operands.end());
  }
  return Result;
}

bool RetentionAnalysis::returnsLeaf(const Value &V) const {
  if (V.Kind != Op::Call)
    return false;
  return llvm::any_of(
      Summaries.calleesOf(F.Calls[V.Call]), [&](FunctionId Callee) {
        const TermSet &Terms = Summaries[Callee].Return.Terms;
        return !Terms.empty() && llvm::all_of(Terms, [](const Term &T) {
          return T.Kind == Term::Always && !T.Recorded;
        });
      });
}

bool RetentionAnalysis::isHandedOver(NodeId Leaf) const {
  // As it is, or in a list, to something that is made of it: an optimizer.
  llvm::SmallVector<NodeId, 8> Work{Leaf};
  llvm::DenseSet<NodeId> Seen;
  while (!Work.empty()) {
    NodeId N = Work.pop_back_val();
    if (!Seen.insert(N).second)
      continue;
    if (isOver(Budget::HandOverWalk, Seen.size()))
      return true;
    if (N != Leaf && Flow.nodes()[N].Kind == Node::Value) {
      const Op Kind = Flow.opOf(N);
      if (Kind == Op::NewObject || Kind == Op::Unknown)
        return true;
      if (Kind != Op::Handle && Kind != Op::Load && Kind != Op::Aggregate)
        continue;
    }
    Work.append(Flow.users()[N].begin(), Flow.users()[N].end());
  }
  return false;
}

bool RetentionAnalysis::isFreshModule(PlaceId Module, unsigned Block) {
  PlaceId Root = Unit.rootOf(Module);
  const LoopFact *Round = Loops.innermost(Block);
  if (Unit.Places[Root].Kind != PlaceKind::Local || !Flow.isLocal(Root) ||
      !(Round ? Round->contains(Flow.declaredIn(Root)) : !F.IsMain))
    return false;
  bool Made = false;
  for (unsigned B : F.Order)
    for (const Event &E : F.Blocks[B].Events) {
      bool Keeps =
          E.kind() == EventKind::Insert || E.kind() == EventKind::Return ||
          E.kind() == EventKind::AssignElement || E.kind() == EventKind::Assign;
      if (!Keeps || E.value() == None)
        continue;
      ValueId Born = None;
      if (E.place() == Root) {
        Flow.pointee(E.value(), Born);
        if (Born == None && !Flow.isBuiltHere(E.value()))
          return false;
        Made = true;
        continue;
      }
      // Kept by something else, which may drop the gradients later.
      llvm::SmallVector<ValueId, 8> Work{E.value()};
      for (unsigned Steps = 1; !Work.empty(); ++Steps) {
        if (isOver(Budget::HandOverWalk, Steps))
          return false;
        const Value &V = F.Values[Work.pop_back_val()];
        if (V.Kind == Op::Load && V.Place == Root)
          return false;
        if (V.Kind == Op::Handle || V.Kind == Op::Aggregate ||
            V.Kind == Op::AddressOf || V.Kind == Op::NewObject)
          Work.append(V.Operands.begin(), V.Operands.end());
      }
    }
  return Made;
}

bool RetentionAnalysis::clearsGradAfter(unsigned Block, unsigned Order) const {
  for (unsigned B : F.Order)
    for (const Event &E : F.Blocks[B].Events) {
      const auto *Step = E.as<fact::TrainingStep>();
      bool Clears = (Step && Step->ClearsGrad) ||
                    (E.kind() == EventKind::Call &&
                     llvm::any_of(Summaries.calleesOf(F.Calls[E.call()]),
                                  [&](FunctionId Callee) {
                                    return Summaries[Callee].ClearsGrad;
                                  }));
      if (Clears && !Flow.dominates(B, E.Order, Block, Order))
        return true;
    }
  return false;
}

void UnitAnalysis::CreatedGraph::noteModule(const UnitFacts &Facts,
                                            FunctionId Function, PlaceId Module,
                                            unsigned Block,
                                            RetentionAnalysis &Analysis) {
  const Place &Root = Facts.Places[Facts.rootOf(Module)];
  if (Root.Kind == PlaceKind::Parameter && Root.Owner == Function)
    ModuleParameters.push_back({Function, Root.ParameterIndex});
  else
    FreshModule |= Analysis.isFreshModule(Module, Block);
}

void UnitAnalysis::collectCreatedGraph(FunctionId Function, const Event &E,
                                       unsigned Block,
                                       RetentionAnalysis &Analysis) {
  RetentionAnalysis::Leaves Leaves = Analysis.leavesOf(E.value(), Block);
  CreatedGraph Created;
  Created.Block = Block;
  Created.Cycle.Loc = E.Loc;
  Created.Cycle.In = Function;
  Created.Cycle.FreshLeaf =
      Leaves.Fresh || (Leaves.Own && !Facts.Functions[Function]->IsMain &&
                       !Summaries[Function].ClearsGrad);
  Created.Parameters = Leaves.Parameters;
  if (!Analysis.clearsGradAfter(Block, E.Order))
    for (PlaceId Module : Leaves.Modules)
      Created.noteModule(Facts, Function, Module, Block, Analysis);
  CreatedGraphs.push_back(std::move(Created));
}

void UnitAnalysis::passLeaves(FunctionId Function, const Event &E,
                              unsigned Block, RetentionAnalysis &Analysis) {
  const CallFact &Call = Facts.Functions[Function]->Calls[E.call()];
  auto given = [&](FunctionId Callee, unsigned Parameter) {
    return llvm::is_contained(Summaries.calleesOf(Call), Callee)
               ? Analysis.flow().bind(E.call(), Callee).argumentOf(Parameter)
               : nullptr;
  };
  for (CreatedGraph &Created : CreatedGraphs) {
    if (!Created.Cycle.FreshLeaf)
      for (unsigned Parameter : Created.Parameters)
        if (const Argument *Given = given(Created.Cycle.In, Parameter);
            Given && Given->Value != None)
          Created.Cycle.FreshLeaf |=
              Analysis.leavesOf(Given->Value, Block).Fresh;
    auto Passed = Created.ModuleParameters;
    for (auto [Callee, Parameter] : Passed)
      if (const Argument *Given = given(Callee, Parameter);
          Callee != Function && Given && Given->Place != None &&
          !Analysis.clearsGradAfter(Block, E.Order))
        Created.noteModule(Facts, Function, Given->Place, Block, Analysis);
  }
}

bool UnitAnalysis::clearsGradients(FunctionId Function, bool OfTensor,
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

void UnitAnalysis::findGradientCycles() {
  for (const CreatedGraph &Created : CreatedGraphs) {
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
    GradientCycles.push_back(Cycle);
  }
}

} // namespace torchleak
