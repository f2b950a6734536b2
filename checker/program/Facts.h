//===- Facts.h - What may happen in a function -----------------*- C++ -*-===//
//
// A closed list. Analyses see only these; which call is known, modelled or
// unknown is not decided here.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_PROGRAM_FACTS_H
#define TORCHLEAK_PROGRAM_FACTS_H

#include "program/GradFacts.h"
#include "program/StoreFacts.h"
#include <variant>

namespace torchleak {

namespace fact {

struct Call {
  /// Index into FunctionFacts::Calls.
  unsigned Call = ~0u;
  ValueId Value = None;
};

/// A branch on the size of a container; the last event of its block.
struct SizeCheck {
  PlaceId Place = None;
  ValueId Root = None;
};

/// A branch on whether a place holds anything yet; likewise.
struct DefinedCheck {
  PlaceId Place = None;
  /// The block that runs where the place holds nothing.
  unsigned Absent = ~0u;
  /// Of the place itself, and not of one of its elements.
  bool AsksForAll = false;
  /// Of the element with a key: `map.count(key)`.
  bool AsksForOne = false;
};

/// A branch on a flag or a counter that leaves one side for good; likewise.
struct FirstTimesCheck {
  PlaceId Place = None;
  /// The block that runs the first times only.
  unsigned Absent = ~0u;
};

/// A callable whose body is not known here (a parameter, a field) runs.
struct IndirectCall {
  PlaceId Place = None;
  unsigned Call = ~0u;
};

using Any = std::variant<Compute, Declare, Store, Release, GuardOpen, ModeNoted,
                         GuardClose, Backward, TrainingStep, Call, SizeCheck,
                         DefinedCheck, FirstTimesCheck, IndirectCall, Return,
                         Freeze, IdleGuard>;

} // namespace fact

} // namespace torchleak

#endif
