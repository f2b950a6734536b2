//===- Linker.cpp - Units put together to a program -----------------------===//

#include "link/LinkedUnit.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

Linker::Linker() {
  Place This;
  This.Kind = PlaceKind::This;
  This.Name = "this";
  This.PointerLike = true;
  Program.ThisPlace = Program.add(std::move(This));
}

void Linker::add(const UnitFacts &Unit) { LinkedUnit(*this, Unit).add(); }

LinkedUnit::LinkedUnit(Linker &Into, const UnitFacts &Unit)
    : Into(Into), Program(Into.Program), Unit(Unit),
      Entities(Unit.Entities.size(), NoEntity),
      Places(Unit.Places.size(), None),
      Functions(Unit.Functions.size(), NoFunction) {
  for (const std::string &File : Unit.Files) {
    auto [It, New] =
        Into.Files.try_emplace(File, unsigned(Program.Files.size()));
    if (New)
      Program.Files.push_back(File);
    Files.push_back(It->second);
  }
}

void LinkedUnit::add() {
  // In order: a unit alone keeps its numbers. Analyses ask for places by their
  // parts, so that all of them count.
  for (EntityId E = EntityTable::FirstOwn; E < Unit.Entities.size(); ++E)
    entityOf(E);
  numberFunctions();
  for (PlaceId P = 1; P < Unit.Places.size(); ++P)
    placeOf(P);
  for (FunctionId Mine = 0; Mine != Unit.Functions.size(); ++Mine)
    if (Gives[Mine])
      addFunction(Mine);
  for (const auto &[Id, Record] : Unit.Records) {
    RecordFact &Known = Program.Records[entityOf(Id)];
    if (Known.Name.empty())
      Known.Name = Record.Name;
    Known.HoldsTorchMemory |= Record.HoldsTorchMemory;
    Known.HasModule |= Record.HasModule;
  }
  for (EntityId Field : Unit.ParameterFields)
    Program.ParameterFields.insert(entityOf(Field));
  for (EntityId Taken : Unit.AddressesTaken)
    Program.AddressesTaken.insert(entityOf(Taken));
  for (EntityId Before : Unit.RunBeforeMain)
    if (!llvm::is_contained(Program.RunBeforeMain, entityOf(Before)))
      Program.RunBeforeMain.push_back(entityOf(Before));
  Program.HasMain |= Unit.HasMain;
  std::vector<std::vector<MacroUse>> Expansions;
  for (std::vector<MacroUse> Macros : Unit.Expansions) {
    for (MacroUse &Macro : Macros)
      spot(Macro.Line);
    Expansions.push_back(std::move(Macros));
  }
  llvm::append_range(Program.Expansions, Expansions);
}

//===----------------------------------------------------------------------===//
// Entities and spots
//===----------------------------------------------------------------------===//

bool LinkedUnit::isShared(EntityId E) const {
  const Entity &Named = Unit.Entities[E];
  return !Named.Internal && !Named.Usr.empty();
}

EntityId LinkedUnit::entityOf(EntityId Mine) {
  if (Mine < EntityTable::FirstOwn || isTupleElement(Mine))
    return Mine;
  EntityId &Known = Entities[Mine];
  if (Known != NoEntity)
    return Known;
  const Entity &Named = Unit.Entities[Mine];
  if (!isShared(Mine))
    return Known = Program.Entities.add(Named);
  auto [It, New] = Into.Shared.try_emplace(Named.Usr, NoEntity);
  if (New)
    It->second = Program.Entities.add(Named);
  return Known = It->second;
}

