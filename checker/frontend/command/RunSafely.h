//===- RunSafely.h - Work that may crash or go deep -------------*- C++ -*-===//

#ifndef TORCHLEAK_FRONTEND_COMMAND_RUNSAFELY_H
#define TORCHLEAK_FRONTEND_COMMAND_RUNSAFELY_H

#include "llvm/ADT/STLFunctionalExtras.h"

namespace torchleak {

/// Runs \p Work with a deep stack, as Clang needs one, on a thread of its own.
/// False if it crashed.
bool runSafely(llvm::function_ref<void()> Work);

} // namespace torchleak

#endif
