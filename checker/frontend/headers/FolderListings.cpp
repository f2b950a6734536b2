//===- FolderListings.cpp - Names in folders ------------------------------===//

#include "frontend/headers/FolderListings.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace torchleak {

const std::vector<std::string> &FolderListings::list(llvm::StringRef Folder) {
  auto [Entry, IsNew] = Known.try_emplace(Folder);
  if (!IsNew)
    return Entry->second;
  std::error_code Error;
  for (llvm::sys::fs::directory_iterator It(Folder, Error), End;
       !Error && It != End; It.increment(Error))
    Entry->second.push_back(llvm::sys::path::filename(It->path()).str());
  llvm::sort(Entry->second);
  return Entry->second;
}

bool FolderListings::holdsAny(llvm::StringRef Folder,
                              const llvm::StringSet<> &Names) {
  std::lock_guard<std::mutex> Guard(Lock);
  return llvm::any_of(list(Folder), [&](const std::string &Name) {
    return Names.contains(Name);
  });
}

std::string FolderListings::held(llvm::StringRef Folder,
                                 const llvm::StringSet<> &Names) {
  std::lock_guard<std::mutex> Guard(Lock);
  std::string Result;
  for (const std::string &Name : list(Folder))
    if (Names.contains(Name))
      Result += Name + "\n";
  return Result;
}

} // namespace torchleak
