//===- Calls.cpp - Looking a call up in the tables ------------------------===//

#include "model/calls/Calls.h"
#include "model/types/TypeParts.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace torchleak {

namespace {

/// How many arguments a row is for, default arguments included.
struct Arity {
  unsigned Least, Most;
  bool fits(unsigned Count) const { return Count >= Least && Count <= Most; }
};
constexpr Arity any() { return {0, ~0u}; }
constexpr Arity exactly(unsigned Count) { return {Count, Count}; }
constexpr Arity atLeast(unsigned Count) { return {Count, ~0u}; }

struct FunctionRow {
  llvm::StringLiteral Name;
  Arity Arguments;
  int Argument;
  Effects Does;
};

struct MethodRow {
  Receiver On;
  llvm::StringLiteral Name;
  Arity Arguments;
  int Argument;
  Effects Does;
};

struct ConstructorRow {
  llvm::StringLiteral Class;
  Effects Does;
};

constexpr FunctionRow FunctionRows[] = {
#define FUNCTION(NAME, ARGUMENTS, ARGUMENT, EFFECTS)                           \
  {NAME, ARGUMENTS, ARGUMENT, EFFECTS},
#include "model/calls/std.inc"
#define FUNCTION(NAME, ARGUMENTS, ARGUMENT, EFFECTS)                           \
  {NAME, ARGUMENTS, ARGUMENT, EFFECTS},
#include "model/calls/torch.inc"
};

constexpr MethodRow MethodRows[] = {
#define METHOD(RECEIVER, NAME, ARGUMENTS, ARGUMENT, EFFECTS)                   \
  {Receiver::RECEIVER, NAME, ARGUMENTS, ARGUMENT, EFFECTS},
#include "model/calls/std.inc"
#define METHOD(RECEIVER, NAME, ARGUMENTS, ARGUMENT, EFFECTS)                   \
  {Receiver::RECEIVER, NAME, ARGUMENTS, ARGUMENT, EFFECTS},
#include "model/calls/torch.inc"
};

constexpr ConstructorRow ConstructorRows[] = {
#define CONSTRUCTOR(CLASS, EFFECTS) {CLASS, EFFECTS},
#include "model/calls/std.inc"
};

/// The rows by the last part of their names.
struct RowIndex {
  llvm::StringMap<SmallVector<const FunctionRow *, 2>> Functions;
  llvm::StringMap<SmallVector<const MethodRow *, 2>> Methods;

  RowIndex() {
    for (const FunctionRow &Row : FunctionRows)
      Functions[Row.Name.rsplit("::").second].push_back(&Row);
    for (const MethodRow &Row : MethodRows)
      Methods[Row.Name].push_back(&Row);
  }
  static const RowIndex &get() {
    static const RowIndex Index;
    return Index;
  }
};

} // namespace

/// The row of \p Name in \p Scope, a namespace or a class.
static const FunctionRow *
findFunction(llvm::StringRef Scope, llvm::StringRef Name, unsigned Arguments) {
  auto Rows = RowIndex::get().Functions.find(Name);
  if (Rows == RowIndex::get().Functions.end())
    return nullptr;
  auto Row = llvm::find_if(Rows->second, [&](const FunctionRow *R) {
    return R->Name.rsplit("::").first == Scope && R->Arguments.fits(Arguments);
  });
  return Row == Rows->second.end() ? nullptr : *Row;
}

static const MethodRow *findMethod(Receiver On, llvm::StringRef Name,
                                   unsigned Arguments) {
  auto Rows = RowIndex::get().Methods.find(Name);
  if (Rows == RowIndex::get().Methods.end())
    return nullptr;
  auto Row = llvm::find_if(Rows->second, [&](const MethodRow *R) {
    return R->On == On && R->Arguments.fits(Arguments);
  });
  return Row == Rows->second.end() ? nullptr : *Row;
}

CallEffects effectsOfFunction(llvm::StringRef QualifiedName,
                              unsigned Arguments) {
  auto [Scope, Name] = QualifiedName.rsplit("::");
  const FunctionRow *Row = findFunction(Scope, Name, Arguments);
  return Row ? CallEffects{Row->Does, Receiver::Function, Row->Argument}
             : CallEffects();
}

Effects functionMayDo(llvm::StringRef Scope, llvm::StringRef Name) {
  Effects Does;
  auto Rows = RowIndex::get().Functions.find(Name);
  if (Rows != RowIndex::get().Functions.end())
    for (const FunctionRow *Row : Rows->second)
      if (Row->Name.rsplit("::").first == Scope)
        Does = Does | Row->Does;
  return Does;
}

llvm::StringRef rangesAlgorithm(const Expr *Object) {
  const auto *Name = dyn_cast_or_null<DeclRefExpr>(
      Object ? Object->IgnoreParenImpCasts() : nullptr);
  const auto *V = Name ? dyn_cast<VarDecl>(Name->getDecl()) : nullptr;
  const CXXRecordDecl *Record =
      V ? V->getType()->getAsCXXRecordDecl() : nullptr;
  const auto *Ranges =
      Record ? dyn_cast<NamespaceDecl>(Record->getEnclosingNamespaceContext())
             : nullptr;
  return Ranges && Ranges->getName() == "ranges" &&
                 Ranges->getParent()->isStdNamespace() && V->getIdentifier()
             ? V->getName()
             : llvm::StringRef();
}

