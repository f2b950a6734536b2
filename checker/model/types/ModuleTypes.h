//===- ModuleTypes.h - Modules and optimizers -------------------*- C++ -*-===//
//
// torch::nn and TorchScript modules, their holders, and what trains them.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_MODEL_TYPES_MODULETYPES_H
#define TORCHLEAK_MODEL_TYPES_MODULETYPES_H

#include "model/types/OwnerTypes.h"
#include "llvm/ADT/SmallVector.h"

namespace torchleak {

/// How an object keeps another one alive.
struct OwnedRecord {
  const clang::CXXRecordDecl *Record = nullptr;
  /// Through an owning pointer on the way (shared_ptr, intrusive_ptr,
  /// unique_ptr, ModuleHolder) rather than as a part of the object.
  bool ByPointer = false;
};

class ModuleTypes : public OwnerTypes {
public:
  using OwnerTypes::OwnerTypes;

  /// Derives from torch::nn::Module.
  bool isModule(const clang::CXXRecordDecl *Record) const;
  /// The module that \p T is, points to or holds; null if none.
  const clang::CXXRecordDecl *moduleOf(clang::QualType T) const;
  /// torch::jit::Module and what it is called in other versions.
  bool isScriptModule(clang::QualType T) const;
  /// The method that running a module runs.
  static bool isForward(llvm::StringRef Method) { return Method == "forward"; }
  /// Defined by libtorch itself (namespace torch::nn).
  bool isBuiltinModule(const clang::CXXRecordDecl *Record) const;
  /// Runs modules that it was given one after the other.
  bool isModuleSequence(const clang::CXXRecordDecl *Record) const;
  /// torch::optim::Optimizer or derived.
  bool isOptimizer(clang::QualType T) const;
  /// Records that an object of type \p T keeps alive, through smart pointers,
  /// optionals, containers and tuples.
  void ownedRecords(clang::QualType T,
                    llvm::SmallVectorImpl<OwnedRecord> &Out) const;

private:
  bool derivesFrom(const clang::CXXRecordDecl *Record,
                   llvm::StringRef QualifiedName) const;
  void collectOwned(clang::QualType T, bool Shared, unsigned Depth,
                    llvm::SmallVectorImpl<OwnedRecord> &Out) const;
  mutable llvm::DenseMap<const clang::CXXRecordDecl *, bool> ModuleCache;
};

} // namespace torchleak

#endif
