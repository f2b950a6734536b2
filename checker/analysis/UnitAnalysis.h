//===- UnitAnalysis.h - The answers for a whole unit ------------*- C++ -*-===//
//
// Runs the analyses over all functions, callees first, and decides what only
// the whole unit can tell: which methods are called again and again, who else
// releases a field, which modules are frozen, what the callers' grad mode is.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_UNITANALYSIS_H
#define TORCHLEAK_ANALYSIS_UNITANALYSIS_H

#include "analysis/ComponentAnalysis.h"
#include "analysis/calls/Callbacks.h"
#include "analysis/calls/GradModes.h"
#include "analysis/repeat/Lifetimes.h"
#include "llvm/ADT/DenseSet.h"

namespace torchleak {

/// An ownership cycle with its repetition.
struct TiedCycle {
  OwnershipCycle Cycle;
  Repeat Why = Repeat::ObjectCreation;
  Spot RepeatLoc;
  std::string RepeatName;
  Confidence How = Confidence::Likely;
  /// The tie that closes it.
  const TieEffect &closing() const { return Cycle.Hops[Cycle.Closing]; }
};

/// A backward with create_graph whose gradients nobody drops.
struct GradientCycle {
  Spot Loc;
  FunctionId In = NoFunction;
  Repeat Why = Repeat::Loop;
  Spot RepeatLoc;
  Confidence How = Confidence::Definite;
  /// A leaf of the graph was made for this run of the function, so that no
  /// model or optimizer outside it knows its gradient.
  bool FreshLeaf = false;
};

class UnitAnalysis {
public:
  explicit UnitAnalysis(UnitFacts Facts);
  /// How long each analysis took.
  const PhaseSeconds &seconds() const { return Seconds; }

  const UnitFacts &facts() const { return Facts; }
  /// Values that are kept, one per place in the source; of entries of maps, one
  /// per map.
  const std::vector<Retention> &retentions() const { return Retentions; }
  const std::vector<TiedCycle> &cycles() const { return Cycles; }
  /// Parameters that own their gradients, which own them.
  const std::vector<GradientCycle> &gradientCycles() const {
    return GradientCycles;
  }
  /// Calls of which nothing is known, and something matters.
  unsigned countUnknownCalls() const;
  const Summary &summary(FunctionId Function) const {
    return Summaries[Function];
  }
  const std::string &recordName(EntityId Record) const;

private:
  PhaseSeconds Seconds;
  using Changes = llvm::SmallVector<Change, 2>;
  void collectUnitFacts(FunctionId Function, RetentionAnalysis &Analysis);
  /// A release or an assignment, for functions that ask who else does that.
  void collectChange(const Change &Here, const Event &E,
                     const RetentionAnalysis &Analysis);
  void propagateFrozen();
  void resolveCallbacks();
  void decideOpenStores(FunctionId Function);
  void finish(std::vector<Retention> Found);
  void finishCycles(std::vector<OwnershipCycle> Found);
  /// Where no caller is in sight.
  bool gradOnAtStart(FunctionId Function) const;
  /// It returns with grad mode off, or perhaps.
  bool switchesOff(FunctionId Function) const;
  /// Classes whose constructors do.
  llvm::DenseSet<EntityId> MadeWithGradOff;
  /// A function that is not looked into, and may run again, reaches it.
  bool mayBeHavocked(PlaceId Sink, FunctionId In) const;
  bool isFrozen(PlaceId P) const;
  std::optional<Term> attachedBecause(const TermSet &Terms,
                                      FunctionId Top) const;
  bool releasedElsewhere(PlaceId Sink, PayloadKind Kept, FunctionId In,
                         RoundsOfLoop During) const;
  // GrowingEntries.cpp
  /// Decides of an entry that keeps handles whether there are more and more of
  /// them, and how sure that is.
  bool growsWithKeys(Retention &R) const;
  /// Something in sight takes entries out, or asks how many there are.
  bool isBounded(const Retention &R) const;
  void collectBounds(FunctionId Function, const RetentionAnalysis &Analysis);
  Changes releasesOf(EntityId Field) const;
  // GradientCycles.cpp
  void collectCreatedGraph(FunctionId Function, const Event &E, unsigned Block,
                           RetentionAnalysis &Analysis);
  /// A leaf, or a module, may be made by the caller of the function that runs
  /// backward.
  void passLeaves(FunctionId Function, const Event &E, unsigned Block,
                  RetentionAnalysis &Analysis);
  void findGradientCycles();
  bool clearsGradients(FunctionId Function, bool OfTensor,
                       llvm::DenseSet<FunctionId> &Asked) const;
  // IneffectiveGuards.cpp
  void collectIdleGuards(FunctionId Function);
  void findIneffectiveGuard(Retention &R) const;
  bool guardOutside(FunctionId Function, Retention &R,
                    llvm::DenseSet<FunctionId> &Asked) const;
  /// A field or a global: other functions may set it, too.
  bool isLasting(PlaceId P) const;
  EntityId resetKey(PlaceId P) const;
  /// Set anew, or cut, by another function that may run again.
  bool resetElsewhere(PlaceId Sink, FunctionId In, RoundsOfLoop During) const;
  /// How often something is kept within one life of what keeps it.
  Repetition repetitionOf(const Retention &R) const;
  bool recordTrains(FunctionId Function) const;
  /// No caller in sight, and not a lambda that somebody runs.
  bool isRoot(FunctionId Function) const;

