//===- Call.h - Who is called, and with what -------------------*- C++ -*-===//
//
// How often the callee runs, and what each parameter gets.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_PROGRAM_CALL_H
#define TORCHLEAK_PROGRAM_CALL_H

#include "program/KeySource.h"
#include "program/Value.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>

namespace torchleak {

/// How often a callee runs per call event.
enum class CallTimes {
  Once,
  PerElement,
  /// Kept, and run whenever its owner likes.
  Stored,
  /// Given to a function that nothing is known of; or, with a
  /// CallFact::DeferredTo, to one that does not run it if its body is in sight:
  /// a template runs what it is given under its own type.
  Uncertain,
  /// As the function does that it is given to: see CallFact::DeferredTo.
  Deferred,
};

/// Which bodies a call may run.
enum class Dispatch {
  /// Those of its targets.
  Exact,
  /// Or of what overrides them.
  Virtual,
  /// Of any callable that has its target, a signature.
  Indirect,
};

/// How a parameter takes what it is given.
enum class Passing {
  Value,
  /// By value, but what it leads to is the caller's: an iterator, a view, a
  /// shared owner.
  Handle,
  ConstReference,
  /// Or by pointer; or nothing says how.
  Reference,
  RValue,
};

/// Where a key comes from that is made of a field.
struct FieldKey {
  EntityId Field = NoEntity;
  KeySource Key;
};

struct Argument {
  ValueId Value = None;
  Passing By = Passing::Value;
  /// Of a type that may hold tensors, or lead to what does.
  bool Matters = false;
  /// Where a key comes from that is made of it.
  KeySource Key;
  /// Of a record that the caller makes: the same of its fields.
  llvm::SmallVector<FieldKey, 0> FieldKeys;
  /// Its number, or the variable that it is, of an integral type.
  std::optional<int64_t> Number;
  PlaceId Flag = None;
  /// The place that is passed, when it is one.
  PlaceId Place = None;
  /// An element of that place.
  bool Element = false;
  /// The one that a loop over all of them is at.
  bool EachOfLoop = false;
  ValueId Root = None;

  /// Who is called may change what the caller has.
  bool mayBeChanged() const {
    return Matters && By != Passing::Value && By != Passing::ConstReference;
  }
};

struct CallFact {
  /// Functions, wherever their bodies are, of which one runs; none if it is not
  /// known at all what does.
  llvm::SmallVector<EntityId, 1> Targets;
  Dispatch How = Dispatch::Exact;
  Argument Receiver;
  llvm::SmallVector<Argument, 4> Arguments;
  Spot Loc;
  std::string Name;
  CallTimes Times = CallTimes::Once;
  /// The call that is given the callable, and as which argument.
  unsigned DeferredTo = ~0u;
  unsigned DeferredArgument = 0;
  /// The first time only: std::call_once.
  bool FirstTimeOnly = false;
  /// Runs on another thread, with grad mode on.
  bool OnThread = false;
  /// A constructor: the receiver is the object that is made.
  bool Constructs = false;
  /// forward() of a module of the unit with trainable parameters.
  bool ModuleForward = false;
  ValueId Result = None;
  /// What the result is if no body is in sight: not known, of no interest, that
  /// of a module.
  Op Otherwise = Op::Unknown;

  /// Of the callable that an indirect call runs; NoEntity for other calls.
  EntityId signature() const {
    return How == Dispatch::Indirect ? Targets.front() : NoEntity;
  }
};

} // namespace torchleak

#endif
