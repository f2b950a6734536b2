//===- ModuleChains.h - Which modules a sequence of modules runs *- C++ -*-===//
//
// A sequential container runs the forward() of the modules that it was made of,
// one after the other, behind erased types. What a variable or a field of that
// type holds is read from where it is made and filled.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_EXTRACT_MODULECHAINS_H
#define TORCHLEAK_EXTRACT_MODULECHAINS_H

#include "model/calls/Calls.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/DenseMap.h"

namespace torchleak {

class ModuleChains {
public:
  using Chain = llvm::SmallVector<const clang::CXXRecordDecl *, 4>;

  ModuleChains(clang::ASTContext &Context, const TorchTypes &Types,
               const CallModel &Calls)
      : Context(Context), Types(Types), Calls(Calls) {}

  /// The modules, in their order; empty where they are not in sight.
  const Chain &of(const clang::ValueDecl *Sequence);

private:
  class Reader;

  clang::ASTContext &Context;
  const TorchTypes &Types;
  const CallModel &Calls;
  llvm::DenseMap<const clang::ValueDecl *, Chain> Chains;
  bool HasRead = false;
};

} // namespace torchleak

#endif
