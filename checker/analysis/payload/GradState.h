//===- GradState.h - Is this value attached to a graph? ---------*- C++ -*-===//
//
// A sparse fixpoint over the nodes of ValueFlow. The answer for a node is the
// set of reasons why it may carry autograd history; empty means no.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_PAYLOAD_GRADSTATE_H
#define TORCHLEAK_ANALYSIS_PAYLOAD_GRADSTATE_H

#include "analysis/payload/ModeState.h"
#include <deque>

namespace torchleak {

/// Attachment of every node of a function: a sparse fixpoint over its value
/// flow.
class GradState {
public:
  GradState(UnitFacts &Unit, FunctionId Function, ValueFlow &Flow,
            const EffectTable &Summaries);

  const AbstractValue &at(NodeId N) const { return States[N]; }
  /// In which grad mode that is.
  const ModeState &modes() const { return Modes; }
  const Conditions &conditions() const { return Branches; }
  /// \p Terms of a callee in the caller's words, at \p Call.
  void substitute(const TermSet &Terms, unsigned Call, FunctionId Callee,
                  TermSet &Out) const;

private:
  AbstractValue evaluate(NodeId N) const;
  AbstractValue evaluateValue(ValueId V) const;
  AbstractValue evaluateCall(ValueId V) const;
  void record(TermSet &Out, const TermSet &Operand, const ConditionalMode &Mode,
              bool Loss) const;
  /// What \p T needs, in the caller's words; false if that does not hold.
  bool substituteConditions(Term &T, const Binding &Bound) const;
  void solve(std::deque<NodeId> Work);
  void addProven(std::deque<NodeId> &Changed);

  UnitFacts &Unit;
  FunctionId Function;
  const FunctionFacts &F;
  ValueFlow &Flow;
  const EffectTable &Summaries;
  Conditions Branches;
  ModeState Modes;
  std::vector<AbstractValue> States;
};

} // namespace torchleak

#endif
