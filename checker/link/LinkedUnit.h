//===- LinkedUnit.h - A unit's numbers in its program -----------*- C++ -*-===//

#ifndef TORCHLEAK_LINK_LINKEDUNIT_H
#define TORCHLEAK_LINK_LINKEDUNIT_H

#include "link/Linker.h"
#include "program/FactIds.h"

namespace torchleak {

/// Gives what one unit knows the numbers of the program.
class LinkedUnit {
public:
  LinkedUnit(Linker &Into, const UnitFacts &Unit);
  void add();

private:
  friend FactIds<LinkedUnit, false>;
  friend EventIds<LinkedUnit, false>;

  bool isShared(EntityId E) const;
  void numberFunctions();
  /// Another unit has the body: what is made in it has numbers there.
  void takeForOther(FunctionId Mine, FunctionId Other);
  void addFunction(FunctionId Mine);
  PlaceId placeOf(PlaceId Mine);
  PlaceId add(PlaceId Mine);
  EntityId entityOf(EntityId Mine);

  // The numbers of one function, in place.
  void place(PlaceId &P) { P = placeOf(P); }
  void entity(EntityId &E) { E = entityOf(E); }
  void function(FunctionId &F) { F = functionOf(F); }
  void spot(Spot &S);
  void value(ValueId &) {}
  void block(unsigned &) {}
  void call(unsigned &) {}
  FunctionId functionOf(FunctionId Mine) const {
    return Mine == NoFunction ? NoFunction : Functions[Mine];
  }

  Linker &Into;
  UnitFacts &Program;
  const UnitFacts &Unit;
  FactIds<LinkedUnit, false> Ids{*this};
  /// By the unit's numbers; None is not asked for yet.
  std::vector<EntityId> Entities;
  std::vector<PlaceId> Places;
  std::vector<unsigned> Files;
  /// NoFunction: a lambda of a body that another unit has.
  std::vector<FunctionId> Functions;
  /// Whether the program has the body from this unit.
  std::vector<bool> Gives;
};

} // namespace torchleak

#endif
