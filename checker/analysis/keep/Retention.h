//===- Retention.h - What is kept, where, and how often ---------*- C++ -*-===//
//
// Runs over one function after its callees: follows every store of a value with
// history into a container, and either decides that the container outlives a
// repetition, or hands the store on to the callers in its summary.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_KEEP_RETENTION_H
#define TORCHLEAK_ANALYSIS_KEEP_RETENTION_H

#include "analysis/Answers.h"
#include "analysis/PhaseSeconds.h"
#include "analysis/flow/Provenance.h"
#include "analysis/owners/Ownership.h"
#include "analysis/payload/Handle.h"
#include "analysis/payload/History.h"
#include "analysis/repeat/LoopNest.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseSet.h"

namespace torchleak {

/// Why a guard does not reach the operators that it was meant for.
enum class GuardProblem {
  None,
  /// `NoGradGuard();`
  Temporary,
  /// `NoGradGuard guard();`
  FunctionDeclaration,
  /// Its scope ends before anything runs.
  ScopeEnds,
  /// The same, at the end of a constructor.
  Constructor,
  /// Grad mode belongs to the thread that holds the guard.
  OtherThread,
};

struct IdleGuard {
  GuardProblem Problem = GuardProblem::None;
  Spot Loc;
  /// Empty parentheses that are in the way, for a fix-it.
  SpotRange Parentheses;
  FunctionId In = NoFunction;
  Moment At = {};
};

/// A value that is kept, with its three answers.
struct Retention {
  StoreEffect Effect;
  PlaceId Sink = None;
  Repeat Why = Repeat::Loop;
  Spot RepeatLoc;
  /// The function that is called again and again, for Repeat::Call.
  std::string RepeatName;
  Confidence How = Confidence::Definite;
  /// The function whose words Effect.Terms and Sink are in.
  FunctionId Top = NoFunction;
  /// A guard that was meant for the module that computed the value.
  IdleGuard Guard;
  /// OtherThread: where the other thread, or the later run, is started.
  Spot StartedAt;
  /// The reason that holds.
  Term Because;
  /// Of what keeps it, and the loop of Top that repeats it, if one does.
  Repetition Repeats;
  const LoopFact *Loop = nullptr;
  /// The function that keeps it, or the one that runs the module, trains, or
  /// their classes do.
  bool TrainsItself = false;
  /// Callers out of sight are assumed to hold no guard.
  bool AssumesGradMode = false;
};

class RetentionAnalysis {
public:
  RetentionAnalysis(UnitFacts &Unit, FunctionId Function,
                    const EffectTable &Summaries, std::vector<Retention> &Found,
                    std::vector<OwnershipCycle> &Cycles, PhaseSeconds &Seconds);
  /// Modes and places as this function sees them, once it ran.
  const GradState &grad() const { return Grad; }
  const ValueFlow &flow() const { return Flow; }
  /// Places that a callee sets to what this function gives it, which has no
  /// part of what was there: `cell.setState(zeros())`.
  llvm::SmallVector<PlaceId, 2> setAnewBy(const Event &Call, unsigned Block);
  /// Whatever its history is, the caller gave it.
  bool isGiven(ValueId V) const;
  /// The assignment \p E, in \p Block, makes the new value of its place from
  /// something else than the old one, perhaps on one side of a condition, and
  /// not the first times only.
  bool setsAnew(const Event &E, PlaceId P, unsigned Block,
                const LoopFact *Loop) const;
  /// `if (!h.defined()) h = zeros()` happens once: \p Block runs only where
  /// \p P holds nothing yet, or the first times that \p Loop, or without one
  /// the function, runs with it.
  bool isFirstTime(PlaceId P, unsigned Block, const LoopFact *Loop) const;
  /// The leaves that a value was computed from.
  struct Leaves {
    /// Made by this function, for this round of its loops.
    bool Fresh = false;
    /// Made by this function.
    bool Own = false;
    /// Parameters of this function, by number.
    llvm::SmallVector<unsigned, 2> Parameters;
    /// Modules that ran on the way.
    llvm::SmallVector<PlaceId, 2> Modules;
  };
  Leaves leavesOf(NodeId N, unsigned Block) const;
  /// A module that this function makes for this round, or this call, and does
  /// not hand on.
  bool isFreshModule(PlaceId Module, unsigned Block);
  /// Gradients are dropped after that event, in this function.
  bool clearsGradAfter(unsigned Block, unsigned Order) const;
  /// The module that a tensor, or a list of them, is a parameter of, or None.
  PlaceId moduleOfParameters(NodeId N) const;
  /// What a Freeze event is about.
  PlaceId frozenPlace(const Event &E);
  /// A module that was made without, or stripped of, trainable parameters.
  bool isFrozenModule(ValueId V) const;
  /// Without history in any element, and its other parts hold none.
  bool isCutInAll(const ValueFlow::CoveredPlace &Here) const;
  /// Places that this function empties through local pointers to them.
  llvm::ArrayRef<PlaceId> releasedByPointer() const {
    return ReleasedByPointer;
  }
  /// Containers whose size decides a branch, each with the block.
  llvm::ArrayRef<std::pair<PlaceId, unsigned>> sizeChecks() const {
    return SizeChecks;
  }
  /// What callers need to know of the function.
  Summary run();

private:
  struct Point {
    unsigned Block = 0;
    unsigned Order = 0;
  };
  struct ReleasePoint {
    PlaceId Place = None;
    unsigned Block = 0;
    bool Partial = false;
    /// The elements stay, without their history.
    bool OnlyCuts = false;
  };
  struct BackwardPoint {
    Point At;
    Spot Loc;
    NodeId Root = 0;
    bool Retains = false;
    bool MayCreateGraph = false;
  };

