//===- GradientCycles.h - Gradients with a graph, kept ----------*- C++ -*-===//
//
// backward() with create_graph gives each leaf a gradient whose graph leads
// back to the leaf. Only dropping the gradient opens that cycle.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_OWNERS_GRADIENTCYCLES_H
#define TORCHLEAK_ANALYSIS_OWNERS_GRADIENTCYCLES_H

#include "analysis/keep/RetentionAnalysis.h"
#include "analysis/repeat/Lifetimes.h"

namespace torchleak {

/// A backward with create_graph whose gradients nobody drops.
struct GradientCycle {
  Spot Loc;
  FunctionId In = NoFunction;
  Repeat Why = Repeat::Loop;
  Spot RepeatLoc;
  Confidence How = Confidence::Definite;
  /// A leaf of the graph was made for this run of the function, so that no
  /// model or optimizer outside it knows its gradient.
  bool FreshLeaf = false;
};

/// Calls of backward() with create_graph.
class CreatedGraphs {
public:
  CreatedGraphs(const UnitFacts &Facts, const EffectTable &Summaries,
                const CallSiteLists &CallSites, const Lifetimes &Lives)
      : Facts(Facts), Summaries(Summaries), CallSites(CallSites), Lives(Lives) {
  }

  /// \p E is one.
  void collect(FunctionId Function, const Event &E, unsigned Block,
               const RetentionAnalysis &Analysis);
  /// A leaf, or a module, may be made by the caller of the function that runs
  /// backward, with the call \p E.
  void passLeaves(FunctionId Function, const Event &E, unsigned Block,
                  const RetentionAnalysis &Analysis);
  /// Those that nobody opens.
  std::vector<GradientCycle> cycles() const;

private:
  /// With the block and the parameters of the function that the root was
  /// computed from.
  struct CreatedGraph {
    GradientCycle Cycle;
    unsigned Block = 0;
    llvm::SmallVector<unsigned, 2> Parameters;
    /// The modules may be these parameters of these functions, none of which
    /// drops the gradients afterwards.
    llvm::SmallVector<std::pair<FunctionId, unsigned>, 2> ModuleParameters;
    /// The module ends with the round, and its gradients are not dropped
    /// before.
    bool FreshModule = false;
    void noteModule(const UnitFacts &Facts, FunctionId Function, PlaceId Module,
                    unsigned Block, const RetentionAnalysis &Analysis);
  };
  bool clearsGradients(FunctionId Function, bool OfTensor,
                       llvm::DenseSet<FunctionId> &Asked) const;

  const UnitFacts &Facts;
  const EffectTable &Summaries;
  const CallSiteLists &CallSites;
  const Lifetimes &Lives;
  std::vector<CreatedGraph> All;
};

} // namespace torchleak

#endif
