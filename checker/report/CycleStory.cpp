//===- CycleStory.cpp - Telling what owns itself --------------------------===//

#include "report/CycleStory.h"

namespace torchleak {

CycleStory::CycleStory(const UnitAnalysis &Unit, const TiedCycle &Tied)
    : Story(Unit), Closing(Tied.closing()) {
  Told.Loc = Closing.Loc;
  Told.How = Tied.How;
  Told.What = Retained::Tensor;
  Told.Who = Retainer::OwnershipCycle;
  Told.Why = Tied.Why;
  // The way round, starting at the object that the closing pointer leads to.
  const std::vector<TieEffect> &Hops = Tied.Cycle.Hops;
  for (unsigned I = 0; I != Hops.size(); ++I) {
    const TieEffect &Hop = Hops[(Tied.Cycle.Closing + 1 + I) % Hops.size()];
    note(Hop.Loc, "'" + Unit.recordName(Hop.FromRecord) + "' owns '" +
                      Unit.recordName(Hop.ToRecord) + "' through '" +
                      Hop.FieldName + "'");
    origin(Hop.Loc, Role::Stores);
  }
  origin(Tied.RepeatLoc, Role::Repeats);
  if (Tied.RepeatLoc.isInvalid())
    return;
  Repetition Again;
  Again.Why = Tied.Why;
  Again.Name = Tied.RepeatName;
  Again.Seen = Tied.How == Confidence::Definite;
  note(Tied.RepeatLoc,
       describe(Again, {"this loop makes such a cycle each time",
                        "runs again and again here",
                        "runs for more than one object"}));
}

const std::string &CycleStory::closedOver() const {
  return Unit.recordName(Closing.ToRecord);
}

std::string CycleStory::closedBy() const {
  return Unit.recordName(Closing.FromRecord) + "::" + Closing.FieldName;
}

GradientCycleStory::GradientCycleStory(const UnitAnalysis &Unit,
                                       const GradientCycle &Cycle)
    : Story(Unit), Cycle(Cycle) {
  Told.Loc = Cycle.Loc;
  Told.How = Cycle.How;
  Told.What = Retained::AutogradGraph;
  Told.Who = Retainer::OwnershipCycle;
  Told.Why = Cycle.Why;
  origin(Cycle.Loc, Role::Records);
  origin(Cycle.Loc, Role::Stores);
  origin(Cycle.RepeatLoc, Role::Repeats);
  Repetition Again;
  Again.Why = Cycle.Why;
  Again.Name = Unit.facts().Functions[Cycle.In]->Name;
  Again.Seen = Cycle.How == Confidence::Definite;
  note(Cycle.RepeatLoc,
       describe(Again, {"this loop repeats it", "runs again and again here",
                        "is called again and again"}));
}

std::string GradientCycleStory::round() const {
  return Cycle.Why == Repeat::Loop
             ? "each iteration"
             : "each call of '" + Unit.facts().Functions[Cycle.In]->Name + "'";
}

} // namespace torchleak
