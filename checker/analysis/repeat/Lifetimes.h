//===- Lifetimes.h - How long calls live, and how often they run -*- C++
//-*-===//
//
// What only callers can tell: whether a call is a round of a loop in sight, a
// thread, or the whole program; how often a spot runs; and whether another
// function runs again while something lives.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_REPEAT_LIFETIMES_H
#define TORCHLEAK_ANALYSIS_REPEAT_LIFETIMES_H

#include "analysis/calls/CallSites.h"
#include "analysis/calls/EffectTable.h"
#include "analysis/repeat/Repetition.h"
#include "llvm/ADT/DenseMap.h"

namespace torchleak {

/// A function changes what a field holds, perhaps only if one of its parameters
/// says so.
struct Change {
  FunctionId In = NoFunction;
  Condition If;
  unsigned Block = ~0u;
  /// The elements stay, without their history.
  bool OnlyCuts = false;
  Change(FunctionId In, Condition If = {}, unsigned Block = ~0u,
         bool OnlyCuts = false)
      : In(In), If(If), Block(Block), OnlyCuts(OnlyCuts) {}
};

/// The rounds of a loop, in a function that runs once. Without a loop, nothing
/// is known of them.
struct RoundsOfLoop {
  FunctionId Of = NoFunction;
  const LoopFact *Loop = nullptr;
};

class Lifetimes {
public:
  Lifetimes(UnitFacts &Facts, const EffectTable &Summaries,
            const CallSiteLists &CallSites)
      : Facts(Facts), Summaries(Summaries), CallSites(CallSites) {}

  /// \p R, of something that lives for a call of \p Function, with what its
  /// callers tell.
  Repetition throughCalls(Repetition R, FunctionId Function) const;

  /// How often something happens that nothing gives back.
  struct Cause {
    Rounds Times = Rounds::Once;
    /// Where the repetition is seen; callers are assumed to repeat it if
    /// neither is.
    const LoopFact *Loop = nullptr;
    const CallSite *Site = nullptr;
    Confidence How = Confidence::Definite;
  };
  Cause causeOf(FunctionId Function, unsigned Block) const;
  /// How often a function of which no caller in sight tells runs in the life of
  /// the object, or the program, that it changes.
  Cause causeOfCalls(FunctionId Function) const;
  /// The rounds of \p Loop of \p Function, if that runs once.
  RoundsOfLoop roundsOf(FunctionId Function, const LoopFact *Loop) const;

  /// With the whole program in sight, a function that nobody calls does not
  /// run, unless the code that the question is about is not called either.
  bool mayRun(FunctionId Function, FunctionId Beside) const;
  /// \p What happens again and again, while \p During goes on.
  bool mayRunAgain(const Change &What, FunctionId Beside,
                   RoundsOfLoop During) const;

private:
  struct CallLife {
    Life Ends = Life::Call;
    Training Trains = Training::None;
    /// The shorter one; of two that are as long, the one within a training.
    void meet(const CallLife &Other);
  };
  /// Functions whose callers were asked, and whether they still are: asked
  /// again, they call each other.
  using Callers = llvm::SmallDenseMap<FunctionId, bool, 8>;
  CallLife lifeOfCall(FunctionId Function, bool Open) const;
  void meetLives(FunctionId Function, bool Open, Callers &Asked,
                 CallLife &Result) const;
  bool mayRunAgain(const Change &What, FunctionId Beside, RoundsOfLoop During,
                   Callers &Asked) const;
  bool runsOnce(FunctionId Function) const;

  UnitFacts &Facts;
  const EffectTable &Summaries;
  const CallSiteLists &CallSites;
};

} // namespace torchleak

#endif
