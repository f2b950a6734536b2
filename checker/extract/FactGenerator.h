//===- FactGenerator.h - The only part that reads statements ----*- C++ -*-===//
//
// Walks one function's CFG in reverse post-order and emits events. Split over
//   FactGenerator.cpp  the walk: blocks, declarations, loops
//   ConditionFacts.cpp conditions of branches
//   GuardFacts.cpp     guards
//   ExprFacts.cpp      expressions: values and places
//   CallFacts.cpp      calls: who is called, and with what
//   CallableFacts.cpp  lambdas and other callables, and who runs them
//   LibraryFacts.cpp   calls into the standard library
//   TorchFacts.cpp     calls into libtorch
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_EXTRACT_FACTGENERATOR_H
#define TORCHLEAK_EXTRACT_FACTGENERATOR_H

#include "extract/KeySources.h"
#include "extract/UnitBuilder.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Analysis/CFG.h"

namespace torchleak {

/// Where an expression's object is: a place, or an element of it.
struct Ref {
  PlaceId Place = None;
  bool Element = false;
  /// Chosen by an index or key, so that writing it makes nothing grow unless
  /// the key is new.
  bool Subscript = false;
  /// The variable that is the index.
  const clang::ValueDecl *Index = nullptr;
  /// Whether a store there adds an element.
  fact::Store::AddsTy Adds = fact::Store::Nothing;
  /// What is referred to is an entry of this map, or a part of one, chosen by a
  /// key that comes from there.
  PlaceId Map = None;
  KeySource Key = {};
  /// What the pointer at the place leads to, `*p`, and not the pointer.
  bool Behind = false;
  explicit operator bool() const { return Place != None; }

  static Ref element(PlaceId Container, fact::Store::AddsTy Adds) {
    Ref R{Container};
    R.Element = true;
    R.Adds = Adds;
    return R;
  }
};

class FactGenerator {
public:
  FactGenerator(UnitBuilder &Unit, const clang::FunctionDecl *Function,
                FunctionId Id);
  void run();

private:
  // The walk.
  void addBlocks(const clang::CFG &Graph);
  void noteTakenNames(const clang::Stmt &Body);
  /// Where \p Terminator ends the header of a loop, what the loop goes through.
  void noteCovered(const clang::Stmt *Terminator);
  Ref coveredBy(const clang::ForStmt &For, const clang::VarDecl *&Index);
  Ref coveredByIterator(const clang::ForStmt &For);
  /// The element that a loop over all of them is at.
  bool isEachOfLoop(const Ref &R) const;
  void visitElement(const clang::CFGElement &Element);
  void visitStmt(const clang::Stmt *S);
  void noteSetVariables(const clang::Stmt *S);
  /// Runs the destructor of a local, if the unit has its body.
  void destroy(const clang::VarDecl &V, const clang::Stmt *Trigger);
  void visitInitializer(const clang::CXXCtorInitializer *Init);
  void visitVariable(const clang::VarDecl *V);
  void visitDecomposition(const clang::DecompositionDecl *D);
  void openGuard(const clang::VarDecl *V, GuardKind Kind);
  void setGradMode(const clang::Expr *Enabled, clang::SourceLocation Loc);
  /// `bool before = GradMode::is_enabled();`
  void noteMode(const clang::VarDecl *V);
  /// The mode that the guard in an optional or a smart pointer sets, or nothing
  /// when the owner \p E is empty.
  std::optional<GradMode> ownedMode(const clang::Expr *E) const;
  void setOwnedGuard(const clang::ValueDecl *Owner, const clang::Expr *New,
                     clang::SourceLocation Loc);
  /// `guard.emplace()`, `guard.reset()`, `guard = ...` of an owner.
  bool ownedGuardCall(const clang::CallExpr *Call, const clang::Expr *Object,
                      llvm::ArrayRef<const clang::Expr *> Arguments);
  void findLoops(clang::CFG &Graph);

