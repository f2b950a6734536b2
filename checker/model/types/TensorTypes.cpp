//===- TensorTypes.cpp - What is a tensor or holds one --------------------===//

#include "model/types/TensorTypes.h"
#include "model/types/TypeParts.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace torchleak {

// Nesting of types that is followed: vector<map<..., struct{...}>>.
static constexpr unsigned MaxTypeDepth = 8;

bool TensorTypes::isTensor(QualType T) const {
  const CXXRecordDecl *R = recordOf(strip(T));
  if (!R)
    return false;
  llvm::StringRef Name = qualifiedName(R);
  if (Name == "at::Tensor" || Name == "at::TensorBase" ||
      Name == "at::OptionalTensorRef" || Name == "torch::autograd::Variable")
    return true;
  return llvm::is_contained(Opts.TensorTypes, Name);
}

bool TensorTypes::isKindOfTensor(QualType T) const {
  const CXXRecordDecl *R = recordOf(strip(T));
  if (!R)
    return false;
  llvm::StringRef Name = qualifiedName(R);
  return Name == "c10::Device" || Name == "c10::Stream" ||
         Name == "c10::TensorOptions" || Name == "caffe2::TypeMeta" ||
         Name == "c10::DispatchKeySet";
}

bool TensorTypes::keepsHandles(QualType T) const {
  if (T.isNull())
    return false;
  T = strip(T);
  auto [It, New] = HandleCache.try_emplace(
      T.getCanonicalType().getAsOpaquePtr(), false); // Within itself: not yet.
  if (!New)
    return It->second;
  bool Result = computeKeepsHandles(T);
  HandleCache[T.getCanonicalType().getAsOpaquePtr()] = Result;
  return Result;
}

bool TensorTypes::computeKeepsHandles(QualType T) const {
  if (T->isPointerType() || isWeakPointer(T) || isStdFunction(T))
    return false;
  if (isTensor(T) || moduleOf(T) || isScriptModule(T) || isOptimizer(T))
    return true;
  const CXXRecordDecl *R = recordOf(T);
  if (!R)
    return false;
  if (!isLibraryCode(R->getLocation())) {
    if (!R->hasDefinition())
      return false;
    auto keeps = [&](const FieldDecl *Field) {
      return keepsHandles(Field->getType());
    };
    return llvm::any_of(R->getDefinition()->fields(), keeps) ||
           llvm::any_of(R->getDefinition()->bases(),
                        [&](const CXXBaseSpecifier &B) {
                          return keepsHandles(B.getType());
                        });
  }
  SmallVector<QualType, 4> Args;
  typeArguments(R, Args);
  // An iterator, a reference_wrapper: they point.
  if (isPointerLike(T) && !isSharedOwner(T) &&
      qualifiedName(R) != "std::unique_ptr")
    return false;
  return (Args.empty() && holdsTensors(T)) ||
         llvm::any_of(Args, [&](QualType A) { return keepsHandles(A); });
}

unsigned TensorTypes::tensorParts(QualType T) const {
  const CXXRecordDecl *R = recordOf(strip(T));
  if (!R || !R->hasDefinition())
    return 0;
  SmallVector<QualType, 4> Parts;
  if (isContainer(T)) {
    // Of each element; of a map, of each value.
    typeArguments(R, Parts);
    unsigned Element = isKeyedContainer(T) ? 1 : 0;
    return Parts.size() <= Element ? 0 : tensorParts(Parts[Element]);
  }
  if (isTupleLike(T)) {
    typeArguments(R, Parts);
  } else if (llvm::StringRef Name = qualifiedName(R);
             Name == "std::optional" || Name == "c10::optional") {
    typeArguments(R, Parts);
    return Parts.empty() ? 0 : tensorParts(Parts.front());
  } else {
    R = R->getDefinition();
    if (R->isUnion() || R->getNumBases() || isLibraryCode(R->getLocation()))
      return 0;
    for (const FieldDecl *Field : R->fields())
      Parts.push_back(Field->getType());
  }
  return llvm::count_if(Parts,
                        [&](QualType Part) { return holdsTensors(Part); });
}

bool TensorTypes::holdsTensors(QualType T) const {
  T = strip(T);
  if (T.isNull() || T->isDependentType())
    return false;
  auto It = HoldsCache.find(T.getAsOpaquePtr());
  if (It != HoldsCache.end())
    return It->second;
  // Cycles through pointers end here: assume no until the answer is known.
  HoldsCache[T.getAsOpaquePtr()] = false;
  bool Result = computeHoldsTensors(T, 0);
  HoldsCache[T.getAsOpaquePtr()] = Result;
  return Result;
}

bool TensorTypes::computeHoldsTensors(QualType T, unsigned Depth) const {
  if (Depth > MaxTypeDepth)
    return false;
  if (isTensor(T))
    return true;
  if (T->isPointerType() || T->isArrayType()) {
    QualType Element = T->isPointerType()
                           ? T->getPointeeType()
                           : QualType(T->getArrayElementTypeNoTypeQual(), 0);
    return !Element->isFunctionType() && !Element->isVoidType() &&
           holdsTensors(Element);
  }
  const CXXRecordDecl *R = recordOf(T);
  if (!R)
    return false;
  llvm::StringRef Name = qualifiedName(R);
  // What TorchScript passes around: ivalue::Tuple, TupleElements, Future,
  // Object.
  if (Name == "c10::IValue" || Name.starts_with("c10::ivalue::") ||
      Name == "torch::autograd::SavedVariable")
    return true;
  if (isWeakPointer(T))
    return false;
  // A module owns parameters; it is not a value that carries history.
  if (moduleOf(T) || isScriptModule(T) || isOptimizer(T))
    return false;
  SmallVector<QualType, 4> Args;
  typeArguments(R, Args);
  // A part of a template speaks for what that is made of: OrderedDict::Item.
  if (Args.empty())
    typeArguments(llvm::dyn_cast_or_null<CXXRecordDecl>(R->getDeclContext()),
                  Args);
  if (isLibraryCode(R->getLocation()))
    return llvm::any_of(Args,
                        [&](QualType Arg) {
                          return !Arg->isFunctionType() && holdsTensors(Arg);
                        }) &&
           !isStdFunction(T);
  if (!R->hasDefinition())
    return false;
  for (const FieldDecl *Field : R->getDefinition()->fields())
    if (holdsTensors(Field->getType()))
      return true;
  for (const CXXBaseSpecifier &B : R->getDefinition()->bases())
    if (holdsTensors(B.getType()))
      return true;
  return false;
}

bool TensorTypes::holdsTorchMemory(const CXXRecordDecl *Record) const {
  if (!Record || !Record->hasDefinition())
    return false;
  if (isModule(Record) || holdsTensors(Context.getCanonicalTagType(Record)))
    return true;
  for (const FieldDecl *Field : Record->getDefinition()->fields())
    if (moduleOf(Field->getType()) || isScriptModule(Field->getType()))
      return true;
  for (const CXXBaseSpecifier &B : Record->getDefinition()->bases())
    if (holdsTorchMemory(recordOf(strip(B.getType()))))
      return true;
  return false;
}

} // namespace torchleak
