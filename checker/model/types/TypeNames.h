//===- TypeNames.h - Names and files of declarations ------------*- C++ -*-===//
//
// What a declaration is called, as options and tables name it, and whether it
// is a library's.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_MODEL_TYPES_TYPENAMES_H
#define TORCHLEAK_MODEL_TYPES_TYPENAMES_H

#include "model/Options.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/DenseMap.h"

namespace torchleak {

class TypeNames {
public:
  TypeNames(const clang::ASTContext &Context, const Options &Opts)
      : Context(Context), Opts(Opts) {}

  const clang::ASTContext &context() const { return Context; }
  const Options &options() const { return Opts; }

  /// \p Loc is in a system header or in libtorch itself, however it was
  /// included.
  bool isLibraryCode(clang::SourceLocation Loc) const;
  /// As options name it: without inline and anonymous namespaces.
  llvm::StringRef qualifiedName(const clang::NamedDecl *D) const;

protected:
  const clang::ASTContext &Context;
  Options Opts;

private:
  mutable llvm::DenseMap<const clang::NamedDecl *, std::string> Names;
  mutable llvm::DenseMap<clang::FileID, bool> LibraryFiles;
};

} // namespace torchleak

#endif
