//===- Paths.h - Paths as a user writes them --------------------*- C++ -*-===//

#ifndef TORCHLEAK_FRONTEND_COMMAND_PATHS_H
#define TORCHLEAK_FRONTEND_COMMAND_PATHS_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace torchleak {

/// \p File made absolute in \p Directory, without "." and "..".
std::string absolutePath(llvm::StringRef File, llvm::StringRef Directory);

/// Symbolic links resolved; \p File itself where it does not exist.
std::string realPath(llvm::StringRef File);

/// Is \p File the directory \p Directory or below it?
bool isBelow(llvm::StringRef File, llvm::StringRef Directory);

/// \p File relative to \p Directory where it is below, else \p File.
std::string relativeBelow(llvm::StringRef File, llvm::StringRef Directory);

/// A path as it is kept for other runs, also on other machines: "./" and the
/// rest if it is below \p Root.
std::string keptPath(llvm::StringRef Path, llvm::StringRef Root);
std::string pathFromKept(llvm::StringRef Kept, llvm::StringRef Root);

std::string currentDirectory();

/// The repository that \p File lies in, or empty.
std::string projectRoot(llvm::StringRef File);

} // namespace torchleak

#endif
