//===- Call.h - Who is called, and with what -------------------*- C++ -*-===//
//
// How often the callee runs, and what each parameter gets.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_PROGRAM_CALL_H
#define TORCHLEAK_PROGRAM_CALL_H

#include "program/KeySource.h"
#include "program/Place.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>

namespace torchleak {

/// How often a callee runs per call event.
enum class CallTimes {
  Once,
  PerElement,
  /// Kept, and run whenever its owner likes.
  Stored,
  /// Given to a function out of sight.
  Uncertain,
  /// Given to a function of the unit: see CallFact::DeferredTo.
  Deferred,
};

struct Argument {
  ValueId Value = None;
  /// A constant, of a type that holds nothing.
  bool Constant = false;
  /// Where a key comes from that is made of it.
  KeySource Key;
  /// Fields of a record that is written down here which are closed keys.
  llvm::SmallVector<EntityId, 0> ClosedFields;
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
};

struct CallFact {
  /// The callee and its overriders in the unit.
  llvm::SmallVector<FunctionId, 1> Callees;
  Argument Receiver;
  llvm::SmallVector<Argument, 4> Arguments;
  Spot Loc;
  std::string Name;
  CallTimes Times = CallTimes::Once;
  /// Deferred: the call that is given the callable, and as which argument.
  unsigned DeferredTo = ~0u;
  unsigned DeferredArgument = 0;
  /// The first time only: std::call_once.
  bool FirstTimeOnly = false;
  /// Runs on another thread, with grad mode on.
  bool OnThread = false;
  /// A constructor: the receiver is the object that is made.
  bool Constructs = false;
  /// IndirectCall: of the callable that is run; the callees are all callables
  /// of the unit that fit and return tensors.
  EntityId Signature = NoEntity;
  /// forward() of a module of the unit with trainable parameters.
  bool ModuleForward = false;
  ValueId Result = None;
};

} // namespace torchleak

#endif
