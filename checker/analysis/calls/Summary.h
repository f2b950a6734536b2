//===- Summary.h - What a caller needs to know of a function ----*- C++ -*-===//
//
// Attachment to autograd history is a set of reasons (terms). A value is
// attached when one of them holds. Terms may speak of the content of a place at
// function entry, so summaries are parametric: a caller substitutes its own.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_CALLS_SUMMARY_H
#define TORCHLEAK_ANALYSIS_CALLS_SUMMARY_H

#include "analysis/repeat/Rounds.h"
#include "program/Unit.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

/// When something happens in its function, which its place in the source does
/// not tell: two may come from one macro.
struct Moment {
  unsigned Block = 0, Order = 0;
};

/// Where history came from, for the notes.
struct Origin {
  Spot Loc;
  std::string Text;
  /// A module ran there, rather than a leaf being made.
  bool Module = false;
  /// The function that Loc is in.
  FunctionId In = NoFunction;
  /// Not seen, but a backward runs on the value, at Loc.
  bool Proven = false;
  /// A method of a script module that may use no parameter.
  bool Unsure = false;
  Moment At = {};

  static Origin of(const Value &V, std::string Text, bool Module,
                   FunctionId In) {
    Origin Made;
    Made.Loc = V.Loc;
    Made.Text = std::move(Text);
    Made.Module = Module;
    Made.In = In;
    Made.At = {V.Block, V.Order};
    return Made;
  }
};

/// A reason holds where that holds.
struct TermCondition {
  Condition If;
  /// Grad mode depends on it: without knowing it, nothing was recorded.
  bool Must = false;

  friend bool operator==(const TermCondition &A, const TermCondition &B) {
    return A.If == B.If && A.Must == B.Must;
  }
};

struct Term {
  enum KindTy {
    /// Attached, whatever the caller does.
    Always,
    /// Attached if the module at Place has trainable parameters.
    Trainable,
    /// Attached if what Place held at function entry was.
    Content,
  };
  KindTy Kind = Always;
  PlaceId Place = None;
  /// An operator recorded it: a leaf that requires grad is not a graph yet.
  bool Recorded = false;
  /// Only if grad mode was on when the function was called.
  bool CallerMode = false;
  /// Went through a loss function.
  bool Loss = false;
  /// Recorded by this callable, which was kept before it ran: where it runs may
  /// be a guard.
  FunctionId Kept = NoFunction;
  /// All of these.
  llvm::SmallVector<TermCondition, 0> If;
  Origin From;
  /// The same of other places, sorted by them: "one of these modules trains".
  /// Of a few reasons each is a term of its own.
  struct OfPlace {
    PlaceId Place = None;
    Origin From;
  };
  using OfPlaces = std::vector<OfPlace>;
  std::shared_ptr<const OfPlaces> Also;

  /// On a grad mode that is not known.
  bool dependsOnMode() const {
    return llvm::any_of(If, [](const TermCondition &C) { return C.Must; });
  }
  /// But for the place, and the conditions.
  bool sameClass(const Term &Other) const {
    return Kind == Other.Kind && Recorded == Other.Recorded &&
           CallerMode == Other.CallerMode && Loss == Other.Loss &&
           Kept == Other.Kept;
  }
  bool sameReason(const Term &Other) const {
    return Place == Other.Place && sameClass(Other);
  }
  /// Tells another story of all of it.
  void tellAs(const Origin &Told);
  /// Calls \p Visit with a term for each of its places.
  template <typename Fn> void forEach(Fn Visit) const {
    if (!Also)
      return Visit(*this);
    Term One = *this;
    One.Also = nullptr;
    Visit(One);
    for (const OfPlace &Other : *Also) {
      One.Place = Other.Place;
      One.From = Other.From;
      Visit(One);
    }
  }
};

using TermSet = llvm::SmallVector<Term, 2>;

/// Adds \p T unless the reason is known; true if it was new, or holds under
/// fewer conditions now. A set of many reasons puts those of one class
/// together.
bool addTerm(TermSet &Set, Term T);

/// Calls \p Visit with a term for each reason and place.
template <typename Fn> void forEachReason(const TermSet &Set, Fn Visit) {
  for (const Term &T : Set)
    T.forEach(Visit);
}

/// Whether \p Holds of the term of any reason and place.
template <typename Fn> bool anyReason(const TermSet &Set, Fn Holds) {
  bool Result = false;
  forEachReason(Set, [&](const Term &T) { Result = Result || Holds(T); });
  return Result;
}

struct AbstractValue {
  TermSet Terms;
  /// Something on the way was not understood.
  bool Unknown = false;
  /// Per field or tuple element, where it is known; then complete.
  bool HasFields = false;
  /// Values with and without known fields met here.
  bool FieldsLost = false;
  llvm::SmallVector<std::pair<EntityId, TermSet>, 2> Fields;

