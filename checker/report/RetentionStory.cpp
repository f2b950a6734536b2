//===- RetentionStory.cpp - Telling why a value is kept -------------------===//

#include "report/RetentionStory.h"

namespace torchleak {

RetentionStory::RetentionStory(const UnitAnalysis &Unit, const Retention &R)
    : Story(Unit), R(R) {
  Told.Loc = R.Effect.Loc;
  Told.How = R.How;
  Told.What = R.Effect.Payload == PayloadKind::History ? Retained::AutogradGraph
                                                       : Retained::Tensor;
  Told.Who = retainerKind();
  Told.Why = R.Why;
  tellHistory();
  tellRetainer();
  tellRepeat();
}

Retainer RetentionStory::retainerKind() const {
  const UnitFacts &Facts = Unit.facts();
  const Place &Sink = Facts.Places[R.Sink];
  if (Facts.Places[Facts.rootOf(R.Sink)].Kind == PlaceKind::Global)
    return Retainer::Global;
  return Sink.Kind == PlaceKind::Field && !Sink.Container ? Retainer::Field
                                                          : Retainer::Container;
}

/// What is retained, and why it is attached.
void RetentionStory::tellHistory() {
  const StoreEffect &E = R.Effect;
  const Origin &From = R.Because.From;
  if (From.Loc.isValid()) {
    if (From.Proven)
      note(From.Loc, "it has autograd history: this backward runs on it");
    else if (R.Because.Kind == Term::Trainable)
      note(From.Loc, "autograd history starts here: '" + From.Text +
                         "' has trainable parameters and grad mode is on");
    else
      note(From.Loc, "autograd history starts here" +
                         (From.Text.empty() ? std::string()
                                            : ", at '" + From.Text + "'"));
    // Where a backward proves that there is history, none is recorded.
    if (!From.Proven)
      origin(From.Loc, Role::Records);
  }
  if (E.MadeAt.isValid() && E.MadeAt != From.Loc && !E.MadeBy.empty()) {
    note(E.MadeAt, "the stored value is computed here, by '" + E.MadeBy + "'");
    origin(E.MadeAt, Role::Allocates);
  } else if (!From.Proven) {
    // What is recorded first is a result, too.
    origin(From.Loc, Role::Allocates);
  }
  origin(E.Loc, Role::Stores);
  origin(R.RepeatLoc, Role::Repeats);
  if (E.Freed)
    note(E.BackwardLoc,
         "this backward frees the saved activations; the nodes of the graph "
         "stay, in host memory");
  else if (E.BackwardLoc.isValid())
    note(E.BackwardLoc,
         "this backward retains the graph, or does not run in each round that "
         "stores; the activations stay too");
  for (const auto &[Loc, Name] : E.Calls)
    note(Loc, "'" + Name + "' is called here");
}

void RetentionStory::tellRetainer() {
  const Place &Sink = Unit.facts().Places[R.Sink];
  if (Sink.Loc.isInvalid())
    return;
  bool Carried = R.Effect.Carried != Carry::None;
  std::string Text = sinkName() + " is declared here, and ";
  if (Sink.KeepFunction && !Carried)
    Text += "'KeepFunctions' says that it keeps what it is given";
  else
    Text += std::string("nothing in ") +
            (R.Why == Repeat::Loop ? "the loop" : "sight") +
            (Carried ? " cuts its history" : " removes what it holds");
  note(Sink.Loc, Text);
}

void RetentionStory::tellRepeat() {
  if (R.RepeatLoc.isInvalid())
    return;
  const FunctionFacts &Top = *Unit.facts().Functions[R.Top];
  Repetition Again;
  Again.Why = R.Why;
  Again.Name = R.RepeatName;
  Again.Seen = Top.IsStep || Top.IsModuleForward;
  std::string Text =
      describe(Again, {"this loop repeats it", "runs once per step",
                       "is called again and again on one object"});
  if (R.AssumesGradMode)
    Text += R.Why == Repeat::Call && !Again.Seen
                ? ", by callers that hold no grad mode guard"
                : ", assuming that callers hold no grad mode guard";
  note(R.RepeatLoc, Text);
}

std::string RetentionStory::stored() const {
  const StoreEffect &E = R.Effect;
  if (!E.StoredName.empty())
    return "'" + E.StoredName + "'";
  if (!E.MadeBy.empty())
    return "the result of '" + E.MadeBy + "'";
  return "a value";
}

std::string RetentionStory::round() const {
  switch (R.Why) {
  case Repeat::Call:
    return "each call of '" + R.RepeatName + "'";
  case Repeat::Callback:
    return "each run of the callback";
  default:
    return "each iteration";
  }
}

std::string RetentionStory::sinkName() const {
  std::string Name = Unit.facts().describe(R.Sink);
  return Name.empty() ? "a container" : "'" + Name + "'";
}

std::string RetentionStory::retainer() const {
  const UnitFacts &Facts = Unit.facts();
  std::string Name = sinkName();
  if (Facts.Places[R.Sink].KeepFunction)
    return "what " + Name + " keeps";
  switch (R.Why) {
  case Repeat::Loop:
    return Name + ", which outlives the loop";
  case Repeat::Callback:
    return Name + ", which outlives the callback";
  default:
    return Name + (Facts.Places[Facts.rootOf(R.Sink)].Kind == PlaceKind::Global
                       ? ", which lives as long as the program"
                       : ", which lives as long as its object");
  }
}

std::string RetentionStory::growth() const {
  return round() + (R.Effect.Freed ? " adds the nodes of one more graph"
                                   : " adds one more graph with its "
                                     "activations");
}

void RetentionStory::offerDetach() {
  const StoreEffect &E = R.Effect;
  if (!E.StoredIsTensor || !E.Stored.isValid() || E.Stored.isInMacro())
    return;
  Fix Detach;
  Detach.Description = "store the value without its history";
  if (!E.StoredIsPrimary)
    Detach.Edits.push_back(Edit::insertion(E.Stored.Begin, "("));
  Detach.Edits.push_back(Edit::insertion(
      E.Stored.End, E.StoredIsPrimary ? ".detach()" : ").detach()"));
  offer(std::move(Detach));
}

} // namespace torchleak
