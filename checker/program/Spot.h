//===- Spot.h - A place in the source ---------------------------*- C++ -*-===//
//
// What is left of a source location when the source is gone.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_PROGRAM_SPOT_H
#define TORCHLEAK_PROGRAM_SPOT_H

#include "llvm/ADT/DenseMapInfo.h"
#include "llvm/ADT/Hashing.h"
#include <string>
#include <tuple>

namespace torchleak {

struct Spot {
  /// Index into the unit's table of files.
  unsigned File = 0;
  /// Both count from 1.
  unsigned Line = 0, Column = 0;
  /// In bytes from the begin of the file.
  unsigned Offset = 0;
  /// Inside of a macro: which expansion, from 1; see UnitFacts::Expansions. The
  /// rest is where the macro is used, or where its argument is written.
  unsigned Expansion = 0;

  bool isValid() const { return Line != 0; }
  bool isInvalid() const { return Line == 0; }
  bool isInMacro() const { return Expansion != 0; }

  friend bool operator==(const Spot &A, const Spot &B) {
    return A.File == B.File && A.Offset == B.Offset &&
           A.Expansion == B.Expansion && A.Line == B.Line;
  }
  friend bool operator!=(const Spot &A, const Spot &B) { return !(A == B); }
  /// The order in a file; between files it is arbitrary.
  friend bool operator<(const Spot &A, const Spot &B) {
    return std::tie(A.File, A.Offset, A.Expansion) <
           std::tie(B.File, B.Offset, B.Expansion);
  }
};

/// From the first character to just after the last.
struct SpotRange {
  Spot Begin, End;

  bool isValid() const { return Begin.isValid() && End.isValid(); }
  bool isInMacro() const { return Begin.isInMacro() || End.isInMacro(); }
};

/// A macro that a spot came out of, and the line of its definition.
struct MacroUse {
  Spot Line;
  std::string Name;
};

/// What stands in the range gives way to the text.
struct Edit {
  SpotRange Range;
  std::string Text;

  static Edit insertion(Spot At, std::string Text) {
    return {{At, At}, std::move(Text)};
  }
};

} // namespace torchleak

template <> struct llvm::DenseMapInfo<torchleak::Spot> {
  static torchleak::Spot getEmptyKey() { return {~0u, 0, 0, 0, 0}; }
  static torchleak::Spot getTombstoneKey() { return {~0u - 1, 0, 0, 0, 0}; }
  static unsigned getHashValue(const torchleak::Spot &S) {
    return hash_combine(S.File, S.Offset, S.Expansion);
  }
  static bool isEqual(const torchleak::Spot &A, const torchleak::Spot &B) {
    return A == B;
  }
};

#endif
