//===- NvccArguments.h - Command lines of nvcc ------------------*- C++ -*-===//

#ifndef TORCHLEAK_FRONTEND_COMMAND_NVCCARGUMENTS_H
#define TORCHLEAK_FRONTEND_COMMAND_NVCCARGUMENTS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace torchleak {

/// Is \p Compiler, the first word of a command, nvcc?
bool isNvcc(llvm::StringRef Compiler);

struct NvccTranslation {
  /// What the host compiler would be told, without language and toolkit.
  std::vector<std::string> Arguments;
  /// The command says -x cu, or -x with another language.
  std::string Language;
  /// An options file that cannot be read.
  std::string Error;
};

/// \p Arguments without the compiler. Options for the device compiler, the
/// linker and nvcc itself are left out; they say nothing about the host's view
/// of the source.
NvccTranslation translateNvcc(llvm::ArrayRef<std::string> Arguments,
                              llvm::StringRef Directory);

/// Makes Clang read a unit as CUDA from the side of the host, with the toolkit
/// that \p Compiler belongs to.
std::vector<std::string> cudaHostArguments(llvm::StringRef Compiler);

} // namespace torchleak

#endif