  struct InPlaceCut {
    Point At;
    /// The tensors that are cut.
    llvm::SmallVector<MadeAt, 2> Tensors;
    /// An element of it is replaced, rather than cut in place.
    PlaceId Container = None;
  };

  /// \p P, or the place that an object without a name leads to.
  PlaceId lastingPlace(PlaceId P);
  void collectBackwards();
  void collectInPlaceCuts();
  /// Everything with history that \p Stored holds, and \p Sink keeps, is cut in
  /// each round, before it is stored or afterwards.
  bool isCutInPlace(llvm::ArrayRef<NodeId> Stored, PlaceId Sink,
                    Point At) const;
  /// A loop over the container runs the block for each of its elements.
  bool meetsEach(PlaceId Container, unsigned Block) const;
  /// Between where \p Made is made and the store is always that cut.
  bool meetsBefore(NodeId Made, Point Cut, Point Store) const;
  /// No further store, or end of the function, comes before that cut.
  bool meetsAfter(Point Cut, Point Store) const;
  void cover(unsigned Backward);
  void collectReleases();
  /// What \p E releases, or sets anew, under all its names.
  void noteRelease(const Event &E, unsigned Block);
  void collectStores();
  void collectStore(const Payload &Kept, const Event &E, unsigned Block);
  /// What \p E stores becomes one more element, or a part of one.
  bool storesElement(const Event &E, unsigned Block);
  /// The container that \p P is in an element of, behind a pointer or reference
  /// with value \p Root; or None.
  PlaceId containerBehind(PlaceId P, ValueId Root);
  /// What callees write into an element that they are given.
  void collectElementWrites(const Event &E, unsigned Block);
  void collectCallStores(const Event &E, unsigned Block);
  void noteBackward(StoreEffect &Effect, NodeId Value, Point At) const;
  /// No round that stores ends, or call returns, without that backward.
  bool followsInRound(Point Backward, Point Store) const;
  /// Hands a store on to the callers.
  void addStore(StoreEffect Effect);
  /// \p Loop is the one that repeats the store, if any.
  /// Of \p Stored; if that is not known, any loop may record its history.
  void decide(StoreEffect Effect, Point At, ValueId Born,
              llvm::ArrayRef<NodeId> Stored);
  void decideLocal(StoreEffect Effect, Point At, ValueId Born,
                   llvm::ArrayRef<NodeId> Stored);
  void found(StoreEffect Effect, const LoopNest::Within &Around);
  /// The loop repeats the store, and does not just take one result apart, row
  /// by row: the parts share a graph from before the loop, and there are so
  /// many of them.
  bool repeatsStore(const LoopFact &Loop, llvm::ArrayRef<NodeId> Stored) const;
  /// Some history of the values is recorded in the loop's rounds.
  bool historyStartsIn(llvm::ArrayRef<NodeId> Stored,
                       const LoopFact &Loop) const;
  // Values that are computed from what they were before: CarriedValues.cpp.
  void collectCarries();
  void collectCarry(const Event &E, unsigned Block);
  /// Places that a callee sets to what it is given: `keep(session, next)`.
  void collectSetterCarries(const Event &E, unsigned Block);
  /// How \p New, which becomes the content of \p P and so of the effect's sink,
  /// is made from what was there, if it is; fills in the effect's terms.
  std::optional<Provenance> carriedFrom(NodeId New, PlaceId P, ValueId Born,
                                        unsigned Block,
                                        StoreEffect &Effect) const;
  bool addsHistory(const Provenance &How) const;
  /// It is about what a parameter of this function holds.
  bool isOfCaller(const Term &T) const;
  bool reaches(NodeId New, PlaceId P) const;
  /// Under which place an event's function reads what it writes: that of p for
  /// `*p = f(*p)`.
  PlaceId nameOf(const Event &E) const;
  /// The place that an event writes, and those that it may write through a
  /// pointer to one of several: `for (auto *h : {&a, &b}) *h = h->detach()`.
  llvm::SmallVector<PlaceId, 2> writtenBy(const Event &E);
  void collectResets();
  /// Whether the place may still hold what an earlier round or call left.
  bool goesRound(PlaceId Sink, ValueId Born, unsigned Block) const;
  /// With \p OnlyIf, what happens only if a parameter says so does not count,
  /// but is noted there.
  bool resetWithin(PlaceId Sink, const LoopFact *Loop,
                   Condition *OnlyIf = nullptr);
  bool setAnewWithin(PlaceId Sink, const LoopFact *Loop, Condition *OnlyIf);
  bool dependsOnParameter(unsigned Block, Condition *OnlyIf) const;
  bool consumedAfter(NodeId New, PlaceId Sink, const LoopFact *Loop) const;
  /// Made from one of a model's parts after the other.
  bool goesOverModel(const Provenance &How) const;
  bool isOfParameters(NodeId N) const;
  /// The parameters of a module, if one of them is what \p Written, an in-place
  /// operator, changes.
  PlaceId writtenParameters(ValueId Written) const;
  /// \p OverModel: the innermost loop is over the parts of a model.
  void decideCarry(StoreEffect Effect, Point At, ValueId Born, NodeId New,
                   bool OverModel);

