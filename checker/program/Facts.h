//===- Facts.h - What a function does, without its AST ----------*- C++ -*-===//
//
// A closed list of events over places and values. Analyses see only this. A
// place is a variable, a field of a place, or the object behind a pointer
// (which is not told apart from the pointer: `p->f` and `x.f` are both a field
// of a root). The elements of a container are its content: the same place,
// written weakly.
//
// Declarations are opaque keys here; nothing may look inside them.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_PROGRAM_FACTS_H
#define TORCHLEAK_PROGRAM_FACTS_H

#include "clang/Basic/SourceLocation.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace torchleak {

using DeclKey = const void *;
using PlaceId = unsigned;
using ValueId = unsigned;
using FunctionId = unsigned;
/// 0 is "none" for places and values.
constexpr unsigned None = 0;
constexpr FunctionId NoFunction = ~0u;

enum class PlaceKind {
  Local,
  Parameter,
  /// The object that a method runs on; one place for all classes, since fields
  /// of different classes are different keys.
  This,
  /// The same of a lambda's method, Decl being its class, where a template that
  /// is none of its methods runs or keeps the lambda.
  CapturedThis,
  /// Globals, statics, thread-locals, static members.
  Global,
  Field,
  /// The object that a value refers to: `registry().get(k)->hist`.
  Temporary,
};

struct Place {
  PlaceKind Kind = PlaceKind::Local;
  DeclKey Decl = nullptr;
  PlaceId Parent = None;
  /// The function that declares a local or parameter.
  FunctionId Owner = NoFunction;
  unsigned ParameterIndex = 0;
  /// For a temporary: the value, in the function that owns the place.
  ValueId Value = None;
  std::string Name;
  clang::SourceLocation Loc;
  bool PointerLike = false;
  bool Container = false;
  bool Tensor = false;
  bool HoldsTensors = false;
  /// A shared_ptr, intrusive_ptr or module holder.
  bool SharedOwner = false;
  /// Owns objects by pointer, itself or through what it contains.
  bool OwnsObjects = false;
  /// A std::function, or a container of them.
  bool OwnsCallables = false;
  bool ByReference = false;
  /// A function of Options::KeepFunctions: it keeps what it is given.
  bool KeepFunction = false;
  /// A void pointer.
  bool Opaque = false;
  /// A module, or an owner of one.
  bool IsModule = false;
  /// The parameters of the module that is its parent, all together.
  bool ModuleParameters = false;
  /// A tuple or a record: how many of its parts hold tensors; 0 if unknown.
  unsigned TensorParts = 0;
  /// The record that it is, points to or owns.
  DeclKey Record = nullptr;
};

enum class Op {
  /// Carries no history: constants, factories, results that never require grad.
  Nothing,
  /// Not understood; taken as carrying no history, and counted.
  Unknown,
  /// The same tensors under another name: copy, move, aggregate, element.
  Handle,
  /// Reads a place.
  Load,
  /// Reads a field (Key) of a value.
  Field,
  /// A record or tuple: one operand per key.
  Aggregate,
  /// Recorded when grad mode is on and an operand has history.
  Differentiable,
  /// As above, with several results of which some never require grad.
  DifferentiableTuple,
  /// History ends here: detach() and the like.
  Cut,
  /// A leaf that requires grad.
  Leaf,
  /// set_requires_grad(false): clears a leaf, not a result.
  ClearLeaf,
  /// A module with trainable parameters runs on the operands.
  Forward,
  /// One of a module's parameters.
  Parameter,
  /// A function of the unit; see Call.
  Call,
  /// Refers to a place: `&x`, an iterator, shared_from_this().
  AddressOf,
  /// A new object: make_shared, new, a constructor.
  NewObject,
  /// A callable with captures.
  Lambda,
};

/// What a variable of an integral type is, or is not, while nobody sets it.
struct Condition {
  PlaceId Flag = None;
  int64_t Value = 1;
  bool Equal = true;

  Condition negated() const { return {Flag, Value, !Equal}; }
  friend bool operator==(const Condition &A, const Condition &B) {
    return A.Flag == B.Flag && A.Value == B.Value && A.Equal == B.Equal;
  }
};

