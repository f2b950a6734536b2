//===- Releases.cpp - What a function takes out of places -----------------===//

#include "analysis/keep/Releases.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

Releases::Releases(const FunctionAnalysis &In, const InPlaceCuts &Cuts,
                   const Payloads &Payload)
    : FunctionAnalysis(In), Payload(Payload) {
  // `for (auto &t : kept) t = t.detach();`: what is there has no history.
  for (const auto &[Exit, Places] : Flow.coveredBefore())
    for (const ValueFlow::CoveredPlace &Here : Places)
      if (isCutInAll(Here))
        Released.push_back(
            {Here.Place, Exit, /*Partial=*/true, /*OnlyCuts=*/true});
  for (const InPlaceCuts::Elements &Each : Cuts.cutElements())
    Released.push_back(
        {Each.Place, Each.Block, /*Partial=*/true, /*OnlyCuts=*/true});
  for (unsigned B : F.Order)
    for (const Event &E : F.Blocks[B].Events) {
      for (const Event &Release : Summaries.releasesAt(F, E))
        noteRelease(Release, B);
      if (E.kind() == EventKind::Release ||
          (E.kind() == EventKind::Assign && E.place() != None &&
           !Unit.Places[E.place()].Tensor)) {
        noteRelease(E, B);
      } else if (E.kind() == EventKind::Call) {
        for (FunctionId Callee : Summaries.calleesOf(F.Calls[E.call()])) {
          const Binding Bound = Flow.bind(E.call(), Callee);
          for (const ReleaseEffect &R : Summaries[Callee].Releases) {
            ValueId Born = None;
            if (!Grad.conditions().mayHold(R.If, Bound, B))
              continue;
            if (PlaceId Here = Flow.resolve(Bound, R.Place, Born))
              Released.push_back({Here, B, R.Partial, R.OnlyCuts});
          }
        }
      }
    }
}

bool Releases::isCutInAll(const ValueFlow::CoveredPlace &Here) const {
  PlaceId Whole = Unit.Places[Here.Place].Parent;
  bool IsPart = Whole != None && !Unit.Places[Here.Place].Container;
  return Here.Content && graphTerms(Grad.at(Here.Content).Terms).empty() &&
         (!IsPart || Unit.Places[Whole].TensorParts == 1);
}

void Releases::noteRelease(const Event &E, unsigned Block) {
  // An assignment of a container from itself releases nothing, but then nothing
  // new is kept by it either.
  ValueId Born = None;
  if (PlaceId P = Flow.resolve(E.place(), E.root(), Born))
    Released.push_back({P, Block, E.isPartial()});
  if (Born == None)
    Released.push_back({E.place(), Block, E.isPartial()});
  llvm::SmallVector<PlaceId, 2> All = writtenBy(E);
  for (PlaceId Behind : llvm::drop_begin(All)) {
    Released.push_back({Behind, Block, E.isPartial()});
    ReleasedByPointer.push_back(Behind);
  }
}

bool Releases::releasedWithin(PlaceId Sink, PayloadKind Kept,
                              const LoopFact *Loop, Condition *OnlyIf) const {
  bool CanBeCut = Payload.of(Kept).canBeCut();
  return llvm::any_of(Released, [&](const Point &R) {
    return (CanBeCut || !R.OnlyCuts) && (!Loop || Loop->contains(R.Block)) &&
           overlaps(Unit, R.Place, Sink) &&
           !Grad.conditions().dependsOnParameter(R.Block, OnlyIf);
  });
}

void Releases::summarize(Summary &Result) const {
  if (F.IsDestructor)
    return;
  for (const Point &R : Released) {
    PlaceId Root = Unit.rootOf(R.Place);
    if (Flow.isLocal(Root) || Unit.Places[Root].Kind == PlaceKind::Temporary)
      continue;
    Condition If = Grad.conditions().ofParameter(R.Block);
    auto isKnown = [&](const ReleaseEffect &Known) {
      return Known.Place == R.Place && Known.Partial == R.Partial &&
             Known.OnlyCuts == R.OnlyCuts &&
             (Known.If.Flag == None || Known.If == If);
    };
    if (llvm::none_of(Result.Releases, isKnown))
      Result.Releases.push_back({R.Place, R.Partial, If, R.OnlyCuts});
  }
}

} // namespace torchleak
