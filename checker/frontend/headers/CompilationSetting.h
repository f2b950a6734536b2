//===- CompilationSetting.h - How a unit is compiled ------------*- C++ -*-===//
//
// Units of one key can share their library headers, if macros and folders allow
// it.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_FRONTEND_HEADERS_COMPILATIONSETTING_H
#define TORCHLEAK_FRONTEND_HEADERS_COMPILATIONSETTING_H

#include "frontend/headers/SearchPath.h"
#include "clang/Frontend/CompilerInvocation.h"
#include <memory>
#include <string>
#include <vector>

namespace torchleak {

/// How a unit is compiled, as far as headers can depend on it.
struct CompilationSetting {
  /// With the unit's file as its input.
  std::shared_ptr<clang::CompilerInvocation> Invocation;
  std::string WorkingDirectory;
  /// All that changes how any header is read, but for folders and macros.
  std::string Key;
  /// "D" or "U" and the definition, as on the command line.
  std::vector<std::string> Macros;
  std::vector<SearchFolder> Folders;
};

CompilationSetting
settingOf(std::shared_ptr<clang::CompilerInvocation> Invocation,
          llvm::StringRef WorkingDirectory);

} // namespace torchleak

#endif
