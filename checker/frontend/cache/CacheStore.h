//===- CacheStore.h - Named bytes in a folder -------------------*- C++ -*-===//
//
// A folder that several runs use at once, that may be read-only, full, or
// damaged: an entry is written beside its place and renamed, carries a
// checksum, and is as good as absent when anything is wrong with it.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_FRONTEND_CACHE_CACHESTORE_H
#define TORCHLEAK_FRONTEND_CACHE_CACHESTORE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include <mutex>
#include <optional>
#include <string>

namespace torchleak {

struct CacheEntry {
  std::unique_ptr<llvm::MemoryBuffer> File;
  /// Points into File, aligned to 8 bytes.
  llvm::StringRef Bytes;
};

class CacheStore {
public:
  /// Makes \p Folder if it is not there. Fails when it is no folder or cannot
  /// be made.
  static llvm::Expected<std::unique_ptr<CacheStore>>
  open(llvm::StringRef Folder, uint64_t LimitBytes);

  /// The bytes of \p Name if they are there and whole.
  std::optional<CacheEntry> get(llvm::StringRef Name) const;
  /// Writes \p Pieces, one behind the other. The first failure is kept for
  /// problem(), and no more is written.
  void put(llvm::StringRef Name, llvm::ArrayRef<llvm::StringRef> Pieces);
  /// Names that start with \p Prefix, sorted.
  std::vector<std::string> names(llvm::StringRef Prefix) const;
  /// Removes what was not used for longest until the limit holds.
  void prune();

  /// Why nothing more is written; empty while all is well.
  std::string problem() const;
  unsigned written() const { return Written; }
  const std::string &folder() const { return Folder; }

private:
  CacheStore(std::string Folder, uint64_t LimitBytes)
      : Folder(std::move(Folder)), LimitBytes(LimitBytes) {}
  std::string pathOf(llvm::StringRef Name) const;

  std::string Folder;
  uint64_t LimitBytes;
  mutable std::mutex Lock;
  std::string Problem;
  unsigned Written = 0;
};

/// The user's cache folder for this program: $XDG_CACHE_HOME or the system's.
std::string defaultCacheFolder();

/// 128 bits of \p Bytes as hexadecimal digits.
std::string contentHash(llvm::StringRef Bytes);

} // namespace torchleak

#endif
