//===- ResourceDir.h - Where Clang's builtin headers are --------*- C++ -*-===//

#ifndef TORCHLEAK_FRONTEND_RESOURCEDIR_H
#define TORCHLEAK_FRONTEND_RESOURCEDIR_H

#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>

namespace torchleak {

/// The resource directory of the LLVM that this was built with (stddef.h and
/// the like), or the one beside the executable where that LLVM is elsewhere.
std::optional<std::string> findResourceDir(llvm::StringRef Executable);

/// What to tell a user when there is none.
std::string missingResourceDirText(llvm::StringRef Executable);

} // namespace torchleak

#endif
