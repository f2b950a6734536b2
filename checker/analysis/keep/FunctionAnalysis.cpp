//===- FunctionAnalysis.cpp - What the analyses of a function share -------===//

#include "analysis/keep/FunctionAnalysis.h"

namespace torchleak {

PlaceId FunctionAnalysis::nameOf(const Event &E) const {
  const Place &Written = Unit.Places[E.place()];
  if (Written.Kind == PlaceKind::Temporary && Written.Owner == Function &&
      F.Values[Written.Value].Kind == Op::Load)
    return F.Values[Written.Value].Place;
  return E.place();
}

llvm::SmallVector<PlaceId, 2>
FunctionAnalysis::writtenBy(const Event &E) const {
  ValueId Born = None;
  llvm::SmallVector<PlaceId, 2> Places{Flow.resolve(E.place(), E.root(), Born)};
  if (E.root() != None && Unit.rootOf(E.place()) == E.place())
    Flow.pointees(E.root(), Places);
  return Places;
}

bool FunctionAnalysis::reaches(NodeId New, PlaceId P) const {
  return ProvenanceFinder(Unit, Flow, Grad, Summaries).find(New, P).Reaches;
}

bool FunctionAnalysis::isOfCaller(const Term &T) const {
  const Place &Root = Unit.Places[Unit.rootOf(T.Place)];
  return T.Kind == Term::Content && Root.Kind == PlaceKind::Parameter &&
         Root.Owner == Function;
}

} // namespace torchleak
