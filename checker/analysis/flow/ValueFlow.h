//===- ValueFlow.h - What each read sees ------------------------*- C++ -*-===//
//
// Puts the places of a function into SSA form: a node per value, per merge of
// control flow, per weak write. Everything later is a walk over nodes, so its
// cost grows with the function and not with its square. Grad mode is one more
// variable.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_FLOW_VALUEFLOW_H
#define TORCHLEAK_ANALYSIS_FLOW_VALUEFLOW_H

#include "analysis/calls/Binding.h"
#include "analysis/calls/EffectTable.h"
#include "analysis/flow/Pointees.h"
#include "program/Unit.h"
#include "llvm/ADT/ArrayRef.h"

namespace torchleak {

struct Node {
  enum KindTy {
    /// Of FunctionFacts::Values, with the same index.
    Value,
    Phi,
    /// What a place held when the function was entered.
    Entry,
    /// A container's old content and what was added.
    Join,
    /// A field of a whole that was assigned.
    Projection,
    /// A whole and the parts that were assigned one by one.
    Whole,
    /// What a call wrote into a place.
    CallWrite,
    /// Nothing: cleared, declared, or never set.
    Empty,
    /// Grad mode: a constant.
    Mode,
  };
  KindTy Kind = Value;
  /// Value: what computes it, as far as bodies are in sight.
  Op Does = Op::Nothing;
  llvm::SmallVector<NodeId, 2> Operands;
  PlaceId Place = None;
  EntityId Key = NoEntity;
  unsigned Call = ~0u;
  /// CallWrite: which write of which callee.
  unsigned Callee = 0, Write = 0;
  /// Whole: the keys of its parts, the operands after the first.
  llvm::SmallVector<EntityId, 2> Keys;
  /// Whole: every part was assigned, and nothing of the first operand is left.
  bool Complete = false;
  GradMode Grad = GradMode::Caller;
  unsigned Block = 0;
};

class ValueFlow {
public:
  ValueFlow(UnitFacts &Unit, FunctionId Function, const EffectTable &Summaries);

  const FunctionFacts &facts() const { return F; }
  UnitFacts &unit() { return Unit; }
  const EffectTable &effects() const { return Summaries; }
  const std::vector<Node> &nodes() const { return Nodes; }
  /// What computes a value: see Node::Does.
  Op opOf(ValueId V) const { return Nodes[V].Does; }
  /// The mode variable's node when \p V was computed.
  NodeId modeAt(ValueId V) const { return Modes.lookup(V); }
  /// Grad mode at an IndirectCall event.
  NodeId modeAtIndirect(unsigned Call) const {
    return IndirectModes.lookup(Call);
  }
  /// The mode variable's node when the function ends; 0 if it never does.
  NodeId modeAtExit() const { return ExitMode; }
  /// How the callee that is given a callable runs it, if it does.
  const InvokeEffect *invokeOf(const CallFact &Call) const;
  /// What the call left in the callee's place \p P, or 0.
  NodeId writeAt(unsigned Call, PlaceId P) const {
    return CallWrites.lookup({Call, P});
  }
  /// A container, or a part of its elements, that a loop writes into.
  struct CoveredPlace {
    PlaceId Place = None;
    /// What was written: values, and (call, place of the callee).
    llvm::SmallVector<ValueId, 2> Values;
    llvm::SmallVector<std::pair<unsigned, PlaceId>, 1> Calls;
    /// Into every element.
    bool All = false;
    /// What it holds then.
    NodeId Content = 0;
  };
  /// Per block that follows a loop: what the loop wrote into every element.
  const llvm::DenseMap<unsigned, llvm::SmallVector<CoveredPlace, 1>> &
  coveredBefore() const {
    return CoveredBefore;
  }
  /// Where the operands of a phi come from.
  llvm::ArrayRef<unsigned> blocksOf(NodeId Phi) const {
    auto It = PhiBlocks.find(Phi);
    return It == PhiBlocks.end() ? llvm::ArrayRef<unsigned>() : It->second;
  }
  /// What the mode of a Mode node depends on; Flag is None if on nothing.
  Condition conditionOfMode(NodeId Mode) const {
    return ModeConditions.lookup(Mode);
  }
  /// The node of a place when the function ends; 0 if never touched.
  NodeId atExit(PlaceId P) const { return ExitNodes.lookup(P); }
  /// Places that are visible outside and may differ at the end.
  llvm::ArrayRef<PlaceId> written() const { return Written; }
  /// Users of each node.
  const std::vector<llvm::SmallVector<NodeId, 2>> &users() const {
    return Users;
  }

