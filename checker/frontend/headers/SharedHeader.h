//===- SharedHeader.h - Library headers parsed once -------------*- C++ -*-===//
//
// The library headers that many units include, as one precompiled header
// without function bodies. Clang's own check of such a file overlooks added
// macros and folders, so fits() decides, from what the headers were seen to
// depend on: every identifier in them, and every name that they include.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_FRONTEND_HEADERS_SHAREDHEADER_H
#define TORCHLEAK_FRONTEND_HEADERS_SHAREDHEADER_H

#include "frontend/cache/CacheStore.h"
#include "frontend/cache/FileHashes.h"
#include "frontend/headers/CompilationSetting.h"
#include "frontend/headers/FolderListings.h"
#include "frontend/headers/IncludeWalk.h"
#include "llvm/ADT/SmallVector.h"
#include <memory>

namespace llvm::vfs {
class FileSystem;
}

namespace torchleak {

class SharedHeader {
  /// Only build() and load() make one.
  struct Private {
    explicit Private() = default;
  };

public:
  explicit SharedHeader(Private) {}

  /// What a header is to be made of.
  struct Request {
    CompilationSetting Setting;
    /// Names, as between angle brackets, in order.
    std::vector<std::string> Includes;
  };

  /// Parses the headers, which takes as long as a unit with them. Null if they
  /// have errors or lead to files of the project; \p Failure says so.
  static std::unique_ptr<SharedHeader> build(const Request &What,
                                             std::string &Failure);
  /// One that an earlier run kept, if it is whole and all of its files are as
  /// they were.
  static std::unique_ptr<SharedHeader>
  load(CacheStore &Store, llvm::StringRef Name, FileHashes &Hashes);
  /// Names in the store of all that were made with \p Key.
  static std::vector<std::string> stored(const CacheStore &Store,
                                         llvm::StringRef Key);
  void save(CacheStore &Store) const;

  /// Whether these flags leave the headers in it as they are.
  bool fitsFlags(const CompilationSetting &Setting,
                 FolderListings &Listings) const;
  /// Whether the unit's own macros would change headers in it: then no header
  /// for the same flags will do.
  bool clashes(const UnitIncludes &Includes) const;
  /// Whether all libtorch headers of the unit are in it.
  bool holdsTorchOf(const UnitIncludes &Includes) const;
  /// All three: the unit means the same with this header in front.
  bool fits(const CompilationSetting &Setting, const UnitIncludes &Includes,
            FolderListings &Listings) const;
  /// Of the unit's library headers, how many are in this one.
  size_t covers(const UnitIncludes &Includes) const;

  /// Makes a compilation begin with this header. Returns \p Disk with the
  /// header over it; this object has to live as long.
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>
  putBefore(clang::CompilerInvocation &Invocation,
            const llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> &Disk) const;

  const std::string &name() const { return Name; }
  size_t size() const { return Bytes.size(); }
  /// Files that were read, with the hash of what was read.
  const std::vector<std::pair<std::string, std::string>> &files() const {
    return Files;
  }
  const llvm::StringSet<> &includedNames() const { return IncludedNames; }

private:
  static std::string mainFileName() { return "/torchleak/shared-header.h"; }
  static std::string storedPrefix(llvm::StringRef Key);
  bool mentions(llvm::StringRef Identifier) const;
  std::string description() const;
  bool readDescription(llvm::StringRef Description);
  void index();

  std::string Name;
  /// The file of includes that was parsed.
  std::string Text;
  std::string Key;
  std::vector<std::string> Macros;
  std::vector<SearchFolder> Folders;
  std::vector<std::pair<std::string, std::string>> Files;
  /// First components of all included names.
  llvm::StringSet<> IncludedNames;
  /// Sorted hashes of identifiers that occur, and of macros that stay defined.
  std::vector<uint64_t> Identifiers, Defined;
  llvm::StringSet<> FileSet;

  /// Where Bytes are: fresh from the writer, or of the store.
  llvm::SmallVector<char, 0> Fresh;
  std::optional<CacheEntry> Stored;
  llvm::StringRef Bytes;

  friend class HeaderBuilder;
};

} // namespace torchleak

#endif
