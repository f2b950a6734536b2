//===- Unit.h - Everything that is known of one unit -----------*- C++ -*-===//
//
// Nothing here points into Clang: what a declaration is called is an entity,
// where it stands a spot.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_PROGRAM_UNIT_H
#define TORCHLEAK_PROGRAM_UNIT_H

#include "program/Body.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include <memory>

namespace torchleak {

/// Strong or weak, from which record to which, for the ownership graph.
struct RecordFact {
  std::string Name;
  bool HoldsTorchMemory = false;
  /// A module or an optimizer is a field: it lives for many steps.
  bool HasModule = false;
};

struct UnitFacts {
  EntityTable Entities;
  /// What spots count, by the names that the compiler has for them.
  std::vector<std::string> Files;
  /// Of each expansion that spots count, the macros, innermost first; none for
  /// what is written as an argument.
  std::vector<std::vector<MacroUse>> Expansions;
  std::vector<Place> Places{Place()};
  std::vector<std::unique_ptr<FunctionFacts>> Functions;
  llvm::DenseMap<EntityId, RecordFact> Records;
  /// Fields that register_parameter() set.
  llvm::DenseSet<EntityId> ParameterFields;
  /// Functions whose address is taken here, and those that initializers of
  /// globals call, before main; their bodies may be in other units.
  llvm::DenseSet<EntityId> AddressesTaken;
  llvm::SmallVector<EntityId, 2> RunBeforeMain;
  PlaceId ThisPlace = None;
  bool HasMain = false;

  PlaceId field(PlaceId Parent, EntityId Key) const {
    auto It = FieldPlaces.find({Parent, Key});
    return It == FieldPlaces.end() ? None : It->second;
  }
  PlaceId addField(PlaceId Parent, EntityId Key, Place Description);
  PlaceId add(Place P);
  PlaceId capturedThis(EntityId Record);
  /// Makes field() and capturedThis() know all places again.
  void indexPlaces();
  PlaceId rootOf(PlaceId P) const;
  /// \p Part is \p Whole, or a part of it.
  bool isWithin(PlaceId Part, PlaceId Whole) const;
  /// \p P with its root replaced: `this.a.b` under `x` is `x.a.b`.
  PlaceId rebase(PlaceId P, PlaceId NewRoot);
  /// The innermost function that has that spot, or null.
  const FunctionFacts *functionAt(const Spot &S, bool OrLambda = true) const;
  /// As written: "trainer.history".
  std::string describe(PlaceId P) const;

private:
  llvm::DenseMap<EntityId, PlaceId> CapturedThis;
  llvm::DenseMap<std::pair<PlaceId, EntityId>, PlaceId> FieldPlaces;
};

} // namespace torchleak

#endif
