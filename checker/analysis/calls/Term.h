//===- Term.h - Why a value may have history --------------------*- C++ -*-===//
//
// Attachment to autograd history is a set of reasons (terms). A value is
// attached when one of them holds. Terms may speak of the content of a place at
// function entry: a caller substitutes its own.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_CALLS_TERM_H
#define TORCHLEAK_ANALYSIS_CALLS_TERM_H

#include "program/Body.h"
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

/// The same reasons, under the same conditions.
bool saysTheSame(const TermSet &A, const TermSet &B);

} // namespace torchleak

#endif
