//===- LibraryBodies.h - Function bodies that nobody needs ------*- C++ -*-===//

#ifndef TORCHLEAK_FRONTEND_HEADERS_LIBRARYBODIES_H
#define TORCHLEAK_FRONTEND_HEADERS_LIBRARYBODIES_H

#include "model/LibtorchPaths.h"
#include "clang/AST/Decl.h"
#include "clang/Basic/SourceManager.h"

namespace torchleak {

/// Whether \p D belongs to a library. What libraries do is the model's
/// knowledge, so their bodies are not parsed; those of a project's headers are.
inline bool isLibraryFunction(const clang::SourceManager &Sources,
                              const clang::Decl *D) {
  clang::SourceLocation Loc = Sources.getExpansionLoc(D->getLocation());
  return Sources.isInSystemHeader(Loc) ||
         (!Sources.isInMainFile(Loc) &&
          isLibtorchFile(Sources.getFilename(Loc)));
}

} // namespace torchleak

#endif
