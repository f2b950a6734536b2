//===- ClangArguments.h - Any compiler's command for Clang ------*- C++ -*-===//

#ifndef TORCHLEAK_FRONTEND_COMMAND_CLANGARGUMENTS_H
#define TORCHLEAK_FRONTEND_COMMAND_CLANGARGUMENTS_H

#include "clang/Tooling/CompilationDatabase.h"

namespace torchleak {

/// One way to compile one file, in Clang's words.
struct Unit {
  /// Absolute, without "..".
  std::string File;
  std::string Directory;
  /// For Clang's driver, without the program's name.
  std::vector<std::string> Arguments;
  /// The targets of the build that it is compiled for, as far as the names of
  /// objects tell: those of CMake, Meson and Bazel do.
  std::vector<std::string> Targets;
  /// Flags of the original command that Clang does not know.
  std::vector<std::string> DroppedFlags;
  /// C, assembly, or a header to precompile: nothing for us.
  bool Skipped = false;
  /// The user named this very file, and wants to hear about it.
  bool Named = false;
  /// Why the command cannot be used; empty if it can.
  std::string Error;
};

/// Reads a command of g++, clang or nvcc. Left out are output and dependency
/// files, the link, warnings, plugins, and precompiled headers (they belong to
/// another compiler; the header itself is included instead).
Unit makeUnit(const clang::tooling::CompileCommand &Command);

} // namespace torchleak

#endif
