//===- Event.cpp - A fact of a block --------------------------------------===//

#include "program/Event.h"
#include <type_traits>

namespace torchleak {

// A member of a fact, or what stands for none where that kind has no such.
#define TORCHLEAK_MEMBER_OR(MEMBER, NOTHING)                                   \
  std::visit(                                                                  \
      [](const auto &F) -> unsigned {                                          \
        if constexpr (Has##MEMBER<std::decay_t<decltype(F)>>::value)           \
          return F.MEMBER;                                                     \
        else                                                                   \
          return NOTHING;                                                      \
      },                                                                       \
      Fact)

#define TORCHLEAK_HAS(MEMBER)                                                  \
  template <typename T, typename = void>                                       \
  struct Has##MEMBER : std::false_type {};                                     \
  template <typename T>                                                        \
  struct Has##MEMBER<T, std::void_t<decltype(std::declval<T>().MEMBER)>>       \
      : std::true_type {};

namespace {
TORCHLEAK_HAS(Place)
TORCHLEAK_HAS(Value)
TORCHLEAK_HAS(Root)
TORCHLEAK_HAS(Call)
} // namespace

PlaceId Event::place() const { return TORCHLEAK_MEMBER_OR(Place, None); }
ValueId Event::value() const { return TORCHLEAK_MEMBER_OR(Value, None); }
ValueId Event::root() const { return TORCHLEAK_MEMBER_OR(Root, None); }
unsigned Event::call() const { return TORCHLEAK_MEMBER_OR(Call, ~0u); }

} // namespace torchleak
