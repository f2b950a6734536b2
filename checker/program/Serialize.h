//===- Serialize.h - Facts as bytes, and back -------------------*- C++ -*-===//
//
// One versioned form of a whole unit, described in docs/facts-format.md. What
// is read back is what was written, or an error that says why not.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_PROGRAM_SERIALIZE_H
#define TORCHLEAK_PROGRAM_SERIALIZE_H

#include "program/Unit.h"
#include "llvm/Support/Error.h"

namespace torchleak {

/// Changes with whatever is in the form.
constexpr unsigned FactsVersion = 7;

std::string writeFacts(const UnitFacts &Unit);

/// Refuses what is damaged, cut short, of another version or no facts at all.
llvm::Expected<UnitFacts> readFacts(llvm::StringRef Bytes);

} // namespace torchleak

#endif
