//===- KeySource.h - Where the values of a key come from --------*- C++ -*-===//
//
// A container grows with its keys only as far as these are new again and again.
// Which they are is told by where they come from: a counter always is, a
// constant never, and of a parameter the callers tell. What follows from it is
// decided in analysis/payload/KeyDomains.h.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_PROGRAM_KEYSOURCE_H
#define TORCHLEAK_PROGRAM_KEYSOURCE_H

#include "program/Entity.h"
#include "program/Spot.h"
#include "llvm/ADT/SmallVector.h"

namespace torchleak {

/// From what is few for sure to what is new for sure. A key that is put
/// together comes from the last of its parts.
enum class KeyOrigin : uint8_t {
  /// Constants, enumerators, remainders, kinds of devices: as many as the code
  /// says.
  Fixed,
  /// What an object or the program has, and does not count with: as many as
  /// there are of it.
  Lasting,
  /// Not understood, and taken as few.
  Unknown,
  /// An address: as many as there are objects at a time.
  Address,
  /// A size of a tensor that is computed or passed in.
  Extent,
  /// Read from a stream, which may be a file that ends.
  Input,
  /// Never the same again: from a queue, by chance, the time.
  Fresh,
  /// Counts up as long as its variable lives.
  Counter,
};

/// A parameter, or a field of it, that a key is made of.
struct KeyPart {
  /// NoEntity: the object that a method runs on.
  EntityId Parameter = NoEntity;
  EntityId Field = NoEntity;
  /// The key only counts up to it: the next count has the same numbers.
  bool Limits = false;

  friend bool operator==(const KeyPart &A, const KeyPart &B) {
    return A.Parameter == B.Parameter && A.Field == B.Field &&
           A.Limits == B.Limits;
  }
};

struct KeySource {
  KeyOrigin Origin = KeyOrigin::Fixed;
  /// Of the function, or of one around a lambda.
  llvm::SmallVector<KeyPart, 1> Parts;
  /// The loops that advance it, or go through what it is an element of: new in
  /// each of their rounds, and the same the next time.
  llvm::SmallVector<Spot, 1> Rounds;
  /// What the origin was read off.
  Spot Loc;

  /// Of a key that is made from both.
  void join(const KeySource &Other);
  /// Of a number that counts up to one from here, and then starts anew.
  KeySource limited() const;

  /// The same, wherever it was read off.
  friend bool operator==(const KeySource &A, const KeySource &B) {
    return A.Origin == B.Origin && A.Parts == B.Parts && A.Rounds == B.Rounds;
  }
};

} // namespace torchleak

#endif