  bool consumedOutside(PlaceId Sink, const LoopFact *Loop) const;
  bool consumed(llvm::ArrayRef<NodeId> Start, PlaceId Sink,
                const LoopFact *Loop) const;
  /// \p Counter tells how often something of the object of \p P has run, also
  /// over rounds of \p Loop or calls.
  bool countsFor(PlaceId Counter, PlaceId P, const LoopFact *Loop) const;
  bool boundedBySize(PlaceId Sink, Point At, const LoopFact *Loop) const;
  bool growsIn(PlaceId Sink, unsigned Block) const;
  /// The function puts elements into \p Sink only where it has asked for them,
  /// and there was none: a cache.
  bool looksUp(PlaceId Sink, Point At) const;
  bool isAbsent(PlaceId Sink, unsigned Block) const;
  /// `if (table.empty()) fill(table)`
  bool fillsWhatIsEmpty(PlaceId Sink, Point At) const;
  const Payload &payload(PayloadKind Kind) const {
    return Kind == PayloadKind::History ? static_cast<const Payload &>(OfGraphs)
                                        : OfHandles;
  }
  bool releasedWithin(PlaceId Sink, PayloadKind Kept, const LoopFact *Loop,
                      Condition *OnlyIf = nullptr) const;
  /// An optimizer, or an object that is not looked into, may know the leaf.
  bool isHandedOver(NodeId Leaf) const;
  /// A function of the unit that makes a leaf.
  bool returnsLeaf(const Value &V) const;
  void summarize();

  UnitFacts &Unit;
  FunctionId Function;
  const FunctionFacts &F;
  const EffectTable &Summaries;
  std::vector<Retention> &Found;
  std::vector<OwnershipCycle> &Cycles;
  PhaseSeconds &Seconds;
  LoopNest Loops;
  ValueFlow Flow;
  GradState Grad;
  History OfGraphs;
  Handle OfHandles;
  Summary Result;
  std::vector<BackwardPoint> Backwards;
  std::vector<InPlaceCut> InPlaceCuts;
  /// Containers of which a loop cuts each element: `for (auto t : v)
  /// t.detach_()`.
  std::vector<ReleasePoint> CutElements;
  /// Per block of a backward and loop: from where a round ends without it.
  mutable llvm::DenseMap<std::pair<unsigned, const LoopFact *>, llvm::BitVector>
      RoundsWithout;
  mutable llvm::DenseMap<std::pair<PlaceId, const LoopFact *>, bool>
      ConsumedOutside;
  mutable llvm::DenseMap<PlaceId, llvm::SmallVector<ValueId, 4>> ReadsOfRoot;
  /// Places that were asked whether they hold anything yet, with the block that
  /// runs where they don't.
  std::vector<std::pair<PlaceId, unsigned>> DefinedChecks;
  /// Those of them that ask for one element of the place, and those that ask
  /// for any.
  std::vector<std::pair<PlaceId, unsigned>> LookUps, EmptyChecks;
  /// Maps that an entry with a value is put into.
  std::vector<std::pair<PlaceId, unsigned>> EntryStores;
  /// Flags and counters, with the block that runs the first times only.
  std::vector<std::pair<PlaceId, unsigned>> FirstTimesChecks;
  /// Steps of the walks that found what the backwards run through. Over the
  /// budget they may run through everything else, too.
  unsigned CoverSteps = 0;
  bool MayCoverAll = false;
  /// The module of a tensor, where it was asked for.
  mutable llvm::DenseMap<NodeId, PlaceId> ModuleOf;
  /// Per node: the backward points that run through it.
  std::vector<llvm::SmallVector<unsigned, 1>> CoveredBy;
  /// Released or reassigned places.
  std::vector<ReleasePoint> Released;
  llvm::SmallVector<PlaceId, 2> ReleasedByPointer;
  /// What Freeze events are about.
  llvm::DenseSet<PlaceId> FrozenHere;
  /// Containers whose size decides a branch, and containers that grow.
  std::vector<std::pair<PlaceId, unsigned>> SizeChecks, Inserts;
};

} // namespace torchleak

#endif
