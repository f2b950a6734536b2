//===- Place.h - Where a value may be ---------------------------*- C++ -*-===//
//
// A place is a variable, a field of a place, or the object behind a pointer
// (which is not told apart from the pointer: `p->f` and `x.f` are both a field
// of a root). The elements of a container are its content: the same place,
// written weakly.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_PROGRAM_PLACE_H
#define TORCHLEAK_PROGRAM_PLACE_H

#include "program/Entity.h"
#include "program/Spot.h"
#include <string>

namespace torchleak {

using PlaceId = unsigned;
using ValueId = unsigned;
using FunctionId = unsigned;
/// 0 is "none" for places and values.
constexpr unsigned None = 0;
constexpr FunctionId NoFunction = ~0u;

enum class PlaceKind {
  Local,
  Parameter,
  /// The object that a method runs on; one place for all classes, since fields
  /// of different classes are different keys.
  This,
  /// The same of a lambda's method, Entity being its class, where a template
  /// that is none of its methods runs or keeps the lambda.
  CapturedThis,
  /// Globals, statics, thread-locals, static members.
  Global,
  Field,
  /// The object that a value refers to: `registry().get(k)->hist`.
  Temporary,
};

struct Place {
  PlaceKind Kind = PlaceKind::Local;
  EntityId Entity = NoEntity;
  PlaceId Parent = None;
  /// The function that declares a local or parameter.
  FunctionId Owner = NoFunction;
  unsigned ParameterIndex = 0;
  /// For a temporary: the value, in the function that owns the place.
  ValueId Value = None;
  std::string Name;
  Spot Loc;
  bool PointerLike = false;
  bool Container = false;
  bool Tensor = false;
  bool HoldsTensors = false;
  /// Keeps tensors, modules or optimizers alive, itself or through what it
  /// contains; raw pointers do not.
  bool KeepsHandles = false;
  /// A shared_ptr, intrusive_ptr or module holder.
  bool SharedOwner = false;
  /// Owns objects by pointer, itself or through what it contains.
  bool OwnsObjects = false;
  /// A std::function, or a container of them.
  bool OwnsCallables = false;
  bool ByReference = false;
  /// A function of Options::KeepFunctions: it keeps what it is given.
  bool KeepFunction = false;
  /// A void pointer.
  bool Opaque = false;
  /// A module, or an owner of one.
  bool IsModule = false;
  /// The parameters of the module that is its parent, all together.
  bool ModuleParameters = false;
  /// A tuple or a record: how many of its parts hold tensors; 0 if unknown.
  unsigned TensorParts = 0;
  /// The record that it is, points to or owns.
  EntityId Record = NoEntity;
};

} // namespace torchleak

#endif
