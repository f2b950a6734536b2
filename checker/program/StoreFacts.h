//===- StoreFacts.h - Facts of values and where they are -------*- C++ -*-===//
//
// A struct per kind of fact, with what that kind has and no more.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_PROGRAM_STOREFACTS_H
#define TORCHLEAK_PROGRAM_STOREFACTS_H

#include "program/KeySource.h"
#include "program/Value.h"

namespace torchleak {

namespace fact {

/// The written expression of a value, for a fix-it; invalid if none.
struct Written {
  SpotRange Range;
  bool IsTensor = false;
  /// A raw pointer: it keeps nothing, unless the object was made for it.
  bool IsPointer = false;
  /// `.detach()` may follow it as it stands.
  bool IsPrimary = false;
};

/// A value is computed: recorded under the grad mode of that moment.
struct Compute {
  ValueId Value = None;
};

/// A variable's lifetime begins; its former content is gone.
struct Declare {
  PlaceId Place = None;
};

/// A value enters a place.
struct Store {
  enum HowTy : unsigned char {
    /// Place := Value.
    Assign,
    /// Value is added to a container.
    Insert,
    /// An element that exists, or is made by its key, is overwritten.
    Element,
  };
  HowTy How = Assign;
  PlaceId Place = None;
  ValueId Value = None;
  /// For a place below a pointer: what the pointer's value was.
  ValueId Root = None;
  enum AddsTy : unsigned char {
    /// Writes what is there.
    Nothing,
    /// One more element each time.
    Always,
    /// One for each key.
    PerKey,
  };
  AddsTy Adds = Always;
  /// The element was chosen by an index or key.
  bool Subscript = false;
  /// The element that a loop over all of them is at.
  bool EachOfLoop = false;
  /// Every element.
  bool All = false;
  /// The initializer of a static local.
  bool Once = false;
  /// The map of handles whose entry is made or written, in whole or in part, or
  /// None.
  PlaceId Map = None;
  /// Where the key of the entry comes from.
  KeySource Key;
  Written Stored;
};

/// Elements are removed, the content moved out, swapped or bounded.
struct Release {
  PlaceId Place = None;
  ValueId Root = None;
  /// Of some elements; the others stay.
  bool Partial = false;
};

struct Return {
  ValueId Value = None;
  Written Returned;
};

} // namespace fact

} // namespace torchleak

#endif
