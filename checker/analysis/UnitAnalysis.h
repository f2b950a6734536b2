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
#include "analysis/diagnosis/IneffectiveGuards.h"
#include "analysis/keep/ReferenceMembers.h"
#include "analysis/owners/GradientCycles.h"
#include "analysis/payload/FrozenModules.h"
#include "analysis/repeat/Lifetimes.h"
#include "llvm/ADT/DenseSet.h"

namespace torchleak {

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
  /// A function of which nothing is known, and that may run again, reaches it.
  bool mayBeHavocked(PlaceId Sink, FunctionId In) const;
  /// ... or an object of one of these classes.
  bool mayBeHavocked(llvm::ArrayRef<EntityId> Records, bool Global,
                     FunctionId In) const;
  std::optional<Term> attachedBecause(const TermSet &Terms,
                                      FunctionId Top) const;
  bool releasedElsewhere(PlaceId Sink, PayloadKind Kept, FunctionId In,
                         RoundsOfLoop During) const;
  // GrowingEntries.cpp
  /// Decides of an entry that keeps handles whether there are more and more of
  /// them, and how sure that is.
  bool growsWithKeys(Retention &R) const;
  /// Something in sight takes entries out.
  bool isBounded(const Retention &R) const;
  void collectBounds(FunctionId Function);
  Changes releasesOf(EntityId Field) const;
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
  IneffectiveGuards Guards{Facts, Summaries, CallSites, Modes};
  CreatedGraphs Created{Facts, Summaries, CallSites, Lives};
  std::vector<GradientCycle> GradientCycles;
  FrozenModules Frozen{Facts, Summaries, CallSites};
  ReferenceMembers References{Facts, Summaries};
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
  llvm::DenseSet<EntityId> TrainingRecords;
  /// Functions that clear a field, that take a part out of it, and that put
  /// something new into it.
  llvm::DenseMap<EntityId, Changes> FieldReleases, FieldTrims,
      FieldReplacements;
  /// Functions that take elements out of a field or global, under any name.
  llvm::DenseMap<EntityId, Changes> Evictions;
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
