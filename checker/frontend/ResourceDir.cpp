//===- ResourceDir.cpp - Where Clang's builtin headers are ----------------===//

#include "frontend/ResourceDir.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <vector>

namespace torchleak {

static std::vector<std::string> candidates(llvm::StringRef Executable) {
  // bin/torchleak and lib/clang/22, as LLVM installs itself.
  llvm::SmallString<256> Beside(
      llvm::sys::path::parent_path(llvm::sys::path::parent_path(Executable)));
  llvm::sys::path::append(Beside, "lib", "clang", TORCHLEAK_LLVM_MAJOR_STRING);
  return {TORCHLEAK_RESOURCE_DIR, Beside.str().str()};
}

std::optional<std::string> findResourceDir(llvm::StringRef Executable) {
  for (const std::string &Dir : candidates(Executable)) {
    llvm::SmallString<256> Header(Dir);
    llvm::sys::path::append(Header, "include", "stddef.h");
    if (llvm::sys::fs::exists(Header))
      return Dir;
  }
  return std::nullopt;
}

std::string missingResourceDirText(llvm::StringRef Executable) {
  std::string Text = "the builtin headers of Clang " TORCHLEAK_LLVM_MAJOR_STRING
                     " are missing; looked in";
  for (const std::string &Dir : candidates(Executable))
    Text += " '" + Dir + "'";
  return Text + ". Install libclang-common-" TORCHLEAK_LLVM_MAJOR_STRING "-dev";
}

} // namespace torchleak
