//===- IneffectiveGuards.cpp - Guards that guard nothing ------------------===//

#include "analysis/diagnosis/IneffectiveGuards.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

/// Grad mode matters to it, or may.
static bool dependsOnMode(Op Kind) {
  switch (Kind) {
  case Op::Differentiable:
  case Op::DifferentiableTuple:
  case Op::Forward:
  case Op::Call:
  case Op::Unknown:
    return true;
  default:
    return false;
  }
}

/// Whether nothing that the guard is for runs before it closes.
static bool closesIdle(const EffectTable &Effects, const FunctionFacts &F,
                       unsigned Block, const Event &Open) {
  llvm::SmallVector<unsigned, 8> Work{Block};
  std::vector<bool> Seen(F.Blocks.size(), false);
  bool First = true, Closes = false;
  while (!Work.empty()) {
    unsigned B = Work.pop_back_val();
    bool Closed = false;
    for (const Event &E : F.Blocks[B].Events) {
      if (First && E.Order <= Open.Order)
        continue;
      if (const auto *Close = E.as<fact::GuardClose>();
          Close && Close->Guard == Open.get<fact::GuardOpen>().Guard) {
        Closed = Closes = true;
        break;
      }
      if (E.kind() == EventKind::IndirectCall ||
          (E.kind() == EventKind::Compute &&
           dependsOnMode(Effects.opOf(F, F.Values[E.value()]))))
        return false;
    }
    First = false;
    if (Closed)
      continue;
    for (unsigned Next : F.Blocks[B].Successors)
      if (!Seen[Next]) {
        Seen[Next] = true;
        Work.push_back(Next);
      }
  }
  return Closes;
}

static Moment momentOf(const FunctionFacts &F, unsigned Call) {
  const Value &Result = F.Values[F.Calls[Call].Result];
  return {Result.Block, Result.Order};
}

/// \p A runs before \p B on a way that does not go round a loop.
static bool comesBefore(const FunctionFacts &F, Moment A, Moment B) {
  // Blocks and their events are numbered in the order that they run in.
  if (A.Order >= B.Order)
    return false;
  llvm::SmallVector<unsigned, 8> Work{A.Block};
  llvm::BitVector Seen(F.Blocks.size());
  while (!Work.empty()) {
    unsigned Block = Work.pop_back_val();
    if (Block == B.Block)
      return true;
    if (Seen.test(Block))
      continue;
    Seen.set(Block);
    Work.append(F.Blocks[Block].Successors.begin(),
                F.Blocks[Block].Successors.end());
  }
  return false;
}

void IneffectiveGuards::collect(FunctionId Function) {
  const FunctionFacts &F = *Facts.Functions[Function];
  for (unsigned B : F.Order)
    for (const Event &E : F.Blocks[B].Events) {
      const auto *Open = E.as<fact::GuardOpen>();
      if (const auto *Idle = E.as<fact::IdleGuard>())
        IdleGuards.push_back({Idle->Temporary
                                  ? GuardProblem::Temporary
                                  : GuardProblem::FunctionDeclaration,
                              E.Loc,
                              Idle->Parentheses,
                              Function,
                              {B, E.Order}});
      else if (Open && Open->Guard && Open->Mode == GradMode::Off &&
               closesIdle(Summaries, F, B, E))
        IdleGuards.push_back({F.IsConstructor ? GuardProblem::Constructor
                                              : GuardProblem::ScopeEnds,
                              E.Loc,
                              {},
                              Function,
                              {B, E.Order}});
    }
}

bool IneffectiveGuards::guardOutside(FunctionId Function, Retention &R,
                                     llvm::DenseSet<FunctionId> &Asked) const {
  if (!Asked.insert(Function).second)
    return false;
  for (const CallSite &Site : CallSites[Function]) {
    bool Guarded =
        Site.Starter == GradMode::Off ||
        (Site.Starter == GradMode::Caller && !CallSites[Site.Caller].empty() &&
         !Modes.mayBeOnAtEntry(Site.Caller));
    if (Site.Elsewhere && Guarded) {
      R.Guard = {GuardProblem::OtherThread, Site.Loc, {}, Site.Caller, {}};
      R.StartedAt = Site.Loc;
      // The guard that is open there: the last one before it.
      const FunctionFacts &F = *Facts.Functions[Site.Caller];
      const unsigned Started = momentOf(F, Site.Call).Order;
      for (unsigned B : F.Order)
        for (const Event &E : F.Blocks[B].Events)
          if (const auto *Open = E.as<fact::GuardOpen>();
              Open && Open->Mode == GradMode::Off && E.Order < Started)
            R.Guard.Loc = E.Loc;
      return true;
    }
    if (!Site.Elsewhere && guardOutside(Site.Caller, R, Asked))
      return true;
  }
  return false;
}

void IneffectiveGuards::find(Retention &R) const {
  FunctionId Runs = R.Because.From.In;
  if (Runs == NoFunction)
    return;
  llvm::DenseSet<FunctionId> Asked;
  if (guardOutside(Runs, R, Asked))
    return;
  // In a function on the way, before it, or in the constructor of a class on
  // the way.
  for (const IdleGuard &Guard : IdleGuards) {
    const FunctionFacts &Holds = *Facts.Functions[Guard.In];
    for (FunctionId On : {Runs, R.Effect.In, R.Top}) {
      if (On == NoFunction)
        continue;
      const FunctionFacts &F = *Facts.Functions[On];
      // Where the module runs, or the result is stored, or on the way there.
      auto isBefore = [&](Moment Before) {
        return (On == Runs && comesBefore(F, Before, R.Because.From.At)) ||
               (On == R.Effect.In &&
                comesBefore(F, Before, R.Effect.StoredAt)) ||
               (On == R.Top && comesBefore(F, Before, R.Effect.At));
      };
      bool SameFunction = On == Guard.In && isBefore(Guard.At);
      bool OfObject =
          Holds.IsConstructor && F.Record && Holds.Record == F.Record;
      bool Calls = llvm::any_of(CallSites[On], [&](const CallSite &Site) {
        return Site.Caller == Guard.In &&
               comesBefore(Holds, Guard.At, momentOf(Holds, Site.Call));
      });
      // A helper that was to switch grad mode off for its caller.
      bool Helper =
          llvm::any_of(CallSites[Guard.In], [&](const CallSite &Site) {
            return Site.Caller == On && isBefore(momentOf(F, Site.Call));
          });
      if (SameFunction || OfObject || Calls || Helper) {
        R.Guard = Guard;
        return;
      }
    }
  }
}

} // namespace torchleak
