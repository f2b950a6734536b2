//===- ClangdMain.cpp - The installed clangd with our rules linked in -----===//

#include "clang-tidy/ClangTidyOptions.h"
#include "frontend/ResourceDir.h"
#include "llvm/ADT/FunctionExtras.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include <optional>
#include <vector>

// From libclangdMain and libclangDaemon, whose headers Debian does not install.
namespace clang::clangd {
int clangdMain(int ArgC, char *ArgV[]);
using TidyProvider = llvm::unique_function<void(tidy::ClangTidyOptions &,
                                                llvm::StringRef) const>;
} // namespace clang::clangd
using clang::clangd::TidyProvider;

// Two questions of clangd are answered here, by the linker's --wrap (see
// CMakeLists.txt), so that nobody needs a .clangd file to see a finding.

// clangd runs only checks that it has measured as fast, and not ours.
std::optional<bool>
realIsFast(llvm::StringRef Check) asm("__real_" TORCHLEAK_IS_FAST);
std::optional<bool>
isFast(llvm::StringRef Check) asm("__wrap_" TORCHLEAK_IS_FAST);
std::optional<bool> isFast(llvm::StringRef Check) {
  if (Check.starts_with("torchleak-"))
    return true;
  return realIsFast(Check);
}

// Which checks run where the user's files do not say: ours do, beside what
// clangd chooses. A .clang-tidy or .clangd file that names ours has the word.
TidyProvider realDefaultChecks() asm("__real_" TORCHLEAK_DEFAULT_CHECKS);
TidyProvider defaultChecks() asm("__wrap_" TORCHLEAK_DEFAULT_CHECKS);
TidyProvider defaultChecks() {
  return [Default = realDefaultChecks()](clang::tidy::ClangTidyOptions &Opts,
                                         llvm::StringRef File) {
    Default(Opts, File);
    std::string Checks = Opts.Checks.value_or("");
    if (!llvm::StringRef(Checks).contains("torchleak"))
      Opts.Checks = Checks + ",torchleak-*";
  };
}

int main(int ArgC, char *ArgV[]) {
  std::vector<char *> Args(ArgV, ArgV + ArgC);
  std::string Flag;
  bool HasResourceDir = llvm::any_of(Args, [](llvm::StringRef Arg) {
    return Arg.ltrim('-').starts_with("resource-dir");
  });
  if (!HasResourceDir) {
    std::string Executable = llvm::sys::fs::getMainExecutable(
        ArgV[0], reinterpret_cast<void *>(&main));
    std::optional<std::string> Dir = torchleak::findResourceDir(Executable);
    if (!Dir) {
      llvm::errs() << "torchleak-clangd: "
                   << torchleak::missingResourceDirText(Executable) << "\n";
      return 2;
    }
    Flag = "--resource-dir=" + *Dir;
    Args.insert(Args.begin() + 1, Flag.data());
  }
  Args.push_back(nullptr);
  return clang::clangd::clangdMain(static_cast<int>(Args.size()) - 1,
                                   Args.data());
}