  bool join(const AbstractValue &Other);
  bool add(Term T);
  AbstractValue field(EntityId Key) const;
  void setField(EntityId Key, const TermSet &Set);
};

/// How a value that lives on is made from what it was before.
enum class Carry {
  /// It is not: the value is added to a container.
  None,
  /// Sums and running averages.
  Accumulation,
  /// Anything else that is computed from it.
  State,
  /// It is written into, and its history grows by what is written.
  InPlace,
};

/// What piles up where values are kept.
enum class PayloadKind {
  /// Graphs that values with autograd history own.
  History,
  /// Tensors, modules and what holds them, with or without history.
  Handle,
};

/// A value is kept: in a container, or in a place that it was computed from.
struct StoreEffect {
  EventKind Kind = EventKind::Insert;
  PayloadKind Payload = PayloadKind::History;
  Carry Carried = Carry::None;
  /// Carried: what was there and more are put together, as in a container.
  bool Concatenates = false;
  /// In terms of the function that the summary belongs to.
  PlaceId Sink = None;
  TermSet Terms;
  Spot Loc;
  SpotRange Stored;
  bool StoredIsTensor = false;
  bool StoredIsPrimary = false;
  std::string StoredName;
  /// Where the stored value was computed.
  Spot MadeAt;
  std::string MadeBy;
  /// The function that stores, and when.
  FunctionId In = NoFunction;
  Moment StoredAt;
  /// When it is stored, or the call that does, in the function that the summary
  /// belongs to.
  Moment At;
  /// The rounds that were seen on the way up: the sink outlives them, or with
  /// ResetIn is set anew after them. Each may be a step of training.
  Rounds Seen = Rounds::Once;
  Training SeenTrains = Training::None;
  /// The key of the element is this parameter of the function.
  unsigned KeyParameter = ~0u;
  EntityId KeyField = NoEntity;
  /// Handle: what the keys come from, and whether the function that stores, or
  /// one on the way, asked for the key before.
  KeySource Key = {};
  bool LooksUp = false;
  bool ByCallback = false;
  /// On another thread than the function that the summary belongs to.
  bool OnThread = false;
  /// The callable went to a function out of sight: once or often, unknown.
  bool UncertainCallback = false;
  Spot RepeatLoc;
  /// A backward of the value runs in the round of the store, before or after
  /// it, and frees its buffers.
  bool Freed = false;
  Spot BackwardLoc;
  /// Carried: each call of this function sets the place anew, but not the
  /// rounds in it.
  FunctionId ResetIn = NoFunction;
  /// Then: each round of one of its loops does.
  bool ResetInRound = false;
  /// The function that stores also empties the place, or cuts what is there,
  /// but only if that, of one of its parameters, holds. Flag is None if it
  /// doesn't.
  Condition EndsIf;
  /// It is what this function returned after its own backward.
  FunctionId ReturnedBy = NoFunction;
  /// A backward of the value runs in the same round of the loop.
  bool BackwardInRound = false;
  /// Training happens in the function that stores or one on the way.
  bool Trains = false;
  /// The calls on the way up, innermost first.
  llvm::SmallVector<std::pair<Spot, std::string>, 2> Calls;

  bool repeats() const { return Seen > Rounds::Once; }
  /// The same in a life of what the rounds of a function or loop end.
  Repetition repetition() const {
    return {ResetInRound ? Life::Round : Life::Call, Seen,
            BackwardInRound ? std::max(Training::Backward, SeenTrains)
                            : SeenTrains,
            Carried == Carry::None && Freed};
  }
  void addRounds(const Repetition &R) {
    Seen = std::max(Seen, R.Times);
    SeenTrains = std::max(SeenTrains, R.Trains);
  }
};

/// The same store for the same reasons, whatever the way to it.
bool saysTheSame(const StoreEffect &A, const StoreEffect &B);

/// What a place held is gone, or some elements of it.
struct ReleaseEffect {
  PlaceId Place = None;
  bool Partial = false;
  /// Only then; of a parameter of the function. Flag is None if always.
  Condition If = {};
  /// The elements stay, without their history.
  bool OnlyCuts = false;

  friend bool operator==(const ReleaseEffect &A, const ReleaseEffect &B) {
    return A.Place == B.Place && A.Partial == B.Partial && A.If == B.If &&
           A.OnlyCuts == B.OnlyCuts;
  }
};

/// A tensor, or a container of them, is cut or set to what has no history.
struct ResetEffect {
  PlaceId Place = None;
  Condition If = {};

  friend bool operator==(const ResetEffect &A, const ResetEffect &B) {
    return A.Place == B.Place && A.If == B.If;
  }
};