struct Value {
  Op Kind = Op::Nothing;
  clang::SourceLocation Loc;
  llvm::SmallVector<ValueId, 2> Operands;
  /// Aggregate: key of each operand. Field: the key.
  llvm::SmallVector<DeclKey, 2> Keys;
  PlaceId Place = None;
  /// What ran, for the reader: "mse_loss", "net->forward".
  std::string Name;
  /// Index into FunctionFacts::Calls.
  unsigned Call = ~0u;
  /// Lambda: its body.
  FunctionId Body = NoFunction;
  /// DifferentiableTuple: the number of results, and those that never require
  /// grad, one bit each.
  unsigned Results = 0, NeverRequiresGrad = 0;
  /// NewObject: the record.
  DeclKey Record = nullptr;
  /// A loss function.
  bool Loss = false;
  /// A module without trainable parameters, made so.
  bool Frozen = false;
  /// Writes into its first operand: copy_, +=, `t[i] = y`.
  bool InPlace = false;
  /// Of a part of a tensor only, a row, a slice: the tensor is the last
  /// operand.
  bool WritesPart = false;
  /// Puts its operands together: cat(), stack().
  bool Concatenates = false;
  /// A sum, a difference or a scaled copy of its operands.
  bool Blends = false;
  /// Forward: of a script module, another method than forward(); it may use no
  /// parameter.
  bool OtherMethod = false;
  /// Forward: the module is one of several, as the layers of a model are.
  bool OneOfSeveral = false;
  /// Takes a list of tensors as a whole: cat, stack.
  bool WholeList = false;
  /// Handle: of the first of two operands where that holds, else of the second.
  Condition If;
  clang::SourceRange Range;
  /// Position: set by the generator.
  unsigned Block = 0;
  unsigned Order = 0;

  /// Of an in-place operator: the tensor that is written, as it was.
  ValueId written() const {
    if (!InPlace || Operands.empty())
      return None;
    return WritesPart ? Operands.back() : Operands.front();
  }
};

/// Keys of tuple elements: small integers that never collide with declarations.
inline DeclKey tupleKey(unsigned I) {
  return reinterpret_cast<DeclKey>(uintptr_t(I) * 2 + 1);
}
inline bool isTupleKey(DeclKey Key) {
  return reinterpret_cast<uintptr_t>(Key) & 1;
}

enum class EventKind {
  /// A value is computed (only where time matters: recorded under a grad mode).
  Compute,
  /// A variable's lifetime begins; its former content is gone.
  Declare,
  /// Place := Value.
  Assign,
  /// Value is added to a container.
  Insert,
  /// An element that exists, or is made by its key, is overwritten.
  AssignElement,
  /// Elements are removed, the content moved out, swapped or bounded.
  Release,
  GuardOpen,
  GuardClose,
  /// The mode is noted under Guard, for a GuardClose that brings it back.
  ModeNoted,
  /// backward() of Value; Retains: the graph's buffers stay.
  Backward,
  /// Optimizer::step, zero_grad: a sign of training.
  TrainingStep,
  Call,
  /// A branch on the size of a container; the last event of its block.
  SizeCheck,
  /// A branch on whether a place holds anything yet; likewise. See Absent.
  DefinedCheck,
  /// A branch on a flag or a counter that leaves one side, Absent, for good;
  /// likewise.
  FirstTimesCheck,
  /// A callable whose body is not known here (a parameter, a field) runs.
  IndirectCall,
  Return,
  /// requires_grad is switched off for a module's parameters.
  Freeze,
  /// A guard that is gone before anything runs: `NoGradGuard();`.
  IdleGuard,
};

/// How a block branches on a variable that the function does not set.
struct FlagBranch {
  Condition If;
  /// The blocks that run where it holds, and where it doesn't.
  unsigned Holds = ~0u, Otherwise = ~0u;
  /// The block that declares a local variable; ~0u for what was there before.
  unsigned Declared = ~0u;
};

enum class GradMode { On, Off, Unknown, Caller };

enum class KeyDomain {
  /// Grows with what the program sees.
  Open,
  /// A constant, an enumerator, a bool, a remainder.
  Closed,
};

