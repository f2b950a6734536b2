//===- Invocation.h - A unit's command, understood by Clang -----*- C++ -*-===//

#ifndef TORCHLEAK_FRONTEND_COMMAND_INVOCATION_H
#define TORCHLEAK_FRONTEND_COMMAND_INVOCATION_H

#include "clang-tidy/ClangTidyOptions.h"
#include "frontend/command/ClangArguments.h"
#include "clang/Frontend/CompilerInvocation.h"
#include <map>
#include <memory>

namespace torchleak {

/// A command turned into what Clang's frontend takes.
struct UnitCommand {
  /// Null if there is a failure. Never changed: copied to be used.
  std::shared_ptr<clang::CompilerInvocation> Invocation;
  std::string Failure;
  /// Flags that only turned out to be unusable when Clang tried them.
  std::vector<std::string> DroppedFlags;
};

/// Makes commands. Units mostly differ only in their file, and the driver is
/// asked once for all of these.
class CommandReader {
public:
  explicit CommandReader(std::string ResourceDir)
      : ResourceDir(std::move(ResourceDir)) {}

  UnitCommand read(const Unit &U, const clang::tidy::ClangTidyOptions &Tidy);

private:
  std::string ResourceDir;
  /// By directory and arguments without the file.
  std::map<std::vector<std::string>, UnitCommand> Known;
};

} // namespace torchleak

#endif
