//===- IncludedNames.h - Names that a compilation looked for ----*- C++ -*-===//

#ifndef TORCHLEAK_FRONTEND_HEADERS_INCLUDEDNAMES_H
#define TORCHLEAK_FRONTEND_HEADERS_INCLUDEDNAMES_H

#include "clang/Lex/PPCallbacks.h"
#include "llvm/ADT/StringSet.h"

namespace torchleak {

/// The first component of an included name: "torch" of "torch/torch.h".
inline llvm::StringRef firstComponent(llvm::StringRef Name) {
  return Name.take_until([](char C) { return C == '/'; });
}

/// Collects the first components of all names that are included or asked for.
class IncludedNames : public clang::PPCallbacks {
public:
  explicit IncludedNames(llvm::StringSet<> &Names) : Names(Names) {}

  void InclusionDirective(clang::SourceLocation, const clang::Token &,
                          llvm::StringRef Name, bool, clang::CharSourceRange,
                          clang::OptionalFileEntryRef, llvm::StringRef,
                          llvm::StringRef, const clang::Module *, bool,
                          clang::SrcMgr::CharacteristicKind) override {
    Names.insert(firstComponent(Name));
  }
  void HasInclude(clang::SourceLocation, llvm::StringRef Name, bool,
                  clang::OptionalFileEntryRef,
                  clang::SrcMgr::CharacteristicKind) override {
    Names.insert(firstComponent(Name));
  }

private:
  llvm::StringSet<> &Names;
};

} // namespace torchleak

#endif