  // Events and values.
  /// Appends a fact to the current block.
  template <typename T> T &emit(T Fact, Spot Loc) {
    std::vector<Event> &Events = Facts.Blocks[CurrentBlock].Events;
    Events.push_back({Loc, NextOrder++, std::move(Fact)});
    return *Events.back().as<T>();
  }
  template <typename T> T &emit(T Fact, clang::SourceLocation Loc) {
    return emit(std::move(Fact), Unit.spot(Loc));
  }
  ValueId makeValue(Op Kind, const clang::Expr *E,
                    llvm::ArrayRef<ValueId> Operands = {});
  ValueId makeValue(Op Kind, clang::SourceLocation Loc,
                    llvm::ArrayRef<ValueId> Operands = {});
  Value &value(ValueId V) { return Facts.Values[V]; }
  ValueId load(const Ref &R, clang::SourceLocation Loc);
  /// An element of a module, as a tensor: parameters(), named_parameters().
  bool isOneOfParameters(const Ref &R, const clang::Expr *E) const;
  ValueId oneOfParameters(const Ref &R, const clang::Expr *E);
  /// What the pointer at the root of \p P is; with \p Deref also for the root
  /// itself.
  ValueId rootValue(PlaceId P, clang::SourceLocation Loc, bool Deref = false);
  fact::Store &store(fact::Store::HowTy How, Ref R, ValueId V,
                     clang::SourceLocation Loc,
                     const clang::Expr *Stored = nullptr);
  /// The object that a local pointer leads to, as a place of its own.
  Ref behindPointer(Ref R, clang::SourceLocation Loc);
  /// The expression whose value \p E keeps, for a fix-it.
  fact::Written written(const clang::Expr *Stored) const;
  fact::Release &release(const Ref &R, clang::SourceLocation Loc,
                         bool Deref = false);
  /// `v.size()` of a container.
  bool countsElements(const clang::CallExpr *Call) const;
  /// What the condition of a branch asks about a place; it may be null.
  void sizeCheck(const clang::Expr *Condition);
  void definedCheck(const clang::Expr *Condition);
  void firstTimesCheck(const clang::Expr *Condition);
  /// Emits those checks whose side changes the variable itself.
  void emitFirstTimesChecks();
  /// What \p E, of type bool, asks about a variable, if that is all it asks.
  std::optional<Condition> conditionOf(const clang::Expr *E);
  /// The variable or field of an integral type that \p E is, or None.
  PlaceId flagOf(const clang::Expr *E);
  std::optional<int64_t> numberOf(const clang::Expr *E) const;
  void flagBranch(const clang::Expr *Condition);
  void switchBranches(const clang::CFGBlock &B);
  /// Drops what asks about variables that the function sets.
  void dropSetFlags();
  /// The elements of the map that `map.try_emplace(...)` and the like put one
  /// into, unless it is there.
  Ref insertedInto(const clang::Expr *E);
  /// \p Guard, which is made here, would have switched grad mode off.
  bool switchesOff(const clang::Expr *Guard) const;
  /// Emits the guards that \p S drops, or comes after.
  void noteIdleGuard(const clang::Stmt *S);
  void noteDeclaredBefore(const clang::Stmt *S, const clang::FunctionDecl *F);
  void findIdleGuards(const clang::Stmt *S);

  // Expressions.
  ValueId valueOf(const clang::Expr *E);
  ValueId computeValue(const clang::Expr *E);
  Ref refOf(const clang::Expr *E);
  Ref computeRef(const clang::Expr *E);
  Ref refOfCall(const clang::CallExpr *Call);
  ValueId aggregate(const clang::InitListExpr *List);
  /// A pair or tuple of what the arguments are.
  ValueId tuple(const clang::Expr *At,
                llvm::ArrayRef<const clang::Expr *> Arguments);
  ValueId construct(const clang::CXXConstructExpr *Construct);
  ValueId newObject(const clang::CXXRecordDecl *Record, const clang::Expr *At,
                    const clang::CXXConstructorDecl *Constructor,
                    llvm::ArrayRef<const clang::Expr *> Arguments);
  /// Each part of \p V goes to its argument of std::tie.
  void assignParts(const clang::CallExpr *Tie, ValueId V,
                   const clang::Expr *Whole);
  ValueId assign(const clang::Expr *Left, const clang::Expr *Right,
                 const clang::Expr *Whole);
  ValueId lambda(const clang::LambdaExpr *L);
  bool mayMatter(clang::QualType T) const;

