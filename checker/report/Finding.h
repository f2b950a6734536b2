//===- Finding.h - What a rule says -----------------------------*- C++ -*-===//
//
// A finding answers three questions: what is retained, who retains it, and why
// it repeats. Reporters (text, JSON, clang-tidy, clangd) see nothing else.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_REPORT_FINDING_H
#define TORCHLEAK_REPORT_FINDING_H

#include "analysis/Answers.h"
#include "program/Spot.h"
#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace torchleak {

llvm::StringRef toString(Confidence C);
llvm::StringRef toString(Retained R);
llvm::StringRef toString(Retainer R);
llvm::StringRef toString(Repeat R);

/// One step of the story, in source order.
struct Note {
  Spot Loc;
  std::string Text;
};

/// One edit that makes the finding go away. Fixes of one finding are
/// alternatives unless the finding has only one.
struct Fix {
  std::string Description;
  std::vector<Edit> Edits;
};

struct Finding {
  /// The rule's clang-tidy name, "torchleak-graph-in-container".
  std::string Rule;
  /// The retaining place: where the value is stored or the cycle is closed.
  Spot Loc;
  std::string Message;
  Confidence How = Confidence::Definite;
  Retained What = Retained::AutogradGraph;
  Retainer Who = Retainer::Container;
  Repeat Why = Repeat::Loop;
  /// Where the retained value was made: lines that a run-time tool will name.
  std::vector<Spot> Origins;
  std::vector<Note> Notes;
  std::vector<Fix> Fixes;
};

} // namespace torchleak

#endif
