//===- Fingerprint.h - Recognising a finding later --------------*- C++ -*-===//
//
// A fingerprint survives edits elsewhere in the file. It is the first half of
// the SHA-256, in hexadecimal, of these lines:
//
//   1                        version of this list
//   torchleak-...            rule
//   src/train.cpp            file, relative to the repository that holds it
//   Trainer::step            qualified name of the function, or nothing
//   losses.push_back(loss);  the line, white space squeezed
//   0                        how many findings before it have all this in
//   common
//
// Line and column numbers and the wording of the message are no part of it.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_FRONTEND_COMMAND_FINGERPRINT_H
#define TORCHLEAK_FRONTEND_COMMAND_FINGERPRINT_H

#include "frontend/command/Report.h"

namespace torchleak {

/// \p Findings are sorted. Files outside of any repository are named relative
/// to \p WorkingDirectory where they are below it.
void addFingerprints(std::vector<ReportedFinding> &Findings,
                     llvm::StringRef WorkingDirectory);

} // namespace torchleak

#endif