struct WriteEffect {
  PlaceId Place = None;
  AbstractValue Content;
  bool Weak = false;
  /// Nothing is left there.
  bool Empties = false;
  /// Of the last assignment, if this function makes it itself.
  Spot Loc = {};
  Moment At = {};
};

/// What a function leaves the thread's grad mode at, when it returns: Caller if
/// it leaves it alone. Where something of If does not hold, it is off.
struct ModeEffect {
  GradMode Mode = GradMode::Caller;
  llvm::SmallVector<Condition, 1> If;

  bool isNone() const { return Mode == GradMode::Caller && If.empty(); }
};

/// A callable parameter that the function runs.
struct InvokeEffect {
  PlaceId Callable = None;
  bool InLoop = false;
  /// Under which it runs.
  GradMode Mode = GradMode::Caller;
  /// Or perhaps not at all.
  bool Uncertain = false;
};

/// An object, in the words of one function: what a place leads to, a new object
/// (by the value that made it), or what the function returns.
struct ObjectRef {
  PlaceId Place = None;
  ValueId Born = None;
  bool Returned = false;

  explicit operator bool() const {
    return Place != None || Born != None || Returned;
  }
  friend bool operator==(const ObjectRef &A, const ObjectRef &B) {
    return A.Place == B.Place && A.Born == B.Born && A.Returned == B.Returned;
  }
};

/// An owning pointer of one object is set to another: an edge of the ownership
/// graph.
struct TieEffect {
  ObjectRef From;
  ObjectRef To;
  /// The field or container that holds the pointer.
  EntityId Field = NoEntity;
  std::string FieldName;
  /// The class that has the field, and the class that is pointed to.
  EntityId FromRecord = NoEntity;
  EntityId ToRecord = NoEntity;
  Spot Loc;
  unsigned Block = 0;
  unsigned Order = 0;
  /// The order within the callee that the tie was taken over from.
  unsigned Inner = 0;
};

bool saysTheSame(const TieEffect &A, const TieEffect &B);

struct Summary {
  AbstractValue Return;
  /// The returned reference or pointer leads to this place.
  PlaceId ReturnPlace = None;
  std::vector<WriteEffect> Writes;
  std::vector<StoreEffect> Stores;
  std::vector<ReleaseEffect> Releases;
  /// Containers that get one more element with each call.
  std::vector<PlaceId> Grows;
  /// Other than once at first.
  std::vector<ResetEffect> Resets;
  std::vector<InvokeEffect> Invokes;
  /// A place whose content a backward runs on; the gradients may have a graph.
  struct BackwardEffect {
    PlaceId Place = None;
    bool MayCreateGraph = false;

    friend bool operator==(const BackwardEffect &A, const BackwardEffect &B) {
      return A.Place == B.Place && A.MayCreateGraph == B.MayCreateGraph;
    }
  };
  std::vector<BackwardEffect> Backwards;
  /// Places whose tensors are cut in place, whoever else has a handle of them.
  std::vector<PlaceId> InPlaceCuts;
  /// Places whose content is used in a graph that lives on: returned, run
  /// backward on, stored elsewhere.
  std::vector<PlaceId> Consumes;
  std::vector<TieEffect> Ties;
  /// A backward that frees the buffers of what is returned; invalid if none.
  Spot ReturnFreedAt;
  /// Then: the statement, and the expression if `.detach()` may follow it.
  Spot ReturnAt;
  Spot ReturnedEnd;
  /// What it returns is a frozen module.
  bool ReturnsFrozen = false;
  /// Every return hands out a new object.
  bool ReturnsNew = false;
  ModeEffect ModeAtExit;
  bool Trains = false;
  /// An optimizer makes a step; gradients are cleared.
  bool Steps = false, ClearsGrad = false;
  /// In a loop that is not the callers'.
  bool StepsInLoop = false;
  /// The same, of single tensors.
  bool ClearsTensorGrad = false;

  /// Calls \p Visit for every place whose content at entry an effect speaks of.
  template <typename Fn> void forEachContent(Fn Visit) const {
    auto visitAll = [&](const TermSet &Set) {
      forEachReason(Set, [&](const Term &T) {
        if (T.Kind == Term::Content)
          Visit(T.Place);
      });
    };
    visitAll(Return.Terms);
    for (const auto &Field : Return.Fields)
      visitAll(Field.second);
    for (const WriteEffect &W : Writes)
      visitAll(W.Content.Terms);
    for (const StoreEffect &Store : Stores)
      visitAll(Store.Terms);
    for (const BackwardEffect &Backward : Backwards)
      Visit(Backward.Place);
    for (PlaceId P : InPlaceCuts)
      Visit(P);
  }
};

/// The same reasons, under the same conditions.
bool saysTheSame(const TermSet &A, const TermSet &B);
/// Callers cannot tell the two apart, but by their notes.
bool saysTheSame(const Summary &A, const Summary &B);

} // namespace torchleak

#endif
