//===- DirectiveScan.h - The directives of a file ---------------*- C++ -*-===//
//
// What a file includes and which macros it touches, read without a
// preprocessor: one raw pass over its tokens.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_FRONTEND_HEADERS_DIRECTIVESCAN_H
#define TORCHLEAK_FRONTEND_HEADERS_DIRECTIVESCAN_H

#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace torchleak {

struct Directive {
  enum Kind {
    Include,
    /// Its name comes from a macro, or it is relative to a search folder.
    UnknownInclude,
    Define,
    Undef,
    /// A pragma that changes how what follows is read.
    Pragma,
    /// #if and its like.
    Open,
    /// #else and its like.
    Branch,
    Close
  };
  Kind What;
  /// The header's name, the macro's name, or the condition.
  std::string Text;
  bool Angled = false;
  /// Not between braces, where an include would belong to something.
  bool TopLevel = true;
  /// A definition directly below '#ifndef' of the same macro.
  bool IfUndefined = false;
};

/// The directives of \p Source in order, without its include guard.
std::vector<Directive> scanDirectives(llvm::StringRef Source);

} // namespace torchleak

#endif
