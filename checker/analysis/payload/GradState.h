//===- GradState.h - Is this value attached to a graph? ---------*- C++ -*-===//
//
// A sparse fixpoint over the nodes of ValueFlow. The answer for a node is the
// set of reasons why it may carry autograd history; empty means no.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_PAYLOAD_GRADSTATE_H
#define TORCHLEAK_ANALYSIS_PAYLOAD_GRADSTATE_H

#include "analysis/flow/Conditions.h"
#include "analysis/flow/ValueFlow.h"
#include <deque>

namespace torchleak {

/// Attachment of every node of a function: a sparse fixpoint over its value
/// flow.
class GradState {
public:
  GradState(UnitFacts &Unit, FunctionId Function, ValueFlow &Flow,
            const EffectTable &Summaries);

  /// A grad mode that is set where all of If holds, and off elsewhere.
  struct ConditionalMode {
    GradMode Mode = GradMode::Unknown;
    Conditions::List If;
  };

  const AbstractValue &at(NodeId N) const { return States[N]; }
  /// Unknown where it depends on something.
  GradMode modeOf(NodeId N) const;
  /// Under which the callees of a call run.
  GradMode modeOfCall(const CallFact &Call) const;
  /// What callers find when the function returns.
  ModeEffect modeAtExit() const;
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
  ConditionalMode meetModes(NodeId Phi) const;
  ConditionalMode conditionalModeOfCall(const CallFact &Call) const;
  /// What \p T needs, in the caller's words; false if that does not hold.
  bool substituteConditions(Term &T, const Binding &Bound) const;
  void solveModes();
  void solve(std::deque<NodeId> Work);
  void addProven(std::deque<NodeId> &Changed);

  UnitFacts &Unit;
  FunctionId Function;
  const FunctionFacts &F;
  ValueFlow &Flow;
  const EffectTable &Summaries;
  Conditions Branches;
  std::vector<AbstractValue> States;
  /// Not reached: no value.
  std::vector<std::optional<ConditionalMode>> NodeModes;
};

} // namespace torchleak

#endif
