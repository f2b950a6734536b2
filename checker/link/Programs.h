//===- Programs.h - Which units form a program ------------------*- C++ -*-===//
//
// As a linker would: from each main, units are pulled in that define what is
// referenced. Units that no program pulls in form open programs, whose callers
// are not all in sight.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_LINK_PROGRAMS_H
#define TORCHLEAK_LINK_PROGRAMS_H

#include "program/Unit.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringMap.h"

namespace torchleak {

/// What a unit gives to a program and takes from it.
struct UnitSymbols {
  /// The targets of the build that the unit is compiled for.
  std::vector<std::string> Targets;
  bool HasMain = false;
  /// USRs of functions with external linkage that have a body here, and of
  /// those that are called and have none.
  std::vector<std::string> Defines, Needs;

  static UnitSymbols of(const UnitFacts &Unit,
                        std::vector<std::string> Targets);
};

struct ProgramUnits {
  /// Indexes of units, main first.
  std::vector<unsigned> Units;
  /// The unit with main; ~0u for an open program.
  unsigned Main = ~0u;
  /// Of each unit, why it is there: the unit that needs it and what of it, or
  /// the target that it belongs to.
  struct Reason {
    unsigned Needed = ~0u;
    std::string Symbol;
  };
  std::vector<Reason> Why;
};

/// Each unit is in at least one program; programs are in the order of their
/// first units.
std::vector<ProgramUnits> formPrograms(llvm::ArrayRef<UnitSymbols> Units);

} // namespace torchleak

#endif