  // Calls.
  ValueId call(const clang::CallExpr *Call);
  /// A call by name of one of the targets, or if there are none through a
  /// pointer.
  ValueId callOf(const clang::CallExpr *Call,
                 llvm::ArrayRef<const clang::FunctionDecl *> Targets,
                 const clang::Expr *Object,
                 llvm::ArrayRef<const clang::Expr *> Arguments);
  /// A std::function, or the like, runs what it has.
  ValueId indirectCall(const clang::CallExpr *Call,
                       const clang::FunctionDecl *Callee,
                       const clang::Expr *Object,
                       llvm::ArrayRef<const clang::Expr *> Arguments);
  /// What a function does that the user named in KeepFunctions.
  ValueId keepArguments(const clang::CallExpr *Call,
                        const clang::FunctionDecl *Callee,
                        llvm::ArrayRef<const clang::Expr *> Arguments);
  /// As it goes by in calls.
  static std::string nameOf(const clang::FunctionDecl *F);
  Passing passingOf(clang::QualType Parameter) const;
  /// \p Callee may be null: then nothing says how.
  void passArguments(CallFact &Fact, const clang::FunctionDecl *Callee,
                     llvm::ArrayRef<const clang::Expr *> Arguments);
  void passReceiver(CallFact &Fact, const clang::FunctionDecl *Callee,
                    const clang::Expr *Object);
  Argument argument(const clang::Expr *E, bool WithKey = true);
  /// Runs callables that are passed to a function, with the arguments that
  /// follow them.
  void passCallable(const clang::FunctionDecl *Body,
                    const clang::Expr *Callable,
                    llvm::ArrayRef<const clang::Expr *> Rest, CallTimes Times,
                    bool OnThread);
  void passCallables(llvm::ArrayRef<const clang::Expr *> Arguments,
                     CallTimes Times, bool OnThread);
  const clang::FunctionDecl *callableOf(const clang::Expr *E);
  /// Of a lambda; if it is generic, of its only instance.
  const clang::FunctionDecl *
  bodyOf(const clang::CXXMethodDecl &CallOperator) const;
  void
  instancesOf(const clang::CXXMethodDecl &CallOperator,
              llvm::SmallVectorImpl<const clang::FunctionDecl *> &Out) const;
  /// The callables that a call passes to a function of the unit.
  void deferCallables(unsigned Call, const clang::FunctionDecl *Callee,
                      llvm::ArrayRef<const clang::Expr *> Arguments);
  /// All instances of a lambda, also of lambdas that a class is made of.
  void bodiesOf(const clang::CXXRecordDecl &Callable,
                llvm::SmallVectorImpl<const clang::FunctionDecl *> &Out) const;
  /// std::visit; nullopt if no body is in sight.
  std::optional<ValueId> visit(const clang::CallExpr *Call,
                               llvm::ArrayRef<const clang::Expr *> Arguments);
  /// Emits a call that has \p Result.
  ValueId addCall(CallFact Fact, ValueId Result);
  ValueId runCallable(const clang::FunctionDecl *Body, const clang::Expr *At,
                      CallTimes Times, bool OnThread,
                      llvm::ArrayRef<Argument> Arguments = {});

  // Standard library; nullopt: not one of its functions that matter.
  std::optional<ValueId>
  containerCall(const clang::CallExpr *Call, const clang::Expr *Object,
                llvm::ArrayRef<const clang::Expr *> Arguments);
  std::optional<ValueId>
  libraryCall(const clang::CallExpr *Call, const clang::FunctionDecl *Callee,
              const clang::Expr *Object,
              llvm::ArrayRef<const clang::Expr *> Arguments);
  /// `v` of `v.begin()` and `std::begin(v)`, or of their ends.
  const clang::Expr *rangeOf(const clang::Expr *Iterator, bool End) const;
  /// Where an algorithm writes, if that is no inserter.
  static std::optional<unsigned>
  overwrittenArgument(const CallEffects &Model, unsigned Count, bool IsRange);
  /// `v.begin(), v.end()`
  bool isWholeRange(const clang::Expr *First, const clang::Expr *Last);
  const clang::Expr *backInserterTarget(const clang::Expr *E) const;
  /// What an algorithm gives to its callable.
  llvm::SmallVector<Argument, 2>
  elementArguments(const CallEffects &Model,
                   llvm::ArrayRef<const clang::Expr *> Arguments);
  /// What std::invoke and std::apply give to it.
  llvm::SmallVector<Argument, 4>
  appliedArguments(const clang::FunctionDecl *Body, const CallEffects &Model,
                   llvm::ArrayRef<const clang::Expr *> Arguments);
  /// A lambda or std::function of which no body is in sight.
  bool isUnknownCallable(const clang::Expr *E);

