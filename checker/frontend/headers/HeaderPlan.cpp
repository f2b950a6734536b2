//===- HeaderPlan.cpp - Which units share a header ------------------------===//

#include "frontend/headers/HeaderPlan.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

bool canShareHeader(const HeaderUser &User) {
  const clang::CompilerInvocation &Invocation = *User.Setting->Invocation;
  return Invocation.getPreprocessorOpts().MacroIncludes.empty() &&
         !Invocation.getLangOpts().Modules &&
         !Invocation.getLangOpts().CPlusPlusModules &&
         llvm::any_of(User.Includes->Library,
                      [](const LibraryInclude &I) { return I.Torch; });
}

/// Keeps of \p Common what \p Other has too.
template <typename T>
static void intersect(std::vector<T> &Common, const std::vector<T> &Other) {
  llvm::erase_if(
      Common, [&](const T &Item) { return !llvm::is_contained(Other, Item); });
}

SharedHeader::Request planHeader(llvm::ArrayRef<HeaderUser> Users,
                                 Libraries Which) {
  SharedHeader::Request Result;
  Result.Setting = *Users.front().Setting;
  struct Wish {
    bool Always;
    size_t Users = 0;
  };
  llvm::MapVector<llvm::StringRef, Wish> Wishes;
  for (const HeaderUser &User : Users) {
    intersect(Result.Setting.Macros, User.Setting->Macros);
    intersect(Result.Setting.Folders, User.Setting->Folders);
    for (const LibraryInclude &Include : User.Includes->Library) {
      Wish &W = Wishes[Include.Name];
      W.Always = Include.Standard || Include.Torch;
      ++W.Users;
    }
  }
  for (const auto &[Name, W] : Wishes)
    if (W.Always || (Which == Libraries::All && 2 * W.Users >= Users.size()))
      Result.Includes.push_back(Name.str());
  return Result;
}

} // namespace torchleak
