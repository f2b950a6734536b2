//===- Linker.h - Units put together to a program ---------------*- C++ -*-===//
//
// A program is the union of its units: one table of entities, places, files and
// functions, and of each inline function or template instance one body. What
// comes out is analysed as a single unit is.
//
// What has external linkage is found again by its USR. What has internal
// linkage, or none, stays its unit's own.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_LINK_LINKER_H
#define TORCHLEAK_LINK_LINKER_H

#include "program/Unit.h"
#include "llvm/ADT/StringMap.h"

namespace torchleak {

class Linker {
public:
  Linker();

  /// The order of units decides which of several equal bodies is taken, and
  /// whose spots findings have. Names of files must mean the same in all units:
  /// absolute ones do.
  void add(const UnitFacts &Unit);
  /// The program; nothing can be added afterwards.
  UnitFacts take() { return std::move(Program); }

private:
  friend class LinkedUnit;

  UnitFacts Program;
  /// What more than one unit may know of, by USR.
  llvm::StringMap<EntityId> Shared;
  llvm::StringMap<unsigned> Files;
  llvm::DenseMap<EntityId, FunctionId> Bodies;
  llvm::DenseMap<EntityId, PlaceId> Globals;
};

} // namespace torchleak

#endif
