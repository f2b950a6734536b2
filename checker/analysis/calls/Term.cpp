//===- Term.cpp - Sets of reasons -----------------------------------------===//

#include "analysis/calls/Term.h"
#include "program/Budget.h"

namespace torchleak {

// So many reasons are told one by one; more are put together, each with those
// of its class.
static constexpr unsigned ToldApart = 8;

/// The reason holds where either does, as far as that is told.
static bool weaken(Term &Known, const Term &Other) {
  auto isShared = [&](const TermCondition &C) {
    return llvm::is_contained(Other.If, C);
  };
  if (llvm::all_of(Known.If, isShared))
    return false;
  // `training ? with grad : without`, twice: unknown stays unknown.
  auto isMust = [](const TermCondition &C) { return C.Must; };
  if (llvm::any_of(Known.If, isMust) && llvm::any_of(Other.If, isMust))
    return false;
  llvm::erase_if(Known.If,
                 [&](const TermCondition &C) { return !isShared(C); });
  return true;
}

static bool isBefore(const Term::OfPlace &A, const Term::OfPlace &B) {
  return A.Place < B.Place;
}

static bool isOf(const Term &T, PlaceId P) {
  return T.Place == P ||
         (T.Also && std::binary_search(T.Also->begin(), T.Also->end(),
                                       Term::OfPlace{P, {}}, isBefore));
}

/// Adds places, sorted, to those of a class.
static bool addPlaces(Term &T, const Term::OfPlaces &Others) {
  if (T.Also.get() == &Others ||
      llvm::all_of(Others, [&](const Term::OfPlace &Other) {
        return isOf(T, Other.Place);
      }))
    return false;
  Term::OfPlaces Old = T.Also ? *T.Also : Term::OfPlaces(), All;
  std::set_union(Old.begin(), Old.end(), Others.begin(), Others.end(),
                 std::back_inserter(All), isBefore);
  if (isOver(Budget::ReasonPlaces, All.size())) {
    if (Old.size() == limitOf(Budget::ReasonPlaces))
      return false;
    // Those that are known stay.
    for (const Term::OfPlace &Other : Others)
      if (Old.size() != limitOf(Budget::ReasonPlaces) && !isOf(T, Other.Place))
        Old.push_back(Other);
    llvm::sort(Old, isBefore);
    All = std::move(Old);
  }
  T.Also = std::make_shared<const Term::OfPlaces>(std::move(All));
  return true;
}

static Term *findClass(TermSet &Set, const Term &T) {
  auto It = llvm::find_if(Set, [&](const Term &Known) {
    return Known.sameClass(T) && Known.If == T.If;
  });
  return It == Set.end() ? nullptr : &*It;
}

/// Adds \p T, of one place.
static bool addOne(TermSet &Set, Term T) {
  for (Term &Known : Set) {
    if (Known.sameReason(T)) {
      if (!Known.Also)
        return weaken(Known, T);
      // The others of its class hold under what is written there.
      if (llvm::all_of(Known.If, [&](const TermCondition &C) {
            return llvm::is_contained(T.If, C);
          }))
        return false;
    } else if (Known.Also && Known.sameClass(T) && Known.If == T.If &&
               isOf(Known, T.Place)) {
      return false;
    }
  }
  if (Set.size() >= ToldApart) {
    if (Term *Class = findClass(Set, T))
      return addPlaces(*Class, {{T.Place, T.From}});
    if (isOver(Budget::ReasonClasses, Set.size() + 1))
      return false;
  }
  Set.push_back(std::move(T));
  return true;
}

bool addTerm(TermSet &Set, Term T) {
  if (!T.Also)
    return addOne(Set, std::move(T));
  std::shared_ptr<const Term::OfPlaces> Also = std::move(T.Also);
  T.Also = nullptr;
  bool Changed = addOne(Set, T);
  if (Term *Class = findClass(Set, T))
    return addPlaces(*Class, *Also) || Changed;
  for (const Term::OfPlace &Other : *Also) {
    T.Place = Other.Place;
    T.From = Other.From;
    Changed |= addOne(Set, T);
  }
  return Changed;
}

void Term::tellAs(const Origin &Told) {
  From = Told;
  if (!Also)
    return;
  OfPlaces All = *Also;
  for (OfPlace &Other : All)
    Other.From = Told;
  Also = std::make_shared<const OfPlaces>(std::move(All));
}

static bool samePlaces(const std::shared_ptr<const Term::OfPlaces> &A,
                       const std::shared_ptr<const Term::OfPlaces> &B) {
  if (!A || !B)
    return A == B;
  return std::equal(A->begin(), A->end(), B->begin(), B->end(),
                    [](const Term::OfPlace &X, const Term::OfPlace &Y) {
                      return X.Place == Y.Place;
                    });
}

bool saysTheSame(const TermSet &A, const TermSet &B) {
  return std::equal(
      A.begin(), A.end(), B.begin(), B.end(), [](const Term &X, const Term &Y) {
        return X.sameReason(Y) && X.If == Y.If && samePlaces(X.Also, Y.Also);
      });
}

} // namespace torchleak
