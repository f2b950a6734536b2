//===- Event.h - A fact of a block -----------------------------*- C++ -*-===//
//
// Any kind of fact, with its place in the source and in time.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_PROGRAM_EVENT_H
#define TORCHLEAK_PROGRAM_EVENT_H

#include "program/Facts.h"
#include <cassert>
#include <iterator>

namespace torchleak {

/// The kinds of facts, stores by how they store.
enum class EventKind {
  Compute,
  Declare,
  // In the order of fact::Store::HowTy.
  Assign,
  Insert,
  AssignElement,
  Release,
  GuardOpen,
  ModeNoted,
  GuardClose,
  Backward,
  TrainingStep,
  Call,
  SizeCheck,
  DefinedCheck,
  FirstTimesCheck,
  IndirectCall,
  Return,
  Freeze,
  IdleGuard,
};

/// One fact of a block, and when it holds.
struct Event {
  Spot Loc;
  unsigned Order = 0;
  fact::Any Fact;

  template <typename T> bool is() const {
    return std::holds_alternative<T>(Fact);
  }
  /// Null if it is another kind of fact.
  template <typename T> const T *as() const { return std::get_if<T>(&Fact); }
  template <typename T> T *as() { return std::get_if<T>(&Fact); }
  template <typename T> const T &get() const {
    assert(is<T>() && "another kind of fact");
    return *as<T>();
  }
  EventKind kind() const {
    using K = EventKind;
    static constexpr K Kinds[] = {
        K::Compute,         K::Declare,      K::Assign,     K::Release,
        K::GuardOpen,       K::ModeNoted,    K::GuardClose, K::Backward,
        K::TrainingStep,    K::Call,         K::SizeCheck,  K::DefinedCheck,
        K::FirstTimesCheck, K::IndirectCall, K::Return,     K::Freeze,
        K::IdleGuard};
    static_assert(std::size(Kinds) == std::variant_size_v<fact::Any>);
    const auto *Store = as<fact::Store>();
    return Store ? K(unsigned(K::Assign) + Store->How) : Kinds[Fact.index()];
  }
  /// A release that leaves some elements.
  bool isPartial() const {
    const auto *Release = as<fact::Release>();
    return Release && Release->Partial;
  }
  /// The initializer of a static local.
  bool isOnce() const {
    const auto *Store = as<fact::Store>();
    return Store && Store->Once;
  }
  /// What the fact is about; none for a kind of fact that has no such thing.
  PlaceId place() const;
  ValueId value() const;
  ValueId root() const;
  /// The call that it is, or that a release belongs to.
  unsigned call() const;
};

} // namespace torchleak

#endif
