//===- LibtorchPaths.h - libtorch's files by their shape --------*- C++ -*-===//

#ifndef TORCHLEAK_MODEL_LIBTORCHPATHS_H
#define TORCHLEAK_MODEL_LIBTORCHPATHS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

namespace torchleak {

/// Whether \p Path lies in one of libtorch's include folders. Projects that
/// include libtorch with -I make its headers look like their own; its folders
/// are known by their shape.
inline bool isLibtorchFile(llvm::StringRef Path) {
  return llvm::any_of(
      llvm::ArrayRef<llvm::StringRef>({"/include/torch/", "/include/ATen/",
                                       "/include/c10/", "/include/caffe2/",
                                       "/torch/csrc/api/include/"}),
      [&](llvm::StringRef Folder) { return Path.contains(Folder); });
}

/// Whether \p Name, as an include directive has it, is a header of libtorch.
inline bool isTorchInclude(llvm::StringRef Name) {
  return llvm::any_of(
      llvm::ArrayRef<llvm::StringRef>({"torch/", "ATen/", "c10/", "caffe2/"}),
      [&](llvm::StringRef Folder) { return Name.starts_with(Folder); });
}

} // namespace torchleak

#endif
