//===- GrowingEntries.cpp - Maps that only ever grow ----------------------===//
//
// An entry that keeps a tensor or a module is a leak where its key is new again
// and again, and nothing in sight takes entries out. Where either is not known,
// it is taken as bounded.
//
//===----------------------------------------------------------------------===//

#include "analysis/UnitAnalysis.h"
#include "analysis/payload/KeyDomains.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

void UnitAnalysis::collectBounds(FunctionId Function) {
  for (const ReleaseEffect &R : Summaries[Function].Releases)
    if (!R.OnlyCuts && isLasting(R.Place) &&
        !Facts.Functions[Function]->IsConstructor)
      Evictions[Facts.Places[R.Place].Entity].push_back({Function, R.If});
}

bool UnitAnalysis::isBounded(const Retention &R) const {
  RoundsOfLoop During = Lives.roundsOf(R.Top, R.Loop);
  if (releasedElsewhere(R.Sink, PayloadKind::Handle, R.Top, During))
    return true;
  for (PlaceId P = R.Sink; P != None; P = Facts.Places[P].Parent) {
    EntityId Key = Facts.Places[P].Entity;
    if (Key == NoEntity || !isLasting(P))
      continue;
    auto It = Evictions.find(Key);
    if (It != Evictions.end() &&
        llvm::any_of(It->second, [&](const Change &Here) {
          return !endsWithObject(Key, Here.In) &&
                 Lives.mayRunAgain(Here, R.Top, During);
        }))
      return true;
  }
  return false;
}

bool UnitAnalysis::growsWithKeys(Retention &R) const {
  const StoreEffect &Effect = R.Effect;
  const FunctionFacts &Top = *Facts.Functions[R.Top];
  const Place &Root = Facts.Places[Facts.rootOf(R.Sink)];
  // What an object is filled with when it is made, it is made of.
  if (!isLasting(R.Sink) || Top.IsConstructor ||
      Facts.Functions[Effect.In]->IsConstructor)
    return false;
  // What a callback is given, nobody tells.
  if (!isNewWithCallsOf(*Effect.Key, Facts, R.Top))
    return false;
  Repetition Here = repetitionOf(R);
  if (Here.Holder == Life::Round || !confidenceOf(Here))
    return false;
  if (isBounded(R))
    return false;
  // Callers out of sight choose the key, of a map that is asked for it first: a
  // cache. That there are many of them is known of what lives long.
  auto Record = Facts.Records.find(Facts.Functions[Effect.In]->Record
                                       ? Facts.Functions[Effect.In]->Record
                                       : Root.Record);
  bool LivesLong = Root.Kind == PlaceKind::Global ||
                   (Record != Facts.Records.end() && Record->second.HasModule);
  bool IsCache = Effect.LooksUp && LivesLong;
  // A map in a variable ends with its function, which may be one training.
  bool Lasts = Here.Holder >= Life::Object;
  const KeySource &Source = *Effect.Key;
  bool Sure = Source.Origin > KeyOrigin::Address ||
              (isNewWithCalls(Source) && !Source.Parts.empty() && IsCache);
  Sure &= Lasts;
  // A loop of known length numbers what it loads, and names of what is loaded
  // are read.
  if (R.Why == Repeat::Loop && !Top.IsMain &&
      (Source.Origin == KeyOrigin::Counter ||
       Source.Origin == KeyOrigin::Input))
    Sure &= Effect.Seen == Rounds::Open && Source.Origin == KeyOrigin::Counter;
  R.How = std::min(R.How, Sure ? Confidence::Likely : Confidence::Possible);
  return true;
}

} // namespace torchleak
