//===- Main.cpp - The torchleak command -----------------------------------===//
//
// Dispatches to subcommands. One that is not built in is a program beside this
// one, as in git: `torchleak verify` runs `torchleak-verify`, which needs no
// LLVM and may be built elsewhere.
//
//===----------------------------------------------------------------------===//

#include "frontend/command/Commands.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <cerrno>
#include <cstring>
#include <string>
#include <unistd.h>

using namespace torchleak;

static const char Usage[] =
    R"(TorchLeak finds memory growth in C++ programs that use libtorch.

usage: torchleak check [-p <build>] [paths...]   analyse units, report findings
       torchleak rules                           list the rules
       torchleak explain <rule>                  show the page of a rule
       torchleak verify [rule...]                run the pairs that prove the rules
       torchleak <command> --help                options of a command
       torchleak --version

exit codes: 0 nothing found, 1 findings, 2 wrong use or configuration,
            3 some units could not be analysed
)";

/// Runs torchleak-<Name> beside \p Executable. Returns only if there is none.
static void runProgramBeside(llvm::StringRef Executable, llvm::StringRef Name,
                             char **Arguments) {
  llvm::SmallString<256> Program(llvm::sys::path::parent_path(Executable));
  llvm::sys::path::append(Program, "torchleak-" + Name);
  if (!llvm::sys::fs::can_execute(Program))
    return;
  Arguments[0] = const_cast<char *>(Program.c_str());
  execv(Program.c_str(), Arguments);
  llvm::errs() << "torchleak: error: cannot run '" << Program
               << "': " << std::strerror(errno) << "\n";
  std::exit(WrongUse);
}

int main(int ArgC, char *ArgV[]) {
  llvm::InitLLVM X(ArgC, ArgV);
  std::string Executable = llvm::sys::fs::getMainExecutable(
      ArgV[0], reinterpret_cast<void *>(&main));
  llvm::StringRef Command = ArgC > 1 ? ArgV[1] : "";
  const char **Rest = const_cast<const char **>(ArgV) + 1;
  if (Command == "check")
    return checkCommand(ArgC, const_cast<const char **>(ArgV), Executable);
  if (Command == "rules")
    return rulesCommand(ArgC - 1, Rest);
  if (Command == "explain")
    return explainCommand(ArgC - 1, Rest);
  if (Command == "--version") {
    llvm::outs() << "torchleak " TORCHLEAK_VERSION " (LLVM " LLVM_VERSION_STRING
                    ")\n";
    return 0;
  }
  if (Command == "--help" || Command == "-h" || Command == "help") {
    llvm::outs() << Usage;
    return 0;
  }
  if (Command.empty()) {
    llvm::errs() << Usage;
    return WrongUse;
  }
  if (!Command.starts_with("-") && !Command.contains('/'))
    runProgramBeside(Executable, Command, ArgV + 1);
  llvm::errs() << "torchleak: error: '" << Command
               << "' is not a command of torchleak; see 'torchleak --help'\n";
  return WrongUse;
}
