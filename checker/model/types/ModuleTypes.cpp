//===- ModuleTypes.cpp - Modules and optimizers ---------------------------===//

#include "model/types/ModuleTypes.h"
#include "model/types/TypeParts.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;

namespace torchleak {

// Nesting of types that is followed: vector<map<..., struct{...}>>.
static constexpr unsigned MaxTypeDepth = 8;

bool ModuleTypes::isScriptModule(QualType T) const {
  T = strip(T);
  if (!T.isNull() && T->isPointerType())
    T = strip(T->getPointeeType());
  const CXXRecordDecl *R = recordOf(T);
  if (!R)
    return false;
  llvm::StringRef Name = qualifiedName(R);
  if (Name == "torch::jit::Module" || Name == "torch::jit::script::Module" ||
      Name == "torch::jit::Method" || Name == "torch::jit::Function")
    return true;
  // shared_ptr and optional of one.
  SmallVector<QualType, 4> Args;
  if (isPointerLike(T) || Name == "std::optional" || Name == "c10::optional")
    typeArguments(R, Args);
  return !Args.empty() && isScriptModule(Args.front());
}

bool ModuleTypes::derivesFrom(const CXXRecordDecl *Record,
                              llvm::StringRef Base) const {
  if (!Record)
    return false;
  if (qualifiedName(Record) == Base)
    return true;
  if (!Record->hasDefinition())
    return false;
  for (const CXXBaseSpecifier &B : Record->getDefinition()->bases())
    if (derivesFrom(recordOf(strip(B.getType())), Base))
      return true;
  return false;
}

bool ModuleTypes::isModuleSequence(const CXXRecordDecl *Record) const {
  return derivesFrom(Record, "torch::nn::SequentialImpl");
}

bool ModuleTypes::isModule(const CXXRecordDecl *Record) const {
  if (!Record)
    return false;
  auto It = ModuleCache.find(Record);
  if (It != ModuleCache.end())
    return It->second;
  bool Result = derivesFrom(Record, "torch::nn::Module");
  ModuleCache[Record] = Result;
  return Result;
}

bool ModuleTypes::isBuiltinModule(const CXXRecordDecl *Record) const {
  return isModule(Record) && qualifiedName(Record).starts_with("torch::nn::");
}

const CXXRecordDecl *ModuleTypes::moduleOf(QualType T) const {
  T = strip(T);
  if (T.isNull())
    return nullptr;
  if (T->isPointerType())
    return moduleOf(T->getPointeeType());
  const CXXRecordDecl *R = recordOf(T);
  if (!R)
    return nullptr;
  if (isModule(R))
    return R;
  if (const CXXRecordDecl *Held = heldModule(R))
    return Held;
  llvm::StringRef Name = qualifiedName(R);
  if (Name == "torch::nn::AnyModule")
    return R;
  if (Name == "std::shared_ptr" || Name == "std::unique_ptr" ||
      Name == "std::optional" || Name == "c10::optional" ||
      Name == "std::reference_wrapper") {
    SmallVector<QualType, 2> Args;
    typeArguments(R, Args);
    return Args.empty() ? nullptr : moduleOf(Args.front());
  }
  return nullptr;
}

bool ModuleTypes::isOptimizer(QualType T) const {
  T = strip(T);
  if (!T.isNull() && T->isPointerType())
    T = strip(T->getPointeeType());
  const CXXRecordDecl *R = recordOf(T);
  if (!R)
    return false;
  if (derivesFrom(R, "torch::optim::Optimizer"))
    return true;
  SmallVector<QualType, 2> Args;
  llvm::StringRef Name = qualifiedName(R);
  if (Name == "std::shared_ptr" || Name == "std::unique_ptr")
    typeArguments(R, Args);
  return !Args.empty() && isOptimizer(Args.front());
}

void ModuleTypes::ownedRecords(QualType T,
                               SmallVectorImpl<OwnedRecord> &Out) const {
  collectOwned(T, /*Shared=*/false, 0, Out);
  // Allocators name the element type once more.
  llvm::SmallPtrSet<const CXXRecordDecl *, 4> Seen;
  llvm::erase_if(
      Out, [&](const OwnedRecord &O) { return !Seen.insert(O.Record).second; });
}

void ModuleTypes::collectOwned(QualType T, bool Shared, unsigned Depth,
                               SmallVectorImpl<OwnedRecord> &Out) const {
  T = strip(T);
  if (T.isNull() || Depth > MaxTypeDepth)
    return;
  const CXXRecordDecl *R = recordOf(T);
  if (!R)
    return;
  if (const CXXRecordDecl *Held = heldModule(R)) {
    Out.push_back({Held, true});
    return;
  }
  if (!isLibraryCode(R->getLocation()) || isModule(R)) {
    Out.push_back({R, Shared});
    return;
  }
  llvm::StringRef Name = qualifiedName(R);
  if (isWeakPointer(T) || Name == "std::reference_wrapper" || isStdFunction(T))
    return;
  bool NowShared = Shared || isSharedOwner(T) || Name == "std::unique_ptr";
  SmallVector<QualType, 4> Args;
  typeArguments(R, Args);
  for (QualType Arg : Args)
    collectOwned(Arg, NowShared, Depth + 1, Out);
}

} // namespace torchleak
