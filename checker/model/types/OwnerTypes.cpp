//===- OwnerTypes.cpp - Pointers, smart pointers, optionals ---------------===//

#include "model/types/OwnerTypes.h"
#include "model/types/TypeParts.h"

using namespace clang;

namespace torchleak {

bool OwnerTypes::isPointerLike(QualType T) const {
  T = strip(T);
  if (T.isNull())
    return false;
  if (T->isPointerType())
    return true;
  const CXXRecordDecl *R = recordOf(T);
  if (!R)
    return false;
  llvm::StringRef Name = qualifiedName(R);
  if (Name == "std::unique_ptr" || Name == "std::reference_wrapper" ||
      Name == "std::span" || isSharedOwner(T))
    return true;
  return R->getIdentifier() && R->getName().contains("iterator") &&
         isLibraryCode(R->getLocation());
}

bool OwnerTypes::isSharedOwner(QualType T) const {
  const CXXRecordDecl *R = recordOf(strip(T));
  if (!R)
    return false;
  llvm::StringRef Name = qualifiedName(R);
  return Name == "std::shared_ptr" || Name == "c10::intrusive_ptr" ||
         Name == "boost::shared_ptr" || Name == "boost::intrusive_ptr" ||
         heldModule(R);
}

bool OwnerTypes::isNoValue(QualType T) const {
  const CXXRecordDecl *R = recordOf(strip(T));
  llvm::StringRef Name = R ? qualifiedName(R) : "";
  return Name == "std::nullopt_t" || Name == "c10::nullopt_t";
}

bool OwnerTypes::isInPlaceTag(QualType T) const {
  const CXXRecordDecl *R = recordOf(strip(T));
  llvm::StringRef Name = R ? qualifiedName(R) : "";
  return Name == "std::in_place_t" || Name == "c10::in_place_t";
}

bool OwnerTypes::isWeakPointer(QualType T) const {
  const CXXRecordDecl *R = recordOf(strip(T));
  llvm::StringRef Name = R ? qualifiedName(R) : "";
  return Name == "std::weak_ptr" || Name == "c10::weak_intrusive_ptr";
}

} // namespace torchleak
