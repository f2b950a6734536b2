//===- Effects.h - A set of effects -----------------------------*- C++ -*-===//

#ifndef TORCHLEAK_MODEL_CALLS_EFFECTS_H
#define TORCHLEAK_MODEL_CALLS_EFFECTS_H

#include "model/calls/Effect.h"

namespace torchleak {

/// A set of them.
class Effects {
public:
  constexpr Effects() = default;
  constexpr Effects(Effect E)
      : Words{unsigned(E) < 64 ? 1ull << unsigned(E) : 0,
              unsigned(E) < 64 ? 0 : 1ull << (unsigned(E) - 64)} {}

  constexpr bool any() const { return Words[0] || Words[1]; }
  constexpr bool contains(Effects Any) const { return (*this & Any).any(); }

  friend constexpr Effects operator|(Effects A, Effects B) {
    return {A.Words[0] | B.Words[0], A.Words[1] | B.Words[1]};
  }
  friend constexpr Effects operator&(Effects A, Effects B) {
    return {A.Words[0] & B.Words[0], A.Words[1] & B.Words[1]};
  }

private:
  constexpr Effects(uint64_t Low, uint64_t High) : Words{Low, High} {}
  static_assert(unsigned(Effect::Count) <= 128, "two words hold all effects");
  uint64_t Words[2] = {0, 0};
};

constexpr Effects operator|(Effect A, Effect B) {
  return Effects(A) | Effects(B);
}

} // namespace torchleak

#endif
