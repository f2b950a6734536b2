//===- Commands.h - Subcommands of torchleak --------------------*- C++ -*-===//

#ifndef TORCHLEAK_FRONTEND_COMMAND_COMMANDS_H
#define TORCHLEAK_FRONTEND_COMMAND_COMMANDS_H

#include "llvm/Support/Error.h"

namespace torchleak {

/// What a run tells its caller. Documented for users: do not renumber.
enum ExitCode {
  NothingFound = 0,
  FindingsReported = 1,
  WrongUse = 2,
  UnitsFailed = 3,
  Interrupted = 130,
};

/// Gets all arguments: LLVM's parser wants to see the subcommand.
int checkCommand(int ArgC, const char **ArgV, llvm::StringRef Executable);
/// These get the arguments with the subcommand's name first.
int rulesCommand(int ArgC, const char **ArgV);
int explainCommand(int ArgC, const char **ArgV);

/// Prints the error as this program's and returns WrongUse.
int reportWrongUse(llvm::Error Error);

} // namespace torchleak

#endif
