//===- CallableTypes.cpp - What can be called -----------------------------===//

#include "model/types/CallableTypes.h"
#include "model/types/TypeParts.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;

namespace torchleak {

bool CallableTypes::isStdFunction(QualType T) const {
  const CXXRecordDecl *R = recordOf(strip(T));
  if (!R)
    return false;
  llvm::StringRef Name = qualifiedName(R);
  return Name == "std::function" || Name == "std::move_only_function" ||
         Name == "std::packaged_task";
}

bool CallableTypes::wrapsCallable(const CXXRecordDecl &Record) const {
  // Classes of libstdc++ and libc++.
  if (Record.isInStdNamespace())
    return llvm::StringSwitch<bool>(qualifiedName(&Record))
        .Cases({"std::_Mem_fn", "std::_Bind", "std::__mem_fn", "std::__bind"},
               true)
        .Default(false);
  return Record.hasDefinition() &&
         llvm::any_of(Record.methods(), [](const CXXMethodDecl *M) {
           return M->getOverloadedOperator() == OO_Call;
         });
}

llvm::StringRef CallableTypes::functorOperator(QualType T) const {
  const CXXRecordDecl *R = recordOf(strip(T));
  if (!R || !R->isInStdNamespace())
    return "";
  return llvm::StringSwitch<llvm::StringRef>(qualifiedName(R))
      .Case("std::plus", "add")
      .Case("std::minus", "sub")
      .Case("std::multiplies", "mul")
      .Case("std::divides", "div")
      .Default("");
}

bool CallableTypes::ownsCallables(QualType T) const {
  T = strip(T);
  if (isStdFunction(T))
    return true;
  const CXXRecordDecl *R = recordOf(T);
  if (!R || !isLibraryCode(R->getLocation()))
    return false;
  SmallVector<QualType, 4> Args;
  typeArguments(R, Args);
  return llvm::any_of(Args, [&](QualType Arg) {
    return !Arg->isFunctionType() && Arg->getAsCXXRecordDecl() &&
           isStdFunction(Arg);
  });
}

} // namespace torchleak