  bool dominates(unsigned BlockA, unsigned OrderA, unsigned BlockB,
                 unsigned OrderB) const;
  /// \p Callee, as one that \p Call may run.
  Binding bind(unsigned Call, FunctionId Callee) const {
    return {Unit, F, Call, Callee};
  }
  /// A node, or a part of what that node is.
  struct Content {
    NodeId Node = 0;
    EntityId Part = NoEntity;
  };
  /// What the callee's place \p P, a parameter or one that both see, holds when
  /// it is called; no node if that is not known.
  Content contentOf(const Binding &Bound, PlaceId P) const;
  /// The place that a pointer-like value leads to, or None; sets \p Born to the
  /// value that made the object, if it is new.
  PlaceId pointee(NodeId N, ValueId &Born, bool Must = false);
  /// Where some pointer leads is not known: it was followed for too long.
  bool gaveUp() const { return Leads.gaveUp(); }
  /// All places that a pointer may lead to, as far as they are written down:
  /// `for (auto *list : {&a, &b})`.
  void pointees(NodeId N, llvm::SmallVectorImpl<PlaceId> &Out) const;
  /// The callee's place \p P, with pointers that the call passes followed.
  PlaceId resolve(const Binding &Bound, PlaceId P, ValueId &Born);
  /// \p P, below a pointer with value \p Root, with the pointer followed.
  PlaceId resolve(PlaceId P, ValueId Root, ValueId &Born, bool Must = false);
  /// How often the callees run per run of the call.
  CallTimes timesOf(const CallFact &Call) const;
  /// \p N, a module, is one that libtorch's constructor made in this function.
  bool isBuiltHere(NodeId N) const;
  /// \p N is an object that was made of nothing that matters, such as one
  /// alternative of a variant: it holds no tensors.
  bool isEmpty(NodeId N) const;
  /// \p N is a module that was frozen when it was made.
  bool isFrozen(NodeId N) const;
  bool isLocal(PlaceId Root) const;
  unsigned declaredIn(PlaceId Root) const;

private:
  /// Variables and what they were, to leave a subtree of the dominator tree.
  using UndoList = llvm::SmallVector<std::pair<unsigned, NodeId>, 8>;
  void collectPlaces();
  /// Loops that write every element of a container.
  void collectCovered();
  void coverAll(unsigned Exit, UndoList &Undo);
  void use(PlaceId P);
  void computeFrontiers();
  void placePhis();
  void rename();
  void renameBlock(unsigned Block, UndoList &Undo);
  void renameCall(const Event &E, unsigned Block, UndoList &Undo);
  /// What \p Call leaves grad mode at, in this function's words.
  ModeEffect modeAfter(unsigned Call) const;
  void setMode(const ModeEffect &Mode, unsigned Block, UndoList &Undo);
  void empty(PlaceId P, unsigned Block, UndoList &Undo);
  NodeId add(Node N);
  NodeId read(PlaceId P);
  NodeId entry(PlaceId P);
  void define(PlaceId P, NodeId N, UndoList &Undo);
  void assign(PlaceId P, NodeId N, bool Weak, UndoList &Undo);
  void noteDefinition(PlaceId P, unsigned Block);
  template <typename Fn> void forDescendants(PlaceId P, Fn Visit);

  UnitFacts &Unit;
  const FunctionFacts &F;
  FunctionId Function;
  const EffectTable &Summaries;
  Pointees Leads{*this};
  std::vector<Node> Nodes;
  std::vector<llvm::SmallVector<NodeId, 2>> Users;
  /// Dense variable numbers; 0 is grad mode.
  llvm::DenseMap<PlaceId, unsigned> Variables;
  std::vector<PlaceId> VariablePlaces{None};
  std::vector<llvm::SmallVector<PlaceId, 2>> Children;
  std::vector<NodeId> Current;
  std::vector<std::vector<unsigned>> DefinedIn;
  std::vector<llvm::SmallVector<unsigned, 2>> Frontiers;
  /// Per block: variable and phi.
  std::vector<llvm::SmallVector<std::pair<unsigned, NodeId>, 2>> Phis;
  std::vector<llvm::SmallVector<unsigned, 2>> DominatorChildren;
  std::vector<unsigned> DominatorIn, DominatorOut;
  llvm::DenseMap<ValueId, NodeId> Modes;
  llvm::DenseMap<unsigned, NodeId> IndirectModes;
  llvm::DenseMap<std::pair<unsigned, PlaceId>, NodeId> CallReads, CallWrites;
  llvm::DenseMap<PlaceId, NodeId> ExitNodes, Entries;
  llvm::DenseMap<PlaceId, unsigned> DeclaredBlocks;
  NodeId ExitMode = 0;
  llvm::DenseMap<EntityId, NodeId> GuardedModes;
  llvm::DenseMap<NodeId, Condition> ModeConditions;
  llvm::DenseMap<NodeId, llvm::SmallVector<unsigned, 2>> PhiBlocks;
  /// Variables that hold nothing when a block begins: a branch asked them.
  llvm::DenseMap<unsigned, llvm::SmallVector<PlaceId, 1>> AbsentIn;
  llvm::DenseMap<unsigned, llvm::SmallVector<CoveredPlace, 1>> CoveredBefore;
  llvm::SmallVector<PlaceId, 8> Written;
};

} // namespace torchleak

#endif