  // libtorch.
  std::optional<ValueId>
  torchCall(const clang::CallExpr *Call, const clang::Expr *Object,
            llvm::ArrayRef<const clang::Expr *> Arguments);
  /// `p.grad()`.
  bool isGradient(const clang::Expr *E) const;
  /// `module.run_method("encode", x)`, `module.get_method("encode")(x)`.
  bool runsOtherMethod(const clang::CallExpr *Call, const clang::Expr *Object,
                       llvm::ArrayRef<const clang::Expr *> Arguments) const;
  ValueId tensorOperator(const clang::CallExpr *Call, const clang::Expr *Object,
                         llvm::ArrayRef<const clang::Expr *> Arguments);
  std::optional<ValueId>
  moduleCall(const clang::CallExpr *Call, const clang::Expr *Object,
             llvm::ArrayRef<const clang::Expr *> Arguments);
  /// The forward() methods of a module that the user wrote, with so many
  /// parameters at least.
  void
  forwardsOf(const clang::CXXRecordDecl *Module, unsigned Parameters,
             llvm::SmallVectorImpl<const clang::FunctionDecl *> &Out) const;
  ValueId forward(const clang::CallExpr *Call,
                  const clang::CXXRecordDecl *Module, const clang::Expr *Object,
                  llvm::ArrayRef<const clang::Expr *> Arguments);
  /// The modules of the unit that a sequence runs, on what those before them
  /// made of \p Inputs; \p Result is what the whole returns.
  void forwardEach(const clang::CallExpr *Call, PlaceId Sequence,
                   llvm::ArrayRef<ValueId> Inputs, ValueId Result);
  ValueId changeRequiresGrad(const clang::CallExpr *Call,
                             const clang::Expr *Object,
                             llvm::ArrayRef<const clang::Expr *> Arguments);
  void backward(const clang::CallExpr *Call, ValueId Root,
                llvm::ArrayRef<const clang::Expr *> Arguments);
  /// The tensor that a write to \p E changes; \p Part: through a view of it.
  /// The one argument besides \p Besides that may bring history, if it is one
  /// tensor.
  const clang::Expr *onlyTensor(llvm::ArrayRef<const clang::Expr *> Arguments,
                                const clang::Expr *Besides) const;
  Ref tensorRef(const clang::Expr *E, bool &Part);
  bool asksForGrad(const clang::Expr *E) const;
  /// Among the arguments is a tensor, in sight.
  bool givesTensor(llvm::ArrayRef<const clang::Expr *> Arguments) const;

  /// Notes that \p R is the entry that \p Key chooses.
  void noteKey(Ref &R, const clang::Expr *Key);

  UnitBuilder &Unit;
  const TorchTypes &Types;
  const CallModel &Calls;
  clang::ASTContext &Context;
  const clang::FunctionDecl *Function;
  FunctionId Id;
  FunctionFacts &Facts;
  unsigned CurrentBlock = 0;
  unsigned NextOrder = 0;
  llvm::DenseMap<const clang::Expr *, ValueId> Memo;
  KeySources Keys;
  llvm::DenseMap<const clang::ValueDecl *, Ref> Aliases;
  llvm::DenseMap<const clang::ValueDecl *, const clang::FunctionDecl *>
      Callables;
  /// Per header of a loop that covers a container: the variable that is the
  /// index, if there is one.
  llvm::DenseMap<unsigned, const clang::VarDecl *> LoopIndexes;
  /// Blocks that declare and that set a variable of an integral type.
  llvm::DenseMap<const clang::ValueDecl *, unsigned> DeclaredIn;
  llvm::DenseMap<const clang::ValueDecl *, llvm::SmallVector<unsigned, 2>>
      SetIn;
  /// Variables that hold what grad mode was.
  llvm::DenseSet<const clang::ValueDecl *> NotedModes;
  /// Expressions and declarations that drop a guard, not yet emitted.
  llvm::DenseSet<const void *> IdleGuards;
  /// Statements that follow a function where a guard was meant.
  llvm::DenseMap<const clang::Stmt *, const clang::FunctionDecl *>
      DeclaredGuards;
  struct FirstTimesBranch {
    const clang::ValueDecl *Variable;
    PlaceId Place;
    clang::SourceLocation Loc;
    unsigned Block, Side;
  };
  llvm::SmallVector<FirstTimesBranch, 2> FirstTimesBranches;
  /// The declarations of places that are flags.
  llvm::DenseMap<PlaceId, const clang::ValueDecl *> Flags;
  /// Variables that are views, and the tensors that they show.
  llvm::DenseMap<const clang::ValueDecl *, Ref> Views;
};

/// `Left == Right` or `Left != Right` of objects: in C++20 the latter may be
/// written as the former.
struct ObjectComparison {
  const clang::Expr *Left = nullptr, *Right = nullptr;
  bool Equal = false;
};
std::optional<ObjectComparison> comparisonOf(const clang::Expr *E);

inline bool isLambda(const clang::FunctionDecl *F) {
  const auto *Method = llvm::dyn_cast<clang::CXXMethodDecl>(F);
  return Method && Method->getParent()->isLambda();
}

inline bool isVirtual(const clang::FunctionDecl *F) {
  const auto *Method = llvm::dyn_cast<clang::CXXMethodDecl>(F);
  return Method && Method->isVirtual();
}

/// The type of the object that a member call runs on, also behind `->`.
inline clang::QualType objectType(const clang::Expr *Object) {
  clang::QualType T = Object->getType().getNonReferenceType();
  return T->isPointerType() ? T->getPointeeType() : T;
}

/// Without parentheses, implicit nodes and casts that keep the object.
const clang::Expr *ignoreWrappers(const clang::Expr *E);

} // namespace torchleak

#endif
