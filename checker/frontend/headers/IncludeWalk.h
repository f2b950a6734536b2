//===- IncludeWalk.h - What a unit includes ---------------------*- C++ -*-===//
//
// Follows the includes of a unit through the files of its project, without a
// preprocessor: fast enough to be done for every unit on every run. Conditions
// are not evaluated; what stands below one counts as "perhaps".
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_FRONTEND_HEADERS_INCLUDEWALK_H
#define TORCHLEAK_FRONTEND_HEADERS_INCLUDEWALK_H

#include "frontend/headers/DirectiveScan.h"
#include "frontend/headers/SearchPath.h"
#include "clang/Basic/FileManager.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

namespace torchleak {

/// A library header that every compilation of the unit includes outside of
/// braces, so that it could as well be included first.
struct LibraryInclude {
  /// As between angle brackets.
  std::string Name;
  /// The file that it leads to.
  std::string File;
  /// A C++ standard header: programs must not define macros of its names.
  bool Standard = false;
  bool Torch = false;
  /// How many of UnitIncludes::Macros come before it.
  size_t MacrosBefore = 0;
};

struct TouchedMacro {
  std::string Name;
  bool IfUndefined = false;
};

struct UnitIncludes {
  std::vector<LibraryInclude> Library;
  /// Defined or undefined by the project, in order.
  std::vector<TouchedMacro> Macros;
  /// The main file and what may be read of the project, absolute.
  std::vector<std::string> ProjectFiles;
  /// All names that the project's files include.
  llvm::StringSet<> Names;
  /// Names that every compilation needs and that lead nowhere.
  llvm::StringSet<> Missing;
  /// A libtorch header may be read. Also if this cannot be told.
  bool ReachesTorch = false;
};

class IncludeWalker {
public:
  IncludeWalker();

  /// Follows \p File and, before it, what -include names.
  UnitIncludes walk(llvm::StringRef File, llvm::ArrayRef<std::string> Forced,
                    llvm::StringRef WorkingDirectory,
                    const std::vector<SearchFolder> &Folders);

private:
  struct Target {
    std::string File;
    bool Library = false;
    explicit operator bool() const { return !File.empty(); }
  };
  struct Walk;

  Target find(const Directive &D, llvm::StringRef Includer,
              const std::vector<SearchFolder> &Folders);
  void follow(Walk &W, const std::string &File, bool Conditional);
  void include(Walk &W, const Directive &D, const std::string &Includer,
               bool Conditional);
  /// Whether a library's header leads to libtorch.
  bool libraryReachesTorch(const std::string &File,
                           const std::vector<SearchFolder> &Folders);
  const std::vector<Directive> &directives(llvm::StringRef File);

  clang::FileManager Files;
  llvm::StringMap<std::vector<Directive>> Scanned;
  llvm::StringMap<bool> Reaching;
};

} // namespace torchleak

#endif
