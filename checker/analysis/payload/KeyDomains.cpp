//===- KeyDomains.cpp - Are the keys of a store new again and again? ------===//

#include "analysis/payload/KeyDomains.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

/// The number of the parameter of \p Function that \p Part is of.
static std::optional<unsigned>
parameterOf(const KeyPart &Part, const UnitFacts &Unit, FunctionId Function) {
  for (auto [I, P] : llvm::enumerate(Unit.Functions[Function]->Parameters))
    if (Part.Parameter != NoEntity && Unit.Places[P].Entity == Part.Parameter)
      return I;
  return std::nullopt;
}

bool isNewInRounds(const KeySource &Key, const LoopFact &Loop) {
  return Key.Origin > KeyOrigin::Unknown ||
         llvm::is_contained(Key.Rounds, Loop.Loc);
}

bool isNewWithCalls(const KeySource &Key) {
  return Key.Origin > KeyOrigin::Unknown ||
         llvm::any_of(Key.Parts, [](const KeyPart &P) { return !P.Limits; });
}

bool isNewWithCallsOf(const KeySource &Key, const UnitFacts &Unit,
                      FunctionId Called) {
  return Key.Origin > KeyOrigin::Unknown ||
         llvm::any_of(Key.Parts, [&](const KeyPart &P) {
           return !P.Limits && parameterOf(P, Unit, Called);
         });
}

bool isClosed(const KeySource &Key) {
  return Key.Origin <= KeyOrigin::Lasting && Key.Parts.empty();
}

KeySource keyInCaller(const KeySource &Key, const UnitFacts &Unit,
                      const Binding &Bound) {
  KeySource Result = Key;
  Result.Parts.clear();
  for (const KeyPart &Part : Key.Parts) {
    std::optional<unsigned> I = parameterOf(Part, Unit, Bound.callee());
    const Argument *A = I ? Bound.argumentOf(*I) : nullptr;
    if (!A) {
      // Of a function around the callee, or given by whoever runs it.
      KeySource Same;
      Same.Parts.push_back(Part);
      Result.join(Same);
      continue;
    }
    KeySource Given = A->Key;
    auto Field = llvm::find_if(
        A->FieldKeys, [&](const FieldKey &F) { return F.Field == Part.Field; });
    if (Part.Field != NoEntity && Field != A->FieldKeys.end())
      Given = Field->Key;
    else
      for (KeyPart &Whole : Given.Parts)
        if (Whole.Field == NoEntity)
          Whole.Field = Part.Field;
    Result.join(Part.Limits ? Given.limited() : Given);
  }
  return Result;
}

bool keyEnters(StoreEffect &Effect, const UnitFacts &Unit,
               const Binding &Bound) {
  if (!Effect.Key)
    return true;
  const KeySource Inner = *Effect.Key;
  Effect.Key = keyInCaller(Inner, Unit, Bound);
  if (mayBeNew(*Effect.Key))
    return true;
  // What is left are the rounds in the callee.
  bool OnlyLimits = llvm::all_of(
      Inner.Parts, [](const KeyPart &Part) { return Part.Limits; });
  if (!Effect.repeats() || !(OnlyLimits || Inner.Origin == KeyOrigin::Unknown))
    return false;
  if (!isClosed(*Effect.Key))
    return true;
  // So many keys, and then the same again: layers, or the rounds of a training.
  Effect.Seen = std::min(Effect.Seen, Rounds::Constant);
  return Effect.SeenTrains != Training::None || Effect.BackwardInRound;
}

} // namespace torchleak
