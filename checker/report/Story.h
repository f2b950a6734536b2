//===- Story.h - A finding is told ------------------------------*- C++ -*-===//
//
// All rules tell in one order: what is retained, who retains it, why there is
// more of it each time, what to do. The words for how sure that is are the same
// for all. A rule gets a story that has the first three answers already and
// adds its message, advice and fixes.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_REPORT_STORY_H
#define TORCHLEAK_REPORT_STORY_H

#include "report/Finding.h"

namespace torchleak {

class UnitAnalysis;

class Story {
public:
  /// The sentence that the finding is known by.
  void say(std::string Message) { Told.Message = std::move(Message); }
  /// What the reader can do, or has to know for it.
  void advise(Spot Loc, std::string Text) { note(Loc, std::move(Text)); }
  void offer(Fix F) { Told.Fixes.push_back(std::move(F)); }
  Finding take() { return std::move(Told); }

  const UnitAnalysis &unit() const { return Unit; }

protected:
  explicit Story(const UnitAnalysis &Unit) : Unit(Unit) {}
  void note(Spot Loc, std::string Text) {
    Told.Notes.push_back({Loc, std::move(Text)});
  }

  /// What does that at \p Loc, in whatever function is there.
  void origin(Spot Loc, Role Does);

  /// The note on what repeats.
  struct Repetition {
    Repeat Why = Repeat::Loop;
    Spot Loc;
    /// The function that runs again and again.
    llvm::StringRef Name;
    /// The code shows that it does.
    bool Seen = false;
  };
  /// What is said of a loop, of a function that is seen to repeat, and of one
  /// that is assumed to.
  struct RepeatWords {
    const char *Loop;
    const char *Seen;
    const char *Assumed;
  };
  static std::string describe(const Repetition &R, const RepeatWords &Words);

  const UnitAnalysis &Unit;
  Finding Told;
};

} // namespace torchleak

#endif
