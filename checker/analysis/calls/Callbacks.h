//===- Callbacks.h - Callables that run from where they are kept -*- C++
//-*-===//
//
// Which callable an indirect call runs, only the whole unit may tell: any of
// its callables that fits. What it is given is followed up through the callers.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_CALLS_CALLBACKS_H
#define TORCHLEAK_ANALYSIS_CALLS_CALLBACKS_H

#include "analysis/calls/GradModes.h"
#include "analysis/keep/RetentionAnalysis.h"

namespace torchleak {

class Callbacks {
public:
  Callbacks(UnitFacts &Unit, const Targets &Bodies)
      : Unit(Unit), Bodies(Bodies) {}

  /// \p Function runs a callable.
  void addIndirectCall(FunctionId Function, const Event &E,
                       const RetentionAnalysis &Analysis);
  /// What \p Callee gives to callables, in the words of \p Function, which
  /// calls it.
  void liftFrom(FunctionId Callee, FunctionId Function, unsigned CallIndex,
                const RetentionAnalysis &Analysis);

  /// Where such callables run, there is a guard.
  bool mayRunGuarded(FunctionId Callable, const GradModes &Modes) const;
  /// \p P, in a parameter of a callback, as part of the field or global that
  /// the callback is given; or None.
  PlaceId givenTo(FunctionId Callable, PlaceId P);
  /// Calls \p Visit with a parameter of \p Callable, or a field of one, and the
  /// reasons for history that it is given with, in the words of the function
  /// that gives it. Without reasons and function: what is not known.
  void
  forEachGiven(FunctionId Callable,
               llvm::function_ref<void(EntityId, const TermSet *, FunctionId)>
                   Visit) const;

private:
  struct PassedValue {
    /// The whole, under no key, and the fields that are known.
    llvm::SmallVector<std::pair<EntityId, TermSet>, 1> Parts;
    /// It has no tensors at all: another alternative of a variant.
    bool Empty = false;
  };
  /// All calls of a function that give the same to callables of a kind.
  struct IndirectCall {
    FunctionId Caller = NoFunction;
    EntityId Signature = NoEntity;
    std::vector<PassedValue> Arguments;
    /// Callers pass the arguments on, and are listed themselves.
    bool Lifted = false;
    /// The caller's mode, where it is the one that calls.
    GradMode Mode = GradMode::On;
  };
  void note(IndirectCall Call);
  static bool isSame(const IndirectCall &A, const IndirectCall &B);

  UnitFacts &Unit;
  const Targets &Bodies;
  std::vector<IndirectCall> Calls;
  using Numbers = llvm::SmallVector<unsigned, 2>;
  /// Of each function, those of its callees included; and of each signature.
  llvm::DenseMap<FunctionId, Numbers> CallsOf;
  llvm::DenseMap<EntityId, Numbers> CallsWith;
  /// The first field or global that such callables are given as an argument.
  llvm::DenseMap<std::pair<EntityId, unsigned>, PlaceId> Given;
  /// Of these, not all calls are listed.
  llvm::DenseSet<EntityId> Incomplete;
};

} // namespace torchleak

#endif
