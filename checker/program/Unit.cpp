//===- Unit.cpp - Places of a unit ----------------------------------------===//

#include "program/Unit.h"

namespace torchleak {

PlaceId UnitFacts::add(Place P) {
  Places.push_back(std::move(P));
  return Places.size() - 1;
}

PlaceId UnitFacts::addField(PlaceId Parent, EntityId Key, Place Description) {
  auto [It, New] = FieldPlaces.try_emplace({Parent, Key}, None);
  if (New) {
    Description.Kind = PlaceKind::Field;
    Description.Entity = Key;
    Description.Parent = Parent;
    Description.Owner = Places[Parent].Owner;
    It->second = add(std::move(Description));
  }
  return It->second;
}

PlaceId UnitFacts::capturedThis(EntityId Record) {
  PlaceId &Captured = CapturedThis[Record];
  if (Captured == None) {
    Place P = Places[ThisPlace];
    P.Kind = PlaceKind::CapturedThis;
    P.Entity = Record;
    Captured = add(std::move(P));
  }
  return Captured;
}

const FunctionFacts *UnitFacts::functionAt(const Spot &S, bool OrLambda) const {
  const FunctionFacts *Found = nullptr;
  auto Size = [](const FunctionFacts &F) {
    return F.Extent.End.Offset - F.Extent.Begin.Offset;
  };
  for (const auto &F : Functions) {
    const auto &[Begin, End] = F->Extent;
    if ((OrLambda || !F->IsLambda) && Begin.File == S.File &&
        End.File == S.File && Begin.Offset <= S.Offset &&
        S.Offset < End.Offset && (!Found || Size(*F) < Size(*Found)))
      Found = F.get();
  }
  return Found;
}

bool UnitFacts::isWithin(PlaceId Part, PlaceId Whole) const {
  for (; Part != None; Part = Places[Part].Parent)
    if (Part == Whole)
      return true;
  return false;
}

void UnitFacts::indexPlaces() {
  for (PlaceId Id = 1; Id < Places.size(); ++Id) {
    const Place &P = Places[Id];
    if (P.Kind == PlaceKind::Field)
      FieldPlaces[{P.Parent, P.Entity}] = Id;
    else if (P.Kind == PlaceKind::CapturedThis)
      CapturedThis[P.Entity] = Id;
  }
}

PlaceId UnitFacts::rootOf(PlaceId P) const {
  while (Places[P].Parent != None)
    P = Places[P].Parent;
  return P;
}

PlaceId UnitFacts::rebase(PlaceId P, PlaceId NewRoot) {
  if (P == None || NewRoot == None)
    return None;
  if (Places[P].Parent == None)
    return NewRoot;
  PlaceId Parent = rebase(Places[P].Parent, NewRoot);
  return addField(Parent, Places[P].Entity, Places[P]);
}

std::string UnitFacts::describe(PlaceId P) const {
  const Place &Here = Places[P];
  if (Here.Kind != PlaceKind::Field)
    return Here.Name;
  const Place &Parent = Places[Here.Parent];
  if (Parent.Kind == PlaceKind::This || Parent.Kind == PlaceKind::Temporary ||
      Parent.Kind == PlaceKind::CapturedThis)
    return Here.Name;
  return describe(Here.Parent) + (Parent.PointerLike ? "->" : ".") + Here.Name;
}

} // namespace torchleak
