//===- WholeFile.h - A file that is there as a whole ------------*- C++ -*-===//

#ifndef TORCHLEAK_FRONTEND_COMMAND_WHOLEFILE_H
#define TORCHLEAK_FRONTEND_COMMAND_WHOLEFILE_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace torchleak {

/// Writes through a temporary file that is renamed: nobody sees half of it, and
/// a full disk is an error and leaves what was there.
inline llvm::Error
writeWholeFile(llvm::StringRef Path,
               llvm::function_ref<void(llvm::raw_ostream &)> Write) {
  return llvm::writeToOutput(Path, [&](llvm::raw_ostream &OS) -> llvm::Error {
    Write(OS);
    OS.flush();
    // What is given here is the stream of a file descriptor; left alone, its
    // error would end the program.
    auto &File = static_cast<llvm::raw_fd_ostream &>(OS);
    std::error_code Error = File.error();
    File.clear_error();
    return llvm::errorCodeToError(Error);
  });
}

} // namespace torchleak

#endif