struct Event {
  EventKind Kind = EventKind::Compute;
  clang::SourceLocation Loc;
  PlaceId Place = None;
  ValueId Value = None;
  /// For a place below a pointer: what the pointer's value was.
  ValueId Root = None;
  /// GuardOpen: the mode; GuardClose: of which guard.
  GradMode Mode = GradMode::Off;
  /// GuardOpen: the mode is set if that holds; else it is switched off.
  Condition If;
  DeclKey Guard = nullptr;
  unsigned Call = ~0u;
  bool Retains = false;
  /// Backward: the gradients get a graph of their own, for sure or perhaps.
  bool CreatesGraph = false;
  bool MayCreateGraph = false;
  /// Backward: into the leaves' grad(), rather than into a result.
  bool IntoLeaves = false;
  /// TrainingStep: gradients are dropped, as zero_grad() does.
  bool ClearsGrad = false;
  /// Of one tensor, through mutable_grad(); else of a model or an optimizer.
  bool OfTensor = false;
  /// IdleGuard: an object without a name; Stored is the range of its
  /// parentheses, if they are empty.
  bool Temporary = false;
  /// Release: of some elements; the others stay. With Call: by whatever that
  /// indirect call runs.
  bool Partial = false;
  KeyDomain Keys = KeyDomain::Open;
  /// AssignElement: the element was chosen by an index or key.
  bool Subscript = false;
  /// AssignElement: the element that a loop over all of them is at.
  bool EachOfLoop = false;
  /// AssignElement: every element.
  bool All = false;
  /// AssignElement: the initializer of a static local.
  bool Once = false;
  /// The key is this parameter of the function, or that field of it.
  unsigned KeyParameter = ~0u;
  DeclKey KeyField = nullptr;
  /// The written expression that is stored, for a fix-it: from its first
  /// character to just after its last. Invalid if none.
  clang::SourceRange Stored;
  bool StoredIsTensor = false;
  /// A raw pointer: it keeps nothing, unless the object was made for it.
  bool StoredIsPointer = false;
  bool StoredIsPrimary = false;
  /// DefinedCheck: the block that runs where the place holds nothing.
  /// FirstTimesCheck: the one that runs the first times only.
  unsigned Absent = ~0u;
  /// DefinedCheck: of the place itself, and not of one of its elements.
  bool AsksForAll = false;
  unsigned Order = 0;
};

/// How often a callee runs per call event.
enum class CallTimes {
  Once,
  PerElement,
  /// Kept, and run whenever its owner likes.
  Stored,
  /// Given to a function out of sight.
  Uncertain,
  /// Given to a function of the unit: see CallFact::DeferredTo.
  Deferred,
};

struct Argument {
  ValueId Value = None;
  /// A constant, of a type that holds nothing.
  bool Constant = false;
  /// Fields of a record that is written down here which are closed keys.
  llvm::SmallVector<DeclKey, 0> ClosedFields;
  /// Its number, or the variable that it is, of an integral type.
  std::optional<int64_t> Number;
  PlaceId Flag = None;
  /// The place that is passed, when it is one.
  PlaceId Place = None;
  /// An element of that place.
  bool Element = false;
  /// The one that a loop over all of them is at.
  bool EachOfLoop = false;
  ValueId Root = None;
};

struct CallFact {
  /// The callee and its overriders in the unit.
  llvm::SmallVector<FunctionId, 1> Callees;
  Argument Receiver;
  llvm::SmallVector<Argument, 4> Arguments;
  clang::SourceLocation Loc;
  std::string Name;
  CallTimes Times = CallTimes::Once;
  /// Deferred: the call that is given the callable, and as which argument.
  unsigned DeferredTo = ~0u;
  unsigned DeferredArgument = 0;
  /// Runs on another thread, with grad mode on.
  bool OnThread = false;
  /// A constructor: the receiver is the object that is made.
  bool Constructs = false;
  /// IndirectCall: of the callable that is run; the callees are all callables
  /// of the unit that fit and return tensors.
  DeclKey Signature = nullptr;
  /// forward() of a module of the unit with trainable parameters.
  bool ModuleForward = false;
  ValueId Result = None;
};

