//===- RetentionStory.cpp - Telling why a graph is kept -------------------===//

#include "analysis/diagnosis/RetentionStory.h"

namespace torchleak {

/// A module was run, and what runs it and keeps the result does not train it;
/// unless \p Beside, neither do the callers.
static bool isEvaluation(const Retention &R, bool Beside) {
  if ((Beside ? R.TrainsItself : R.Effect.Trains) ||
      R.Effect.BackwardLoc.isValid())
    return false;
  // Parameters of one's own are used in training code; a module is run.
  return R.Because.Kind == Term::Trainable || R.Because.From.Module;
}

bool isInference(const Retention &R) {
  // A loss is computed in order to train or to evaluate training.
  return isEvaluation(R, /*Beside=*/false) && !R.Because.Loss;
}

bool isMissedByGuard(const Retention &R) {
  switch (R.Guard.Problem) {
  case GuardProblem::None:
    return false;
  case GuardProblem::Constructor:
  case GuardProblem::OtherThread:
    // Training has the evaluation beside it.
    return isEvaluation(R, /*Beside=*/true);
  case GuardProblem::Temporary:
  case GuardProblem::FunctionDeclaration:
  case GuardProblem::ScopeEnds:
    // It guards nothing at all, whatever else the function is for.
    return R.Effect.BackwardLoc.isInvalid();
  }
  return false;
}

bool isAttachedReturn(const Retention &R) {
  return R.Effect.ReturnedBy != NoFunction && R.Effect.Carried == Carry::None &&
         !isInference(R) && !isMissedByGuard(R);
}

std::string describeStored(const Retention &R) {
  const StoreEffect &E = R.Effect;
  if (!E.StoredName.empty())
    return "'" + E.StoredName + "'";
  if (!E.MadeBy.empty())
    return "the result of '" + E.MadeBy + "'";
  return "a value";
}

std::string describeRound(const Retention &R) {
  switch (R.Why) {
  case Repeat::Call:
    return "each call of '" + R.RepeatName + "'";
  case Repeat::Callback:
    return "each run of the callback";
  default:
    return "each iteration";
  }
}

static std::string sinkName(const UnitAnalysis &Unit, PlaceId Sink) {
  std::string Name = Unit.facts().describe(Sink);
  return Name.empty() ? "a container" : "'" + Name + "'";
}

std::string describeRetainer(const UnitAnalysis &Unit, const Retention &R) {
  const Place &Root = Unit.facts().Places[Unit.facts().rootOf(R.Sink)];
  std::string Name = sinkName(Unit, R.Sink);
  if (Unit.facts().Places[R.Sink].KeepFunction)
    return "what " + Name + " keeps";
  switch (R.Why) {
  case Repeat::Loop:
    return Name + ", which outlives the loop";
  case Repeat::Callback:
    return Name + ", which outlives the callback";
  default:
    return Name + (Root.Kind == PlaceKind::Global
                       ? ", which lives as long as the program"
                       : ", which lives as long as its object");
  }
}

std::string describeGrowth(const Retention &R) {
  return describeRound(R) + (R.Effect.Freed
                                 ? " adds the nodes of one more graph"
                                 : " adds one more graph with its activations");
}

Finding tellRetention(const UnitAnalysis &Unit, const Retention &R) {
  const UnitFacts &Facts = Unit.facts();
  const StoreEffect &E = R.Effect;
  Finding F;
  F.Loc = E.Loc;
  F.How = R.How;
  F.What = Retained::AutogradGraph;
  F.Why = R.Why;
  const Place &Sink = Facts.Places[R.Sink];
  const Place &Root = Facts.Places[Facts.rootOf(R.Sink)];
  F.Who = Root.Kind == PlaceKind::Global  ? Retainer::Global
          : Sink.Kind == PlaceKind::Field ? Retainer::Field
                                          : Retainer::Container;
  if (Sink.Container && F.Who == Retainer::Field)
    F.Who = Retainer::Container;

  // What is retained, and why it is attached.
  const Origin &From = R.Because.From;
  if (From.Loc.isValid()) {
    if (From.Proven)
      F.Notes.push_back({From.Loc,
                         "it has autograd history: this backward runs "
                         "on it"});
    else if (R.Because.Kind == Term::Trainable)
      F.Notes.push_back(
          {From.Loc, "autograd history starts here: '" + From.Text +
                         "' has trainable parameters and grad mode is on"});
    else
      F.Notes.push_back(
          {From.Loc, "autograd history starts here" +
                         (From.Text.empty() ? std::string()
                                            : ", at '" + From.Text + "'")});
    F.Origins.push_back(From.Loc);
  }
  if (E.MadeAt.isValid() && E.MadeAt != From.Loc && !E.MadeBy.empty()) {
    F.Notes.push_back(
        {E.MadeAt, "the stored value is computed here, by '" + E.MadeBy + "'"});
    F.Origins.push_back(E.MadeAt);
  }
  if (E.Freed)
    F.Notes.push_back(
        {E.BackwardLoc,
         "this backward frees the saved activations; the nodes of the "
         "graph stay, in host memory"});
  else if (E.BackwardLoc.isValid())
    F.Notes.push_back({E.BackwardLoc,
                       "this backward retains the graph, or does not run in "
                       "each round that stores; the activations stay too"});
  for (const auto &[Loc, Name] : E.Calls)
    F.Notes.push_back({Loc, "'" + Name + "' is called here"});

  // Who retains it, and why it repeats.
  if (Sink.Loc.isValid() && E.Carried != Carry::None)
    F.Notes.push_back(
        {Sink.Loc, sinkName(Unit, R.Sink) +
                       " is declared here, and nothing in " +
                       (R.Why == Repeat::Loop ? "the loop" : "sight") +
                       " cuts its history"});
  else if (Sink.Loc.isValid())
    F.Notes.push_back(
        {Sink.Loc,
         sinkName(Unit, R.Sink) +
             (Sink.KeepFunction
                  ? std::string(" is declared here, and 'KeepFunctions' says "
                                "that it keeps what it is given")
                  : std::string(" is declared here, and nothing in ") +
                        (R.Why == Repeat::Loop ? "the loop" : "sight") +
                        " removes what it holds")});
  if (R.RepeatLoc.isValid()) {
    const FunctionFacts &Top = *Facts.Functions[R.Top];
    std::string Text;
    bool OfCallers = false;
    switch (R.Why) {
    case Repeat::Call:
      OfCallers = !Top.IsStep && !Top.IsModuleForward;
      Text = OfCallers ? "assuming that '" + R.RepeatName +
                             "' is called again and again on one object"
                       : "'" + R.RepeatName + "' runs once per step";
      break;
    case Repeat::Callback:
      Text = "assuming that this callback runs again and again";
      break;
    default:
      Text = "this loop repeats it";
      break;
    }
    if (R.AssumesGradMode)
      Text += OfCallers ? ", by callers that hold no grad mode guard"
                        : ", assuming that callers hold no grad mode guard";
    F.Notes.push_back({R.RepeatLoc, Text});
  }
  return F;
}

void addDetach(const Retention &R, Finding &F) {
  const StoreEffect &E = R.Effect;
  if (!E.StoredIsTensor || E.Stored.isInvalid() ||
      E.Stored.getBegin().isMacroID() || E.Stored.getEnd().isMacroID())
    return;
  Fix Detach;
  Detach.Description = "store the value without its history";
  if (!E.StoredIsPrimary)
    Detach.Hints.push_back(
        clang::FixItHint::CreateInsertion(E.Stored.getBegin(), "("));
  Detach.Hints.push_back(clang::FixItHint::CreateInsertion(
      E.Stored.getEnd(), E.StoredIsPrimary ? ".detach()" : ").detach()"));
  F.Fixes.push_back(std::move(Detach));
}

} // namespace torchleak
