//===- CheckFacts.h - Whether the numbers of facts lead somewhere -*- C++
//-*-===//
//
// What is read from a file may be wrong in any way. Analyses index by what they
// find in facts without a second look, and walk up parents and dominators until
// they end.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_PROGRAM_CHECKFACTS_H
#define TORCHLEAK_PROGRAM_CHECKFACTS_H

#include "program/Unit.h"

namespace torchleak {

/// What is wrong with \p Unit first, as "a place that is not there"; empty if
/// nothing is.
std::string checkFacts(const UnitFacts &Unit);

} // namespace torchleak

#endif
