//===- TorchTypes.cpp - What libtorch's types mean ------------------------===//

#include "model/TorchTypes.h"
#include "model/LibtorchPaths.h"
#include "model/TypeParts.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;

namespace torchleak {

// Nesting of types that is followed: vector<map<..., struct{...}>>.
static constexpr unsigned MaxTypeDepth = 8;

TorchTypes::TorchTypes(const ASTContext &Context, const Options &Opts)
    : Context(Context), Opts(Opts) {}

llvm::StringRef TorchTypes::qualifiedName(const NamedDecl *D) const {
  auto [It, New] = Names.try_emplace(D);
  if (New) {
    // Inline namespaces (std::__cxx11, versioned c10) and anonymous ones are no
    // part of the name that people write.
    std::string Name;
    llvm::raw_string_ostream OS(Name);
    PrintingPolicy Policy(Context.getLangOpts());
    Policy.SuppressUnwrittenScope = true;
    D->printQualifiedName(OS, Policy);
    It->second = std::move(Name);
  }
  return It->second;
}

bool TorchTypes::isTensor(QualType T) const {
  const CXXRecordDecl *R = recordOf(strip(T));
  if (!R)
    return false;
  llvm::StringRef Name = qualifiedName(R);
  if (Name == "at::Tensor" || Name == "at::TensorBase" ||
      Name == "at::OptionalTensorRef" || Name == "torch::autograd::Variable")
    return true;
  return llvm::is_contained(Opts.TensorTypes, Name);
}

bool TorchTypes::isScriptModule(QualType T) const {
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

bool TorchTypes::derivesFrom(const CXXRecordDecl *Record,
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

bool TorchTypes::isModuleSequence(const CXXRecordDecl *Record) const {
  return derivesFrom(Record, "torch::nn::SequentialImpl");
}

bool TorchTypes::isModule(const CXXRecordDecl *Record) const {
  if (!Record)
    return false;
  auto It = ModuleCache.find(Record);
  if (It != ModuleCache.end())
    return It->second;
  bool Result = derivesFrom(Record, "torch::nn::Module");
  ModuleCache[Record] = Result;
  return Result;
}

bool TorchTypes::isBuiltinModule(const CXXRecordDecl *Record) const {
  return isModule(Record) && qualifiedName(Record).starts_with("torch::nn::");
}

/// The module type behind a class derived from torch::nn::ModuleHolder<Impl>.
static const CXXRecordDecl *heldModule(const CXXRecordDecl *R,
                                       unsigned Depth = 0) {
  if (!R || Depth > 4)
    return nullptr;
  if (R->getIdentifier() && R->getName() == "ModuleHolder") {
    SmallVector<QualType, 2> Args;
    typeArguments(R, Args);
    return Args.empty() ? nullptr : recordOf(strip(Args.front()));
  }
  if (!R->hasDefinition())
    return nullptr;
  for (const CXXBaseSpecifier &B : R->getDefinition()->bases())
    if (const CXXRecordDecl *M =
            heldModule(recordOf(strip(B.getType())), Depth + 1))
      return M;
  return nullptr;
}

const CXXRecordDecl *TorchTypes::moduleOf(QualType T) const {
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

bool TorchTypes::isOptimizer(QualType T) const {
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

bool TorchTypes::isContainer(QualType T) const {
  const CXXRecordDecl *R = recordOf(strip(T));
  if (!R || !R->hasDefinition() || !specialization(R) ||
      !isLibraryCode(R->getLocation()))
    return false;
  llvm::StringRef Name = qualifiedName(R);
  if (Name == "std::basic_string" || Name == "std::array" ||
      Name == "boost::circular_buffer")
    return false;
  if (Name.starts_with("std::") || Name == "c10::List" || Name == "c10::Dict") {
    return llvm::StringSwitch<bool>(Name)
        .Cases({"std::vector", "std::deque", "std::list", "std::forward_list"},
               true)
        .Cases({"std::set", "std::multiset", "std::map", "std::multimap"}, true)
        .Cases({"std::unordered_set", "std::unordered_multiset",
                "std::unordered_map"},
               true)
        .Cases({"std::unordered_multimap", "std::stack", "std::queue",
                "std::priority_queue"},
               true)
        .Cases({"c10::List", "c10::Dict"}, true)
        .Default(false);
  }
  // Other libraries' containers: something that can be filled and walked.
  bool Fills = false, Walks = false;
  for (const CXXMethodDecl *M : R->getDefinition()->methods()) {
    if (!M->getIdentifier())
      continue;
    Fills |= M->getName() == "push_back" || M->getName() == "insert" ||
             M->getName() == "push";
    Walks |= M->getName() == "begin" || M->getName() == "pop";
  }
  if (!Fills || !Walks)
    for (const CXXBaseSpecifier &B : R->getDefinition()->bases())
      if (isContainer(B.getType()))
        return true;
  return Fills && Walks;
}

bool TorchTypes::isKeyedContainer(QualType T) const {
  if (!isContainer(T))
    return false;
  const CXXRecordDecl *R = recordOf(strip(T));
  for (const auto *D : R->getDefinition()->decls())
    if (const auto *Typedef = llvm::dyn_cast<TypedefNameDecl>(D))
      if (Typedef->getIdentifier() && Typedef->getName() == "mapped_type")
        return true;
  return false;
}

bool TorchTypes::isMultiContainer(QualType T) const {
  const CXXRecordDecl *R = recordOf(strip(T));
  return R && R->getIdentifier() && R->getName().contains("multi");
}

bool TorchTypes::isPointerLike(QualType T) const {
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

bool TorchTypes::isSharedOwner(QualType T) const {
  const CXXRecordDecl *R = recordOf(strip(T));
  if (!R)
    return false;
  llvm::StringRef Name = qualifiedName(R);
  return Name == "std::shared_ptr" || Name == "c10::intrusive_ptr" ||
         Name == "boost::shared_ptr" || Name == "boost::intrusive_ptr" ||
         heldModule(R);
}

bool TorchTypes::isStdFunction(QualType T) const {
  const CXXRecordDecl *R = recordOf(strip(T));
  if (!R)
    return false;
  llvm::StringRef Name = qualifiedName(R);
  return Name == "std::function" || Name == "std::move_only_function" ||
         Name == "std::packaged_task";
}

bool TorchTypes::wrapsCallable(const CXXRecordDecl &Record) const {
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

llvm::StringRef TorchTypes::functorOperator(QualType T) const {
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

bool TorchTypes::isNoValue(QualType T) const {
  const CXXRecordDecl *R = recordOf(strip(T));
  llvm::StringRef Name = R ? qualifiedName(R) : "";
  return Name == "std::nullopt_t" || Name == "c10::nullopt_t";
}

bool TorchTypes::isInPlaceTag(QualType T) const {
  const CXXRecordDecl *R = recordOf(strip(T));
  llvm::StringRef Name = R ? qualifiedName(R) : "";
  return Name == "std::in_place_t" || Name == "c10::in_place_t";
}

bool TorchTypes::ownsCallables(QualType T) const {
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

bool TorchTypes::isTupleLike(QualType T) const {
  const CXXRecordDecl *R = recordOf(strip(T));
  if (!R)
    return false;
  llvm::StringRef Name = qualifiedName(R);
  return Name == "std::tuple" || Name == "std::pair";
}

unsigned TorchTypes::tupleSize(QualType T) const {
  SmallVector<QualType, 4> Elements;
  if (isTupleLike(T))
    typeArguments(recordOf(strip(T)), Elements);
  return Elements.size();
}

bool TorchTypes::isWeakPointer(QualType T) const {
  const CXXRecordDecl *R = recordOf(strip(T));
  llvm::StringRef Name = R ? qualifiedName(R) : "";
  return Name == "std::weak_ptr" || Name == "c10::weak_intrusive_ptr";
}

bool TorchTypes::isText(QualType T) const {
  const CXXRecordDecl *R = recordOf(strip(T));
  if (!R)
    return false;
  llvm::StringRef Name = qualifiedName(R);
  return Name == "std::basic_string" || Name == "std::basic_string_view";
}

bool TorchTypes::isAtomicCounter(QualType T) const {
  const CXXRecordDecl *R = recordOf(strip(T));
  SmallVector<QualType, 1> Args;
  if (!R || (qualifiedName(R) != "std::atomic" &&
             qualifiedName(R) != "std::__atomic_base"))
    return false;
  typeArguments(R, Args);
  return Args.size() == 1 && Args.front()->isIntegerType() &&
         !Args.front()->isBooleanType();
}

bool TorchTypes::isKindOfTensor(QualType T) const {
  const CXXRecordDecl *R = recordOf(strip(T));
  if (!R)
    return false;
  llvm::StringRef Name = qualifiedName(R);
  return Name == "c10::Device" || Name == "c10::Stream" ||
         Name == "c10::TensorOptions" || Name == "caffe2::TypeMeta" ||
         Name == "c10::DispatchKeySet";
}

bool TorchTypes::keepsHandles(QualType T) const {
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

bool TorchTypes::computeKeepsHandles(QualType T) const {
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

unsigned TorchTypes::tensorParts(QualType T) const {
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

bool TorchTypes::holdsTensors(QualType T) const {
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

bool TorchTypes::computeHoldsTensors(QualType T, unsigned Depth) const {
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

bool TorchTypes::holdsTorchMemory(const CXXRecordDecl *Record) const {
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

void TorchTypes::ownedRecords(QualType T,
                              SmallVectorImpl<OwnedRecord> &Out) const {
  collectOwned(T, /*Shared=*/false, 0, Out);
  // Allocators name the element type once more.
  llvm::SmallPtrSet<const CXXRecordDecl *, 4> Seen;
  llvm::erase_if(
      Out, [&](const OwnedRecord &O) { return !Seen.insert(O.Record).second; });
}

void TorchTypes::collectOwned(QualType T, bool Shared, unsigned Depth,
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

bool TorchTypes::isLibraryCode(SourceLocation Loc) const {
  if (Loc.isInvalid())
    return true;
  const SourceManager &SM = Context.getSourceManager();
  Loc = SM.getExpansionLoc(Loc);
  FileID File = SM.getFileID(Loc);
  auto [It, New] = LibraryFiles.try_emplace(File, false);
  if (!New)
    return It->second;
  bool Result = SM.isInSystemHeader(Loc);
  if (!Result && File != SM.getMainFileID())
    Result = isLibtorchFile(SM.getFilename(Loc));
  LibraryFiles[File] = Result;
  return Result;
}

} // namespace torchleak
