//===- Entity.h - What a program names --------------------------*- C++ -*-===//
//
// Functions, records, fields and variables by number. The number means
// something in one unit only; the USR, the name that Clang's index gives to a
// declaration, is the same in every unit that sees it.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_PROGRAM_ENTITY_H
#define TORCHLEAK_PROGRAM_ENTITY_H

#include "llvm/ADT/StringMap.h"
#include <string>
#include <vector>

namespace torchleak {

/// An index into the unit's table, or a part of every tuple; 0 is none.
using EntityId = unsigned;
constexpr EntityId NoEntity = 0;
/// The parameters of the module that has it, all together.
constexpr EntityId ParametersSlot = 1;
/// What a module registers by name.
constexpr EntityId ChildrenSlot = 2;

/// Element I of a tuple, a pair or an array: of all of them, so in no table.
constexpr EntityId FirstTupleElement = 1u << 31;
constexpr EntityId tupleElement(unsigned I) { return FirstTupleElement | I; }
constexpr bool isTupleElement(EntityId E) { return E & FirstTupleElement; }
constexpr unsigned tupleIndex(EntityId E) { return E & ~FirstTupleElement; }

enum class EntityKind : unsigned char {
  None,
  /// What a value has without a declaration.
  Slot,
  Function,
  Record,
  Field,
  /// Of static storage: a global, a static local, a static member.
  Variable,
  /// A variable or parameter of a function; it has no USR.
  Local,
  /// What one std::function can hold: the types of a function's parameters.
  Signature,
};

struct Entity {
  EntityKind Kind = EntityKind::None;
  /// Its USR names something else in each unit.
  bool Internal = false;
  std::string Usr;
  std::string Name;
};

class EntityTable {
public:
  /// What every unit has comes first.
  static constexpr EntityId FirstOwn = ChildrenSlot + 1;

  EntityTable();

  /// A USR that another entity has already gets a number of its own.
  EntityId add(Entity E);
  /// The entity of this unit with that USR, or none.
  EntityId find(llvm::StringRef Usr) const { return ByUsr.lookup(Usr); }
  const Entity &operator[](EntityId Id) const { return Entities[Id]; }
  unsigned size() const { return Entities.size(); }
  /// Its name, or the number of a tuple element.
  std::string nameOf(EntityId Id) const;

private:
  std::vector<Entity> Entities;
  llvm::StringMap<EntityId> ByUsr;
};

} // namespace torchleak

#endif
