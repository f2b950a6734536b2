//===- Entity.cpp - What a program names ----------------------------------===//

#include "program/Entity.h"

namespace torchleak {

EntityTable::EntityTable() {
  add({});
  add({EntityKind::Slot, false, "", "parameters()"});
  add({EntityKind::Slot, false, "", "children"});
}

EntityId EntityTable::add(Entity E) {
  EntityId Id = Entities.size();
  if (!E.Usr.empty()) {
    // Two lambdas of one macro's expansion have one place in the source.
    std::string Unique = E.Usr;
    for (unsigned N = 2; !ByUsr.try_emplace(Unique, Id).second; ++N)
      Unique = E.Usr + "#" + std::to_string(N);
    E.Usr = std::move(Unique);
  }
  Entities.push_back(std::move(E));
  return Id;
}

std::string EntityTable::nameOf(EntityId Id) const {
  return isTupleElement(Id) ? std::to_string(tupleIndex(Id))
                            : Entities[Id].Name;
}

} // namespace torchleak
