//===- FileHashes.h - What files hold, without reading them -----*- C++ -*-===//
//
// Hashes of files, remembered between runs by size, times and inode. As in
// git's index, a file that changed just before it was hashed is read again:
// a later change within the same tick of the clock would not show.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_FRONTEND_CACHE_FILEHASHES_H
#define TORCHLEAK_FRONTEND_CACHE_FILEHASHES_H

#include "frontend/cache/CacheStore.h"
#include "llvm/ADT/StringMap.h"

namespace torchleak {

/// For several threads at once.
class FileHashes {
public:
  /// With what earlier runs left in \p Store, which may be null.
  explicit FileHashes(CacheStore *Store);

  /// The hash of what \p Path holds, asked once in a run; empty if it cannot be
  /// read.
  std::string hash(llvm::StringRef Path);
  /// Leaves what is known to later runs.
  void save();

private:
  struct Known {
    std::string Hash;
    /// Size, times, inode: what a change would change.
    std::string Stamp;
    bool Checked = false;
  };

  CacheStore *Store;
  std::mutex Lock;
  llvm::StringMap<Known> Files;
  bool Changed = false;
};

} // namespace torchleak

#endif
