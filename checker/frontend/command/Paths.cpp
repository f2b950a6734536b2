//===- Paths.cpp - Paths as a user writes them ----------------------------===//

#include "frontend/command/Paths.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace path = llvm::sys::path;

namespace torchleak {

std::string absolutePath(llvm::StringRef File, llvm::StringRef Directory) {
  llvm::SmallString<256> Path(File);
  if (!path::is_absolute(Path)) {
    Path = Directory;
    path::append(Path, File);
  }
  path::remove_dots(Path, /*remove_dot_dot=*/true);
  return Path.str().str();
}

std::string realPath(llvm::StringRef File) {
  llvm::SmallString<256> Real;
  if (llvm::sys::fs::real_path(File, Real))
    return File.str();
  return Real.str().str();
}

bool isBelow(llvm::StringRef File, llvm::StringRef Directory) {
  Directory = Directory.rtrim('/');
  return File.consume_front(Directory) &&
         (File.empty() || File.starts_with("/"));
}

std::string relativeBelow(llvm::StringRef File, llvm::StringRef Directory) {
  if (!isBelow(File, Directory))
    return File.str();
  return File.drop_front(Directory.rtrim('/').size()).ltrim('/').str();
}

std::string projectRoot(llvm::StringRef File) {
  for (llvm::StringRef Dir = path::parent_path(File); !Dir.empty();
       Dir = path::parent_path(Dir))
    for (llvm::StringRef Mark : {".git", ".hg", ".svn", ".jj"}) {
      llvm::SmallString<256> Path(Dir);
      path::append(Path, Mark);
      if (llvm::sys::fs::exists(Path))
        return Dir.str();
    }
  return "";
}

std::string currentDirectory() {
  llvm::SmallString<256> Path;
  if (llvm::sys::fs::current_path(Path))
    return ".";
  return Path.str().str();
}

std::string keptPath(llvm::StringRef Path, llvm::StringRef Root) {
  return !Root.empty() && isBelow(Path, Root) ? "./" + relativeBelow(Path, Root)
                                              : Path.str();
}

std::string pathFromKept(llvm::StringRef Kept, llvm::StringRef Root) {
  return Kept.consume_front("./") ? (Root.rtrim('/') + "/" + Kept).str()
                                  : Kept.str();
}

} // namespace torchleak
