//===- EventIds.h - The numbers in facts of a block -------------*- C++ -*-===//

#ifndef TORCHLEAK_PROGRAM_EVENTIDS_H
#define TORCHLEAK_PROGRAM_EVENTIDS_H

#include "program/Event.h"
#include <type_traits>

namespace torchleak {

/// See FactIds.
template <typename Visitor, bool Const> class EventIds {
public:
  explicit EventIds(Visitor &Visit) : Visit(Visit) {}

  template <typename T> using Ref = std::conditional_t<Const, const T &, T &>;

  void of(Ref<Event> E) {
    Visit.spot(E.Loc);
    std::visit([&](auto &Fact) { of(Fact); }, E.Fact);
  }
  void of(Ref<SpotRange> R) {
    Visit.spot(R.Begin);
    Visit.spot(R.End);
  }
  void of(Ref<Condition> C) { Visit.place(C.Flag); }
  void of(Ref<KeySource> S) {
    for (auto &Part : S.Parts) {
      Visit.entity(Part.Parameter);
      Visit.entity(Part.Field);
    }
    for (auto &Loop : S.Rounds)
      Visit.spot(Loop);
    Visit.spot(S.Loc);
  }

  void of(Ref<fact::Compute> C) { Visit.value(C.Value); }
  void of(Ref<fact::Declare> D) { Visit.place(D.Place); }
  void of(Ref<fact::Store> S) {
    Visit.place(S.Place);
    Visit.value(S.Value);
    Visit.value(S.Root);
    Visit.place(S.Map);
    of(S.Key);
    of(S.Stored.Range);
  }
  void of(Ref<fact::Release> R) {
    Visit.place(R.Place);
    Visit.value(R.Root);
  }
  void of(Ref<fact::GuardOpen> G) {
    Visit.entity(G.Guard);
    of(G.If);
  }
  void of(Ref<fact::ModeNoted> N) { Visit.entity(N.Guard); }
  void of(Ref<fact::GuardClose> G) { Visit.entity(G.Guard); }
  void of(Ref<fact::Backward> B) { Visit.value(B.Value); }
  void of(Ref<fact::TrainingStep>) {}
  void of(Ref<fact::Call> C) {
    Visit.call(C.Call);
    Visit.value(C.Value);
  }
  void of(Ref<fact::SizeCheck> C) {
    Visit.place(C.Place);
    Visit.value(C.Root);
  }
  void of(Ref<fact::DefinedCheck> C) {
    Visit.place(C.Place);
    Visit.block(C.Absent);
  }
  void of(Ref<fact::FirstTimesCheck> C) {
    Visit.place(C.Place);
    Visit.block(C.Absent);
  }
  void of(Ref<fact::IndirectCall> C) {
    Visit.place(C.Place);
    Visit.call(C.Call);
  }
  void of(Ref<fact::Return> R) {
    Visit.value(R.Value);
    of(R.Returned.Range);
  }
  void of(Ref<fact::Freeze> R) {
    Visit.place(R.Place);
    Visit.value(R.Value);
  }
  void of(Ref<fact::IdleGuard> G) { of(G.Parentheses); }

protected:
  Visitor &Visit;
};

} // namespace torchleak

#endif
