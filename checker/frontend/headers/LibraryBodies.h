//===- LibraryBodies.h - Function bodies that nobody needs ------*- C++ -*-===//

#ifndef TORCHLEAK_FRONTEND_HEADERS_LIBRARYBODIES_H
#define TORCHLEAK_FRONTEND_HEADERS_LIBRARYBODIES_H

#include "model/LibtorchPaths.h"
#include "model/calls/Calls.h"
#include "clang/AST/Decl.h"
#include "clang/Basic/SourceManager.h"

namespace torchleak {

/// Whether \p D runs a callable of its caller: std::for_each, std::transform.
/// What a generic lambda does is known once such a body calls it.
inline bool runsCallable(const clang::Decl *D) {
  const clang::FunctionDecl *F = D->getAsFunction();
  return F && F->isInStdNamespace() && F->getIdentifier() && F->isTemplated() &&
         functionMayDo("std", F->getName()).contains(Effect::RunsPerElement);
}

/// Whether the body of \p D is of no use. What libraries do is the model's
/// knowledge, so their bodies are not parsed; those of a project's headers are.
inline bool isLibraryBody(const clang::SourceManager &Sources,
                          const clang::Decl *D) {
  clang::SourceLocation Loc = Sources.getExpansionLoc(D->getLocation());
  bool IsLibrary =
      Sources.isInSystemHeader(Loc) ||
      (!Sources.isInMainFile(Loc) && isLibtorchFile(Sources.getFilename(Loc)));
  return IsLibrary && !runsCallable(D);
}

} // namespace torchleak

#endif
