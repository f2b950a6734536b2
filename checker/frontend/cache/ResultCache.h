//===- ResultCache.h - Units that did not change ----------------*- C++ -*-===//
//
// What was found in a unit, or its facts, kept with the hash of everything that
// it rests on: flags, settings, the program, every file that was read, and the
// names in the folders that were searched (a new file could take another's
// place). Paths below the project's root are kept relative to it.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_FRONTEND_CACHE_RESULTCACHE_H
#define TORCHLEAK_FRONTEND_CACHE_RESULTCACHE_H

#include "frontend/cache/FileHashes.h"
#include "frontend/command/AnalyzeFile.h"

namespace torchleak {

/// For several threads at once.
class ResultCache {
public:
  /// \p Program stands for this build: another one may find other things.
  ResultCache(CacheStore &Store, FileHashes &Hashes, FolderListings &Listings,
              std::string Program, std::string WorkingDirectory)
      : Store(Store), Hashes(Hashes), Listings(Listings),
        Program(std::move(Program)),
        WorkingDirectory(std::move(WorkingDirectory)) {}

  struct Key {
    std::string Name;
    /// The project's root, which paths are relative to.
    std::string Root;
  };
  Key keyOf(const Unit &U, const UnitSettings &Settings,
            const CompilationSetting &Setting, Wanted What) const;

  /// What a run found when everything was as it is now. \p LastSeconds is how
  /// long the unit took, also when it has changed since.
  std::optional<UnitOutcome> find(const Key &K,
                                  const CompilationSetting &Setting,
                                  const UnitIncludes &Includes,
                                  double &LastSeconds);
  /// Failures are not kept: what mends them need not be a file that was read.
  void keep(const Key &K, const CompilationSetting &Setting,
            const UnitIncludes &Includes, const UnitOutcome &Outcome,
            const SharedHeader *Header);

private:
  /// Files of libraries, the same for many units and kept once.
  struct LibraryList {
    std::vector<FileRead> Files;
    llvm::StringSet<> Names;
    bool Unchanged = false;
  };
  const LibraryList *libraryList(const std::string &Name);
  std::string keepLibraryList(llvm::ArrayRef<FileRead> Files,
                              const llvm::StringSet<> &Names);
  /// Which files the search for includes would find.
  std::string surroundings(const Key &K, const CompilationSetting &Setting,
                           const UnitIncludes &Includes,
                           const llvm::StringSet<> &LibraryNames);

  CacheStore &Store;
  FileHashes &Hashes;
  FolderListings &Listings;
  std::string Program, WorkingDirectory;
  std::mutex Lock;
  std::map<std::string, std::optional<LibraryList>> Lists;
  llvm::StringSet<> KeptLists;
};

} // namespace torchleak

#endif
