//===- Targets.h - Which bodies a call may run ------------------*- C++ -*-===//
//
// A call names what it runs; where the bodies are, only the program tells:
// those of its target, of what overrides it, or of all callables that fit. The
// same for what else depends on all units being there: whose address is taken
// anywhere, and who is started on a thread.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_CALLS_TARGETS_H
#define TORCHLEAK_ANALYSIS_CALLS_TARGETS_H

#include "program/Unit.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/BitVector.h"

namespace torchleak {

class Targets {
public:
  explicit Targets(const UnitFacts &Unit);

  /// The functions that may run; none if no body is in sight. Of an indirect
  /// call, those that may have made its result.
  llvm::ArrayRef<FunctionId> of(const CallFact &Call) const;
  /// The callables that an indirect call may run, whatever they return.
  llvm::ArrayRef<FunctionId> callablesOf(EntityId Signature) const;
  /// The function that has that name, or NoFunction.
  FunctionId bodyOf(EntityId Function) const { return Bodies[Function]; }

  /// Others than those who call it by its name may run it.
  bool isAddressTaken(FunctionId Function) const {
    return AddressTaken.test(Function);
  }
  /// A lambda is known to whoever has it.
  bool isCallable(FunctionId Function) const {
    return Unit.Functions[Function]->IsLambda || isAddressTaken(Function);
  }
  /// A guard that is a member belongs to the thread that made the object.
  bool isGuardedByObject(FunctionId Function) const {
    return Unit.Functions[Function]->GuardedByObject &&
           !OnThread.test(Function);
  }

private:
  using Functions = llvm::SmallVector<FunctionId, 1>;
  void note(const FunctionFacts &F, const CallFact &Call);
  llvm::ArrayRef<FunctionId> bodiesOf(EntityId Target, Dispatch How) const;

  const UnitFacts &Unit;
  /// Of each entity: its own body, and those that a virtual call may run.
  std::vector<FunctionId> Bodies;
  std::vector<Functions> Exact, Virtual;
  /// Of each signature.
  llvm::DenseMap<EntityId, Functions> Callables, MakeTensors;
  /// Of calls with more than one target, and of those that do not happen.
  llvm::DenseMap<const CallFact *, Functions> Special;
  llvm::BitVector AddressTaken, OnThread;
};

} // namespace torchleak

#endif