void LinkedUnit::spot(Spot &S) {
  if (S.isInvalid())
    return;
  S.File = Files[S.File];
  if (S.isInMacro())
    S.Expansion += Program.Expansions.size();
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

void LinkedUnit::numberFunctions() {
  Gives.assign(Unit.Functions.size(), true);
  std::vector<FunctionId> Taken;
  for (FunctionId Mine = 0; Mine != Unit.Functions.size(); ++Mine) {
    EntityId E = Unit.Functions[Mine]->Entity;
    auto Body = isShared(E) ? Into.Bodies.find(entityOf(E)) : Into.Bodies.end();
    if (Body == Into.Bodies.end())
      continue;
    Functions[Mine] = Body->second;
    Gives[Mine] = false;
    Taken.push_back(Mine);
  }
  // Lambdas go with the function that makes them.
  while (!Taken.empty()) {
    FunctionId Mine = Taken.back();
    Taken.pop_back();
    takeForOther(Mine, Functions[Mine]);
    for (const Value &V : Unit.Functions[Mine]->Values)
      if (V.Body != NoFunction && Gives[V.Body] &&
          Unit.Functions[V.Body]->IsLambda) {
        Gives[V.Body] = false;
        Taken.push_back(V.Body);
      }
  }
  for (FunctionId Mine = 0; Mine != Unit.Functions.size(); ++Mine) {
    if (!Gives[Mine])
      continue;
    Functions[Mine] = Program.Functions.size();
    Program.Functions.push_back(std::make_unique<FunctionFacts>());
    if (EntityId E = Unit.Functions[Mine]->Entity; isShared(E))
      Into.Bodies[entityOf(E)] = Functions[Mine];
  }
}

void LinkedUnit::takeForOther(FunctionId Mine, FunctionId Other) {
  if (Other == NoFunction)
    return;
  const FunctionFacts &F = *Unit.Functions[Mine];
  FunctionFacts &Same = *Program.Functions[Other];
  Same.CalledByLibrary |= F.CalledByLibrary;
  Same.IsStep |= F.IsStep;
  Same.GuardedByObject &= F.GuardedByObject;
  if (F.Values.size() != Same.Values.size())
    return;
  for (auto [V, OfOther] : llvm::zip_equal(F.Values, Same.Values))
    if (V.Body != NoFunction && Functions[V.Body] == NoFunction)
      Functions[V.Body] = OfOther.Body;
}

void LinkedUnit::addFunction(FunctionId Mine) {
  FunctionFacts &F = *Program.Functions[Functions[Mine]];
  F = *Unit.Functions[Mine];
  Ids.of(F);
}

//===----------------------------------------------------------------------===//
// Places
//===----------------------------------------------------------------------===//

/// What one unit sees of a type, another may only have a declaration of.
static void addTraits(Place &P, const Place &Seen) {
  P.PointerLike |= Seen.PointerLike;
  P.Container |= Seen.Container;
  P.Tensor |= Seen.Tensor;
  P.HoldsTensors |= Seen.HoldsTensors;
  P.KeepsHandles |= Seen.KeepsHandles;
  P.SharedOwner |= Seen.SharedOwner;
  P.OwnsObjects |= Seen.OwnsObjects;
  P.OwnsCallables |= Seen.OwnsCallables;
  P.KeepFunction |= Seen.KeepFunction;
  P.IsModule |= Seen.IsModule;
  P.TensorParts = std::max(P.TensorParts, Seen.TensorParts);
  if (P.Record == NoEntity)
    P.Record = Seen.Record;
}

PlaceId LinkedUnit::placeOf(PlaceId Mine) {
  if (Mine != None && Places[Mine] == None)
    Places[Mine] = add(Mine);
  return Places[Mine];
}

PlaceId LinkedUnit::add(PlaceId Mine) {
  Place P = Unit.Places[Mine];
  if (P.Kind == PlaceKind::This)
    return Program.ThisPlace;
  if (P.Kind == PlaceKind::CapturedThis)
    return Program.capturedThis(entityOf(P.Entity));
  const PlaceId Parent = placeOf(P.Parent);
  const bool OfOther = P.Owner != NoFunction && !Gives[P.Owner];
  if (OfOther || (P.Kind == PlaceKind::Field && Parent == None))
    return None;
  Ids.of(P);
  if (P.Kind == PlaceKind::Field) {
    PlaceId Known = Program.addField(Parent, P.Entity, P);
    addTraits(Program.Places[Known], P);
    return Known;
  }
  if (P.Kind != PlaceKind::Global)
    return Program.add(std::move(P));
  PlaceId &Known = Into.Globals[P.Entity];
  if (Known == None)
    Known = Program.add(P);
  addTraits(Program.Places[Known], P);
  return Known;
}

} // namespace torchleak
