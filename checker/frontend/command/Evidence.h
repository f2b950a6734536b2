//===- Evidence.h - Where the rules were confirmed --------------*- C++ -*-===//

#ifndef TORCHLEAK_FRONTEND_COMMAND_EVIDENCE_H
#define TORCHLEAK_FRONTEND_COMMAND_EVIDENCE_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace torchleak {

/// The recorded runs of all pairs, a line of JSON each (schema
/// torchleak-evidence/2), put into the program at build time by
/// EmbedEvidence.cmake.
llvm::StringRef evidenceRecords();

/// The pairs' files and their SHA-1 at that time, an object of JSON.
llvm::StringRef fixtureHashes();

/// On which devices, when and by how many bytes per step running the pairs of
/// \p Rule confirmed it: a section for the end of its page.
std::string confirmations(llvm::StringRef Rule, llvm::StringRef Records,
                          llvm::StringRef Hashes);

} // namespace torchleak

#endif
