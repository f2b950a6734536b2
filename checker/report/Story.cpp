//===- Story.cpp - A finding is told --------------------------------------===//

#include "report/Story.h"

namespace torchleak {

std::string Story::describe(const Repetition &R, const RepeatWords &Words) {
  const std::string Assuming = "assuming that ";
  switch (R.Why) {
  case Repeat::Callback:
    return Assuming + "this callback runs again and again";
  case Repeat::Call:
  case Repeat::ObjectCreation:
    return (R.Seen ? "" : Assuming) + "'" + R.Name.str() + "' " +
           (R.Seen ? Words.Seen : Words.Assumed);
  case Repeat::Loop:
  case Repeat::ThreadBody:
    break;
  }
  return Words.Loop;
}

} // namespace torchleak
