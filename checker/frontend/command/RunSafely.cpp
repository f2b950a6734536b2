//===- RunSafely.cpp - Work that may crash or go deep ---------------------===//

#include "frontend/command/RunSafely.h"
#include "clang/Basic/Stack.h"
#include "llvm/Support/CrashRecoveryContext.h"

namespace torchleak {

bool runSafely(llvm::function_ref<void()> Work) {
  llvm::CrashRecoveryContext Recovery;
  // This is address space and not memory.
  constexpr unsigned StackSize = 64 << 20;
  return Recovery.RunSafelyOnThread(
      [&] {
        clang::noteBottomOfStack();
        Work();
      },
      StackSize);
}

} // namespace torchleak