/// The namespace or class that names \p F, without inline and unnamed ones.
static const NamedDecl *scopeOf(const FunctionDecl *F) {
  const DeclContext *DC = F->getDeclContext();
  for (; DC && !DC->isTranslationUnit(); DC = DC->getParent()) {
    if (const auto *N = dyn_cast<NamespaceDecl>(DC))
      if (N->isInline() || N->isAnonymousNamespace())
        continue;
    if (isa<NamespaceDecl, CXXRecordDecl>(DC))
      return cast<NamedDecl>(DC);
  }
  return nullptr;
}

const Expr *CallModel::objectOf(const CallExpr *Call) {
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call))
    return Member->getImplicitObjectArgument();
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Call->getDirectCallee());
  return isa<CXXOperatorCallExpr>(Call) && Method && !Method->isStatic() &&
                 Call->getNumArgs() >= 1
             ? Call->getArg(0)
             : nullptr;
}

ArrayRef<const Expr *> CallModel::argumentsOf(const CallExpr *Call) {
  ArrayRef<const Expr *> All(Call->getArgs(), Call->getNumArgs());
  return isa<CXXOperatorCallExpr>(Call) && objectOf(Call) ? All.drop_front()
                                                          : All;
}

CallModel::CallModel(const TorchTypes &Types) : Types(Types) {
  auto add = [&](const std::vector<std::string> &Names, Effect Does) {
    for (const std::string &Name : Names)
      UserRows[Name] = UserRows.lookup(Name) | Does;
  };
  const Options &User = Types.options();
  add(User.KeepFunctions, Effect::KeepsArguments);
  add(User.ReleaseFunctions, Effect::ReleasesArguments);
  add(User.StepFunctions, Effect::IsStep);
}

CallEffects CallModel::ofUser(const FunctionDecl *F) const {
  CallEffects Found;
  if (!UserRows.empty())
    Found.Does = UserRows.lookup(Types.qualifiedName(F));
  return Found;
}

CallEffects CallModel::ofConstructor(const CXXRecordDecl *R) const {
  CallEffects Found;
  llvm::StringRef Name = Types.qualifiedName(R);
  for (const ConstructorRow &Row : ConstructorRows)
    if (Row.Class == Name)
      Found.Does = Row.Does;
  return Found;
}

Receiver CallModel::receiverOf(const FunctionDecl *Callee,
                               const Expr *Object) const {
  QualType T = Object->getType().getNonReferenceType();
  if (T->isPointerType())
    T = T->getPointeeType();
  if (Types.isTensor(T))
    return Receiver::Tensor;
  if (Types.isContainer(T))
    return Receiver::Container;
  if (Types.isOptimizer(T))
    return Receiver::Optimizer;
  if (Types.moduleOf(T) || Types.isScriptModule(T))
    return Receiver::Module;
  return Types.isLibraryCode(Callee->getLocation()) ? Receiver::Holder
                                                    : Receiver::Other;
}

CallEffects CallModel::ofMethod(const FunctionDecl *Callee, const Expr *Object,
                                llvm::StringRef Name,
                                unsigned Arguments) const {
  CallEffects Found;
  Found.On = receiverOf(Callee, Object);
  const MethodRow *Row = findMethod(Found.On, Name, Arguments);
  // What a library does not say of its own classes, it does as all do.
  if (!Row && Found.On != Receiver::Other && Found.On != Receiver::Tensor &&
      Types.isLibraryCode(Callee->getLocation()))
    Row = findMethod(Receiver::Holder, Name, Arguments);
  if (Row) {
    Found.Does = Row->Does;
    Found.Argument = Row->Argument;
  }
  return Found;
}

CallEffects CallModel::ofFunction(const FunctionDecl *Callee,
                                  unsigned Arguments) const {
  CallEffects Found;
  const NamedDecl *Scope = scopeOf(Callee);
  if (!Scope || !Types.isLibraryCode(Callee->getLocation()))
    return Found;
  const FunctionRow *Row = findFunction(Types.qualifiedName(Scope),
                                        Callee->getNameAsString(), Arguments);
  // Any function of a namespace: from the innermost outwards.
  for (const DeclContext *DC = Callee->getDeclContext();
       !Row && DC && !DC->isTranslationUnit(); DC = DC->getParent())
    if (const auto *N = dyn_cast<NamespaceDecl>(DC))
      Row = findFunction(Types.qualifiedName(N), "**", Arguments);
  if (Row) {
    Found.Does = Row->Does;
    Found.Argument = Row->Argument;
  }
  return Found;
}

CallEffects CallModel::compute(const CallExpr *Call) const {
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Callee)
    return {};
  const Expr *Object = objectOf(Call);
  const unsigned Arguments = argumentsOf(Call).size();
  CallEffects Found;
  if (llvm::StringRef Algorithm = rangesAlgorithm(Object); !Algorithm.empty()) {
    Found = effectsOfFunction(("std::" + Algorithm).str(), Arguments);
    Found.OfRanges = true;
  } else if (!Object) {
    Found = ofFunction(Callee, Arguments);
  } else {
    std::string Spelled;
    llvm::StringRef Name;
    if (Callee->getIdentifier())
      Name = Callee->getName();
    else
      Name = Spelled = Callee->getNameAsString();
    Found = ofMethod(Callee, Object, Name, Arguments);
    // One class may do more than others of its kind.
    if (const NamedDecl *Scope = scopeOf(Callee))
      if (const FunctionRow *Row =
              findFunction(Types.qualifiedName(Scope), Name, Arguments))
        Found.Does = Row->Does;
  }
  Found.Does = Found.Does | ofUser(Callee).Does;
  return Found;
}

CallEffects CallModel::lookup(const CallExpr *Call) const {
  auto It = Cache.find(Call);
  if (It == Cache.end())
    It = Cache.try_emplace(Call, compute(Call)).first;
  return It->second;
}

} // namespace torchleak
