//===- KeySource.h - Where the values of a key come from --------*- C++ -*-===//
//
// A container grows with its keys only as far as these are new again and again.
// Which they are is told by where they come from: a counter always is, a
// constant never, and of a parameter the callers tell.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_PROGRAM_KEYSOURCE_H
#define TORCHLEAK_PROGRAM_KEYSOURCE_H

#include "program/Spot.h"
#include <algorithm>
#include <cstdint>

namespace torchleak {

/// From what is few for sure to what is new for sure. A key that is put
/// together comes from the last of its parts.
enum class KeyOrigin : uint8_t {
  /// Constants, enumerators, remainders, kinds of devices: as many as the code
  /// says.
  Fixed,
  /// What a collection holds, or the counter of a loop, which starts anew.
  Element,
  /// Not understood, and taken as few.
  Unknown,
  /// An address: as many as there are objects at a time.
  Address,
  /// A size of a tensor that is computed or passed in.
  Extent,
  /// Counts up as long as its variable lives.
  Counter,
};

struct KeySource {
  // Functions with more parameters are rare; a key made from a later one is
  // Unknown, which is taken as few.
  static constexpr unsigned MaxParameters = 64;

  KeyOrigin Origin = KeyOrigin::Fixed;
  /// The parameters of the function that it comes from as well, a bit each.
  uint64_t Parameters = 0;
  /// What the origin was read off.
  Spot Loc = {};

  /// Whether more keys than the code says are possible at all.
  bool mayBeOpen() const {
    return Parameters != 0 || Origin > KeyOrigin::Unknown;
  }
  /// Whether it is seen that keys are new again and again.
  bool isOpen() const { return Origin > KeyOrigin::Address; }

  /// Of a key that is made from both.
  void join(const KeySource &Other) {
    if (Other.Origin > Origin || !Loc.isValid())
      Loc = Other.Loc;
    Origin = std::max(Origin, Other.Origin);
    Parameters |= Other.Parameters;
  }
};

} // namespace torchleak

#endif
