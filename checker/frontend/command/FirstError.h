//===- FirstError.h - The first error of a compilation ----------*- C++ -*-===//

#ifndef TORCHLEAK_FRONTEND_COMMAND_FIRSTERROR_H
#define TORCHLEAK_FRONTEND_COMMAND_FIRSTERROR_H

#include "clang/Basic/Diagnostic.h"
#include <string>
#include <vector>

namespace torchleak {

/// Keeps the first error of a compilation, as text.
class FirstError : public clang::DiagnosticConsumer {
public:
  void HandleDiagnostic(clang::DiagnosticsEngine::Level Level,
                        const clang::Diagnostic &Info) override;

  std::string Text;
  /// What the error is about, where it names something.
  std::vector<std::string> Arguments;
  /// An included file does not exist; it is the first argument.
  bool FileNotFound = false;
};

} // namespace torchleak

#endif
