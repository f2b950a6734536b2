//===- GradState.h - Is this value attached to a graph? ---------*- C++ -*-===//
//
// A sparse fixpoint over the nodes of ValueFlow. The answer for a node is the
// set of reasons why it may carry autograd history; empty means no.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_GRADSTATE_H
#define TORCHLEAK_ANALYSIS_GRADSTATE_H

#include "analysis/ValueFlow.h"
#include <deque>

namespace torchleak {

/// Attachment of every node of a function: a sparse fixpoint over its value
/// flow.
class GradState {
public:
  GradState(UnitFacts &Unit, FunctionId Function, ValueFlow &Flow,
            const SummaryList &Summaries);

  const AbstractValue &at(NodeId N) const { return States[N]; }
  GradMode modeOf(NodeId N) const;
  /// Under which the callees of a call run.
  GradMode modeOfCall(const CallFact &Call) const;
  /// \p Terms of a callee in the caller's words, at \p Call.
  void substitute(const TermSet &Terms, unsigned Call, FunctionId Callee,
                  TermSet &Out) const;

private:
  AbstractValue evaluate(NodeId N) const;
  AbstractValue evaluateValue(ValueId V) const;
  AbstractValue evaluateCall(ValueId V) const;
  void record(TermSet &Out, const TermSet &Operand, GradMode Mode,
              bool Loss) const;
  void solveModes();
  void solve(std::deque<NodeId> Work);
  void addProven(std::deque<NodeId> &Changed);

  UnitFacts &Unit;
  FunctionId Function;
  const FunctionFacts &F;
  ValueFlow &Flow;
  const SummaryList &Summaries;
  std::vector<AbstractValue> States;
  std::vector<GradMode> NodeModes;
};

} // namespace torchleak

#endif
