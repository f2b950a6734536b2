//===- UnitSelection.h - Which units to analyse -----------------*- C++ -*-===//

#ifndef TORCHLEAK_FRONTEND_COMMAND_UNITSELECTION_H
#define TORCHLEAK_FRONTEND_COMMAND_UNITSELECTION_H

#include "frontend/command/ClangArguments.h"
#include "llvm/Support/Error.h"

namespace torchleak {

/// Loads the database in \p BuildPath, a directory or a file; without one,
/// looks in the current directory, its build/ and its parents.
llvm::Expected<std::unique_ptr<clang::tooling::CompilationDatabase>>
loadDatabase(llvm::StringRef BuildPath);

/// The units below \p Paths (all without paths), each different command of a
/// file once, sorted by file. A path that selects nothing is an error.
llvm::Expected<std::vector<Unit>>
selectUnits(const clang::tooling::CompilationDatabase &Database,
            llvm::ArrayRef<std::string> Paths);

/// The files \p Paths with the same compiler flags for all, as after "--".
llvm::Expected<std::vector<Unit>>
unitsWithFlags(llvm::ArrayRef<std::string> Paths,
               llvm::ArrayRef<std::string> Flags);

} // namespace torchleak

#endif