  UnitFacts Facts;
  EffectTable Summaries;
  CallGraph Graph;
  GradModes Modes;
  Callbacks Callables;
  std::vector<Retention> Retentions;
  std::vector<Retention> Open;
  std::vector<TiedCycle> Cycles;
  CallSiteLists CallSites;
  Lifetimes Lives{Facts, Summaries, CallSites};
  std::vector<IdleGuard> IdleGuards;
  std::vector<GradientCycle> GradientCycles;
  /// Calls of backward() with create_graph, with the block and the parameters
  /// of the function that the root was computed from.
  struct CreatedGraph {
    GradientCycle Cycle;
    unsigned Block = 0;
    llvm::SmallVector<unsigned, 2> Parameters;
    /// The modules may be these parameters of these functions, none of which
    /// drops the gradients afterwards.
    llvm::SmallVector<std::pair<FunctionId, unsigned>, 2> ModuleParameters;
    /// The module ends with the round, and its gradients are not dropped
    /// before.
    bool FreshModule = false;
    void noteModule(const UnitFacts &Facts, FunctionId Function, PlaceId Module,
                    unsigned Block, RetentionAnalysis &Analysis);
  };
  std::vector<CreatedGraph> CreatedGraphs;
  llvm::DenseSet<EntityId> Frozen;
  /// Classes whose destructor empties what a member refers to, with it.
  llvm::DenseMap<EntityId, FunctionId> ReleasingScopes;
  struct MadeScope {
    EntityId Record;
    /// A field or global that the constructor was given.
    PlaceId Given;
  };
  std::vector<MadeScope> MadeScopes;
  void collectScopes(FunctionId Function, const RetentionAnalysis &Analysis);
  void releaseThroughScopes();
  struct GivenToConstructor {
    FunctionId Constructor;
    unsigned Index;
    PlaceId Given;
  };
  std::vector<GivenToConstructor> GivenToConstructors;
  /// Members that a constructor, by the number of its parameter, makes refer to
  /// what it is given, and what each refers to then.
  llvm::DenseMap<std::pair<FunctionId, unsigned>,
                 llvm::SmallVector<EntityId, 1>>
      ReferenceMembers;
  llvm::DenseMap<EntityId, llvm::SmallVector<EntityId, 1>> RefersTo;
  void collectReferenceMembers(FunctionId Function);
  void bindReferenceMembers();
  /// Frozen as a whole: a method of the class freezes its own parameters.
  std::vector<std::pair<EntityId, FunctionId>> FrozenInMethod;
  /// True if that is new.
  bool freeze(const Place &Module);
  /// Parameters of a module that are passed to a function, one by one or as a
  /// list, and the class that passes them.
  struct PassedList {
    FunctionId To;
    unsigned Index;
    PlaceId Module;
    EntityId Record;
  };
  std::vector<PassedList> PassedParameters;
  llvm::DenseSet<EntityId> TrainingRecords;
  /// Functions that clear a field, that take a part out of it, and that put
  /// something new into it.
  llvm::DenseMap<EntityId, Changes> FieldReleases, FieldTrims,
      FieldReplacements;
  /// Functions that take elements out of a field or global, under any name, and
  /// containers of which something asks how many elements they have.
  llvm::DenseMap<EntityId, Changes> Evictions;
  llvm::DenseSet<EntityId> SizeChecked;
  /// Functions that put a new object in the place of an element, with which
  /// goes what that held.
  llvm::DenseMap<EntityId, Changes> ElementReplacements;
  /// Functions that set a tensor to one without history.
  llvm::DenseMap<EntityId, Changes> TensorResets;
  /// Fields of other objects that a destructor empties or sets anew: that of a
  /// lease on a list.
  llvm::DenseSet<std::pair<EntityId, FunctionId>> OthersReleased;
  /// It says nothing of \p Field that its own object destroys it.
  bool endsWithObject(EntityId Field, FunctionId Function) const {
    return Facts.Functions[Function]->IsDestructor &&
           !OthersReleased.contains({Field, Function});
  }
  /// What fields, globals and the parameters of callbacks may hold, and those
  /// that hold values without history at other times.
  llvm::DenseMap<EntityId, TermSet> Contents;
  llvm::DenseSet<EntityId> SometimesDetached;
};

} // namespace torchleak

#endif
