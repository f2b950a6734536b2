//===- FactsArchive.h - The fields of facts, in order -----------*- C++ -*-===//
//
// Between Serialize.cpp and the serialisation library, which throws: no
// exception leaves FactsArchive.cpp.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_PROGRAM_FACTSARCHIVE_H
#define TORCHLEAK_PROGRAM_FACTSARCHIVE_H

#include "program/Unit.h"

namespace torchleak {

std::string packFacts(const UnitFacts &Unit);

/// Null if \p Bytes end too early, go on too long or hold something that no
/// fact has; \p Why says what. Numbers of places, values and the like may lead
/// nowhere; see checkFacts().
std::unique_ptr<UnitFacts> unpackFacts(llvm::StringRef Bytes, std::string &Why);

} // namespace torchleak

#endif
