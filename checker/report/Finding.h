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

/// What the program does at an origin.
enum class Role {
  /// The memory is asked for.
  Allocates,
  /// Autograd records how to go back.
  Records,
  /// It gets to whoever retains it.
  Stores,
  /// There is more of it each time: a loop, or a function that is called again.
  Repeats,
};

llvm::StringRef toString(Role R);

/// A line that may be on the stack when a run-time tool sees the memory grow.
struct OriginLine {
  Spot Loc;
  Role Does = Role::Allocates;
  /// The qualified name of the function that has the line, or empty.
  std::string Function;
};

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
  /// The qualified name of the function that has the place, or empty.
  std::string Function;
  std::string Message;
  Confidence How = Confidence::Definite;
  Retained What = Retained::AutogradGraph;
  Retainer Who = Retainer::Container;
  Repeat Why = Repeat::Loop;
  std::vector<OriginLine> Origins;
  std::vector<Note> Notes;
  std::vector<Fix> Fixes;
};

} // namespace torchleak

#endif
