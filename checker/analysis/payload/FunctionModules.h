//===- FunctionModules.h - What a function does to modules ------*- C++ -*-===//
//
// Which modules it freezes, makes for itself, or takes parameters from.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_PAYLOAD_FUNCTIONMODULES_H
#define TORCHLEAK_ANALYSIS_PAYLOAD_FUNCTIONMODULES_H

#include "analysis/keep/FunctionAnalysis.h"

namespace torchleak {

class FunctionModules : FunctionAnalysis {
public:
  explicit FunctionModules(const FunctionAnalysis &In);

  /// The module that a tensor, or a list of them, is a parameter of, or None.
  PlaceId moduleOfParameters(NodeId N) const;
  /// What a Freeze event is about.
  PlaceId frozenPlace(const Event &E) const;
  /// A module that was made without, or stripped of, trainable parameters.
  bool isFrozenModule(ValueId V) const;
  /// A module that this function makes for this round, or this call, and does
  /// not hand on.
  bool isFreshModule(PlaceId Module, unsigned Block) const;

private:
  /// \p P, or the place that an object without a name leads to.
  PlaceId lastingPlace(PlaceId P) const;

  /// The module of a tensor, where it was asked for.
  mutable llvm::DenseMap<NodeId, PlaceId> ModuleOf;
  /// What Freeze events are about.
  llvm::DenseSet<PlaceId> FrozenHere;
};

} // namespace torchleak

#endif
