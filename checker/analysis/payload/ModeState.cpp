//===- ModeState.cpp - In which grad mode values are computed -------------===//

#include "analysis/payload/ModeState.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

static bool isOnOrCallers(const ConditionalMode &Mode) {
  return Mode.If.empty() &&
         (Mode.Mode == GradMode::On || Mode.Mode == GradMode::Caller);
}

ConditionalMode ModeState::meetModes(NodeId Phi) const {
  ConditionalMode Met;
  bool First = true;
  llvm::SmallVector<unsigned, 2> OffFrom, OnFrom;
  llvm::ArrayRef<unsigned> Blocks = Flow.blocksOf(Phi);
  for (auto [Operand, From] : llvm::zip(Flow.nodes()[Phi].Operands, Blocks)) {
    const std::optional<ConditionalMode> &Mode = NodeModes[Operand];
    if (!Mode)
      continue;
    (Mode->Mode == GradMode::Off ? OffFrom : OnFrom).push_back(From);
    if (Mode->Mode == GradMode::Off && Mode->If.empty())
      continue;
    // On, or what the caller has: nothing is recorded without the caller's.
    if (!First && isOnOrCallers(Met) && isOnOrCallers(*Mode)) {
      if (Mode->Mode == GradMode::Caller)
        Met = *Mode;
      continue;
    }
    if (!First && (Met.Mode != Mode->Mode || Met.If != Mode->If))
      return {};
    Met = *Mode;
    First = false;
  }
  if (First)
    return {GradMode::Off, {}};
  if (OffFrom.empty())
    return Met;
  // `if (!train) guard.emplace();`: what tells one way from all the others?
  if (OnFrom.size() != 1 || !Met.If.empty())
    return {};
  unsigned To = Flow.nodes()[Phi].Block;
  for (const Condition &C : Branches.onEdge(OnFrom.front(), To))
    if (llvm::all_of(OffFrom, [&](unsigned From) {
          return llvm::any_of(Branches.onEdge(From, To),
                              [&](const Condition &Other) {
                                return Conditions::contradicts(C, Other);
                              });
        })) {
      Met.If.push_back(C);
      return Met;
    }
  return {};
}

ModeState::ModeState(const UnitFacts &Unit, FunctionId Function,
                     const ValueFlow &Flow, const EffectTable &Summaries,
                     const Conditions &Branches)
    : Unit(Unit), Function(Function), Flow(Flow), Summaries(Summaries),
      Branches(Branches) {
  // Modes start at "not reached" and only become less precise.
  unsigned Count = Flow.nodes().size();
  NodeModes.resize(Count);
  bool Changed = true;
  while (Changed) {
    Changed = false;
    for (NodeId N = 0; N != Count; ++N) {
      const Node &Here = Flow.nodes()[N];
      std::optional<ConditionalMode> New = NodeModes[N];
      if (Here.Kind == Node::Mode) {
        New = {Here.Grad, {}};
        if (Condition If = Flow.conditionOfMode(N); If.Flag != None)
          New->If.push_back(If);
      } else if (Here.Kind == Node::Phi && Here.Place == None &&
                 llvm::any_of(Here.Operands, [&](NodeId Operand) {
                   return NodeModes[Operand].has_value();
                 })) {
        New = meetModes(N);
        // Ways that are found later may only make it less known.
        if (NodeModes[N] &&
            (NodeModes[N]->Mode != New->Mode || NodeModes[N]->If != New->If) &&
            !(NodeModes[N]->Mode == GradMode::On &&
              isOnOrCallers(*NodeModes[N]) && isOnOrCallers(*New)))
          New = ConditionalMode();
      }
      if (New && (!NodeModes[N] || NodeModes[N]->Mode != New->Mode ||
                  NodeModes[N]->If != New->If)) {
        NodeModes[N] = New;
        Changed = true;
      }
    }
  }
  for (std::optional<ConditionalMode> &Mode : NodeModes)
    if (!Mode)
      Mode = {GradMode::Caller, {}};
}

GradMode ModeState::modeOf(NodeId N) const {
  return NodeModes[N]->If.empty() ? NodeModes[N]->Mode : GradMode::Unknown;
}

ModeEffect ModeState::modeAtExit() const {
  // A guard that is a member is no doing of the method.
  if (!Flow.modeAtExit() || Summaries.targets().isGuardedByObject(Function))
    return {};
  const ConditionalMode &Mode = *NodeModes[Flow.modeAtExit()];
  ModeEffect Effect{Mode.Mode, {}};
  for (const Condition &C : Mode.If) {
    const Place &Root = Unit.Places[Unit.rootOf(C.Flag)];
    if (Root.Kind == PlaceKind::Local)
      return {GradMode::Unknown, {}};
    Effect.If.push_back(C);
  }
  return Effect;
}

GradMode ModeState::modeOfCall(const CallFact &Call) const {
  ConditionalMode Mode = conditionalModeOfCall(Call);
  return Mode.If.empty() ? Mode.Mode : GradMode::Unknown;
}

ConditionalMode ModeState::conditionalModeOfCall(const CallFact &Call) const {
  // Another thread starts with grad mode on, and a callable that is kept runs
  // when the guards of this scope are gone.
  if (Call.OnThread || Flow.timesOf(Call) == CallTimes::Stored)
    return {GradMode::On, {}};
  if (const InvokeEffect *Invoke = Flow.invokeOf(Call);
      Invoke && Invoke->Mode != GradMode::Caller)
    return {Invoke->Mode, {}};
  return *NodeModes[Flow.modeAt(Call.Result)];
}

} // namespace torchleak
