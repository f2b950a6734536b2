//===- TorchTypes.h - What libtorch's types mean ----------------*- C++ -*-===//
//
// Questions about types: is it a tensor, does it hold tensors, is it a module,
// a guard, an owner. Names of libtorch types stand here and in Operators.cpp
// and nowhere else. Answers are cached per canonical type.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_MODEL_TORCHTYPES_H
#define TORCHLEAK_MODEL_TORCHTYPES_H

#include "model/Options.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>

namespace torchleak {

/// What a live guard object does to grad mode.
enum class GuardKind {
  /// NoGradGuard, InferenceMode: off while it lives.
  Off,
  /// AutoGradMode(b): on or off, as its argument says.
  OnIf,
  /// InferenceMode(b): off or on, as its argument says.
  OffIf,
  /// optional<NoGradGuard> and the like: may be off.
  Maybe,
};

/// How an object keeps another one alive.
struct OwnedRecord {
  const clang::CXXRecordDecl *Record = nullptr;
  /// Through an owning pointer on the way (shared_ptr, intrusive_ptr,
  /// unique_ptr, ModuleHolder) rather than as a part of the object.
  bool ByPointer = false;
};

class TorchTypes {
public:
  TorchTypes(const clang::ASTContext &Context, const Options &Opts);

  const clang::ASTContext &context() const { return Context; }
  const Options &options() const { return Opts; }

  /// at::Tensor, its wrappers in libtorch, and the user's TensorTypes.
  bool isTensor(clang::QualType T) const;
  /// A tensor, or something that keeps one alive: a container, tuple, optional,
  /// IValue, smart pointer, or record with such a field.
  bool holdsTensors(clang::QualType T) const;
  /// Keeps a tensor, a module or an optimizer alive, itself or through what it
  /// contains or owns; a raw pointer does not.
  bool keepsHandles(clang::QualType T) const;
  /// One of the kinds that libtorch has a few of: devices, dtypes, layouts.
  bool isKindOfTensor(clang::QualType T) const;
  /// Holds tensors or is, owns or may own a module.
  bool holdsTorchMemory(const clang::CXXRecordDecl *Record) const;

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

  std::optional<GuardKind> guardKind(clang::QualType T) const;
  /// What an optional or a smart pointer to a guard holds, or a null type.
  clang::QualType ownedGuard(clang::QualType T) const;
  /// The same of a variable, which a macro of the project may declare.
  std::optional<GuardKind> guardKind(const clang::VarDecl &V) const;
  /// torch::optim::Optimizer or derived.
  bool isOptimizer(clang::QualType T) const;

  /// A container or container adaptor that can grow: not one of the project's
  /// own (those have bodies that are analysed), not Tensor, not a string.
  bool isContainer(clang::QualType T) const;
  /// How many elements a pair or tuple has; 0 for other types.
  unsigned tupleSize(clang::QualType T) const;
  /// The container is indexed by a key and grows on subscripts (map).
  bool isKeyedContainer(clang::QualType T) const;
  /// A keyed container that keeps every value of a key (multimap).
  bool isMultiContainer(clang::QualType T) const;
  /// shared_ptr, unique_ptr, intrusive_ptr, ModuleHolder, raw pointer,
  /// iterator.
  bool isPointerLike(clang::QualType T) const;
  /// shared_ptr, intrusive_ptr, ModuleHolder and classes derived from it.
  bool isSharedOwner(clang::QualType T) const;
  bool isStdFunction(clang::QualType T) const;
  /// What std::mem_fn and std::bind make, and objects of a project with a call
  /// operator; not those of the library, as std::plus.
  bool wrapsCallable(const clang::CXXRecordDecl &Record) const;
  /// The operator of ATen that an arithmetic functor stands for, `add` for
  /// std::plus; or nothing.
  llvm::StringRef functorOperator(clang::QualType T) const;
  /// std::nullopt, std::in_place.
  bool isNoValue(clang::QualType T) const;
  bool isInPlaceTag(clang::QualType T) const;
  /// A std::function, or a container or tuple with one.
  bool ownsCallables(clang::QualType T) const;
  bool isTupleLike(clang::QualType T) const;
  /// std::weak_ptr, c10::weak_intrusive_ptr.
  bool isWeakPointer(clang::QualType T) const;
  /// std::string, std::string_view.
  bool isText(clang::QualType T) const;
  /// std::atomic of an integral type.
  bool isAtomicCounter(clang::QualType T) const;
  /// How many parts of a tuple or of a record of the project hold tensors; 0
  /// where other parts may be out of sight.
  unsigned tensorParts(clang::QualType T) const;

  /// Records that an object of type \p T keeps alive, through smart pointers,
  /// optionals, containers and tuples.
  void ownedRecords(clang::QualType T,
                    llvm::SmallVectorImpl<OwnedRecord> &Out) const;

  /// \p Loc is in a system header or in libtorch itself, however it was
  /// included.
  bool isLibraryCode(clang::SourceLocation Loc) const;

  /// As options name it: without inline and anonymous namespaces.
  llvm::StringRef qualifiedName(const clang::NamedDecl *D) const;

private:
  bool computeHoldsTensors(clang::QualType T, unsigned Depth) const;
  bool computeKeepsHandles(clang::QualType T) const;
  void collectOwned(clang::QualType T, bool Shared, unsigned Depth,
                    llvm::SmallVectorImpl<OwnedRecord> &Out) const;
  bool derivesFrom(const clang::CXXRecordDecl *Record,
                   llvm::StringRef QualifiedName) const;

  const clang::ASTContext &Context;
  Options Opts;
  mutable llvm::DenseMap<const clang::NamedDecl *, std::string> Names;
  mutable llvm::DenseMap<const void *, bool> HoldsCache;
  mutable llvm::DenseMap<const void *, bool> HandleCache;
  mutable llvm::DenseMap<const void *, std::optional<GuardKind>> GuardCache;
  mutable llvm::DenseMap<const clang::CXXRecordDecl *, bool> ModuleCache;
  mutable llvm::DenseMap<clang::FileID, bool> LibraryFiles;
};

} // namespace torchleak

#endif