struct Block {
  std::vector<Event> Events;
  llvm::SmallVector<unsigned, 2> Successors;
  llvm::SmallVector<unsigned, 2> Predecessors;
  std::optional<FlagBranch> Branch;
  /// Of a switch over such a variable: what holds in the block of each case.
  llvm::SmallVector<std::pair<unsigned, Condition>, 0> Cases;
};

/// A loop as the control flow graph has it.
struct LoopFact {
  unsigned Header = 0;
  /// Sorted.
  std::vector<unsigned> Blocks;
  clang::SourceLocation Loc;
  /// Runs until something happens: while, do, a for without condition.
  bool Open = false;
  /// Compares with a constant: so many rounds at most.
  bool Constant = false;
  /// A container whose elements it goes through, from the first to the last.
  PlaceId Covers = None;

  bool contains(unsigned Block) const {
    return std::binary_search(Blocks.begin(), Blocks.end(), Block);
  }
};

struct FunctionFacts {
  std::string Name;
  DeclKey Decl = nullptr;
  /// The class of a method, for a lambda that of the enclosing method.
  DeclKey Record = nullptr;
  clang::SourceLocation Loc;
  /// Just after the opening brace, for a guard as first statement.
  clang::SourceLocation BodyStart;
  bool IsConstructor = false;
  bool IsDestructor = false;
  bool IsMain = false;
  bool IsLambda = false;
  bool IsModuleForward = false;
  /// Named in StepFunctions.
  bool IsStep = false;
  /// Its address is taken, or it is virtual and not all calls are in sight.
  bool AddressTaken = false;
  bool IsVirtual = false;
  /// A guard is a member of the object that it runs on.
  bool GuardedByObject = false;
  bool DeclaresNoGrad = false;
  /// Equal for functions that one std::function can hold.
  DeclKey Signature = nullptr;
  std::vector<PlaceId> Parameters;
  std::vector<Value> Values{Value()};
  std::vector<CallFact> Calls;
  std::vector<Block> Blocks;
  std::vector<LoopFact> Loops;
  unsigned Entry = 0;
  unsigned Exit = 0;
  /// Of each block; the entry's own for the entry, ~0u for unreachable ones.
  std::vector<unsigned> ImmediateDominators;
  /// Reachable blocks in reverse post-order.
  std::vector<unsigned> Order;
  bool OverBudget = false;
  unsigned UnknownCalls = 0;
};

/// Strong or weak, from which record to which, for the ownership graph.
struct RecordFact {
  std::string Name;
  bool HoldsTorchMemory = false;
  /// A module or an optimizer is a field: it lives for many steps.
  bool HasModule = false;
};

struct UnitFacts {
  std::vector<Place> Places{Place()};
  std::vector<std::unique_ptr<FunctionFacts>> Functions;
  llvm::DenseMap<DeclKey, RecordFact> Records;
  /// Fields that register_parameter() set.
  llvm::DenseSet<DeclKey> ParameterFields;
  PlaceId ThisPlace = None;
  bool HasMain = false;
  /// Functions that initializers of globals call, before main.
  llvm::SmallVector<FunctionId, 2> RunBeforeMain;

  /// Of the place below a module that stands for its parameters.
  static DeclKey parametersKey() {
    static const char Key = 0;
    return &Key;
  }
  PlaceId field(PlaceId Parent, DeclKey Key) const {
    auto It = FieldPlaces.find({Parent, Key});
    return It == FieldPlaces.end() ? None : It->second;
  }
  PlaceId addField(PlaceId Parent, DeclKey Key, Place Description);
  PlaceId add(Place P);
  PlaceId capturedThis(DeclKey Record);
  PlaceId rootOf(PlaceId P) const;
  /// \p Part is \p Whole, or a part of it.
  bool isWithin(PlaceId Part, PlaceId Whole) const;
  /// \p P with its root replaced: `this.a.b` under `x` is `x.a.b`.
  PlaceId rebase(PlaceId P, PlaceId NewRoot);
  /// As written: "trainer.history".
  std::string describe(PlaceId P) const;

private:
  llvm::DenseMap<DeclKey, PlaceId> CapturedThis;
  llvm::DenseMap<std::pair<PlaceId, DeclKey>, PlaceId> FieldPlaces;
};

} // namespace torchleak

#endif
