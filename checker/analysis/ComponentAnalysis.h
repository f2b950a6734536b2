//===- ComponentAnalysis.h - Functions that call each other -----*- C++ -*-===//
//
// The summaries of a component of the call graph. Those of a cycle start with
// "does nothing" and are computed again, all from those of the round before,
// until nothing changes: so the order of declarations cannot matter. If they do
// not settle, nothing is known of any of them.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_COMPONENTANALYSIS_H
#define TORCHLEAK_ANALYSIS_COMPONENTANALYSIS_H

#include "analysis/calls/CallGraph.h"
#include "analysis/keep/RetentionAnalysis.h"

namespace torchleak {

/// A function, analysed with the final summaries of its callees.
struct AnalysedFunction {
  FunctionId Function = NoFunction;
  std::vector<Retention> Found;
  std::vector<OwnershipCycle> Cycles;
  std::unique_ptr<RetentionAnalysis> Analysis;
};

class ComponentAnalysis {
public:
  ComponentAnalysis(UnitFacts &Unit, EffectTable &Summaries,
                    PhaseSeconds &Seconds)
      : Unit(Unit), Summaries(Summaries), Seconds(Seconds) {}

  /// The functions that have a body to analyse. Their summaries are filled in,
  /// and so are those of the others.
  std::vector<std::unique_ptr<AnalysedFunction>>
  run(const CallGraph::Component &Component);

private:
  std::unique_ptr<AnalysedFunction> analyse(FunctionId Function,
                                            Summary &Result);
  bool settle(llvm::ArrayRef<FunctionId> Functions,
              std::vector<std::unique_ptr<AnalysedFunction>> &Analysed);

  UnitFacts &Unit;
  EffectTable &Summaries;
  PhaseSeconds &Seconds;
};

} // namespace torchleak

#endif
