//===- TypeParts.h - Types as the model looks at them -----------*- C++ -*-===//

#ifndef TORCHLEAK_MODEL_TYPES_TYPEPARTS_H
#define TORCHLEAK_MODEL_TYPES_TYPEPARTS_H

#include "clang/AST/DeclTemplate.h"

namespace torchleak {

inline clang::QualType strip(clang::QualType T) {
  if (T.isNull())
    return T;
  return T.getNonReferenceType().getCanonicalType().getUnqualifiedType();
}

inline const clang::CXXRecordDecl *recordOf(clang::QualType T) {
  return T.isNull() ? nullptr : T->getAsCXXRecordDecl();
}

inline const clang::ClassTemplateSpecializationDecl *
specialization(const clang::CXXRecordDecl *R) {
  return llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(R);
}

/// Type arguments of a specialization, parameter packs flattened.
inline void typeArguments(const clang::CXXRecordDecl *R,
                          llvm::SmallVectorImpl<clang::QualType> &Out) {
  const auto *Spec = R ? specialization(R) : nullptr;
  if (!Spec)
    return;
  for (const clang::TemplateArgument &Arg : Spec->getTemplateArgs().asArray()) {
    if (Arg.getKind() == clang::TemplateArgument::Type)
      Out.push_back(Arg.getAsType());
    else if (Arg.getKind() == clang::TemplateArgument::Pack)
      for (const clang::TemplateArgument &Element : Arg.pack_elements())
        if (Element.getKind() == clang::TemplateArgument::Type)
          Out.push_back(Element.getAsType());
  }
}

/// The module type behind a class derived from torch::nn::ModuleHolder<Impl>.
inline const clang::CXXRecordDecl *heldModule(const clang::CXXRecordDecl *R,
                                              unsigned Depth = 0) {
  if (!R || Depth > 4)
    return nullptr;
  if (R->getIdentifier() && R->getName() == "ModuleHolder") {
    llvm::SmallVector<clang::QualType, 2> Args;
    typeArguments(R, Args);
    return Args.empty() ? nullptr : recordOf(strip(Args.front()));
  }
  if (!R->hasDefinition())
    return nullptr;
  for (const clang::CXXBaseSpecifier &B : R->getDefinition()->bases())
    if (const clang::CXXRecordDecl *M =
            heldModule(recordOf(strip(B.getType())), Depth + 1))
      return M;
  return nullptr;
}

} // namespace torchleak

#endif
