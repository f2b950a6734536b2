//===- FactIds.h - Every number in facts that leads elsewhere ---*- C++ -*-===//
//
// Places, entities, functions, spots, values, blocks and calls that the facts
// of a function name, one by one: to check that they are there, or to give
// them the numbers that they have in a whole program.
//
// A visitor has `place`, `entity`, `function`, `spot`, `value`, `block` and
// `call`; each gets a reference to the number, const if Const.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_PROGRAM_FACTIDS_H
#define TORCHLEAK_PROGRAM_FACTIDS_H

#include "program/Unit.h"

namespace torchleak {

template <typename Visitor, bool Const> class FactIds {
public:
  explicit FactIds(Visitor &Visit) : Visit(Visit) {}

  template <typename T> using Ref = std::conditional_t<Const, const T &, T &>;

  void of(Ref<Place> P) {
    Visit.entity(P.Entity);
    Visit.place(P.Parent);
    Visit.function(P.Owner);
    Visit.spot(P.Loc);
    Visit.entity(P.Record);
  }

  void of(Ref<FunctionFacts> F) {
    Visit.entity(F.Entity);
    Visit.entity(F.Record);
    Visit.entity(F.Signature);
    for (auto &Overridden : F.Overrides)
      Visit.entity(Overridden);
    Visit.spot(F.Loc);
    Visit.spot(F.BodyStart);
    of(F.Extent);
    for (auto &P : F.Parameters)
      Visit.place(P);
    for (auto &V : F.Values)
      of(V);
    for (auto &Call : F.Calls)
      of(Call);
    for (auto &B : F.Blocks)
      of(B);
    for (auto &Loop : F.Loops) {
      Visit.block(Loop.Header);
      for (auto &B : Loop.Blocks)
        Visit.block(B);
      Visit.spot(Loop.Loc);
      Visit.place(Loop.Covers);
    }
  }

  void of(Ref<Value> V) {
    Visit.spot(V.Loc);
    for (auto &Operand : V.Operands)
      Visit.value(Operand);
    for (auto &Key : V.Keys)
      Visit.entity(Key);
    Visit.place(V.Place);
    Visit.call(V.Call);
    Visit.function(V.Body);
    Visit.entity(V.Record);
    of(V.If);
  }

  void of(Ref<CallFact> Call) {
    for (auto &Target : Call.Targets)
      Visit.entity(Target);
    of(Call.Receiver);
    for (auto &A : Call.Arguments)
      of(A);
    Visit.spot(Call.Loc);
    Visit.call(Call.DeferredTo);
    Visit.value(Call.Result);
  }

  void of(Ref<Argument> A) {
    Visit.value(A.Value);
    of(A.Key);
    for (auto &Field : A.ClosedFields)
      Visit.entity(Field);
    Visit.place(A.Flag);
    Visit.place(A.Place);
    Visit.value(A.Root);
  }

  void of(Ref<Block> B) {
    for (auto &Next : B.Successors)
      Visit.block(Next);
    for (auto &Before : B.Predecessors)
      Visit.block(Before);
    if (B.Branch) {
      of(B.Branch->If);
      Visit.block(B.Branch->Holds);
      Visit.block(B.Branch->Otherwise);
      Visit.block(B.Branch->Declared);
    }
    for (auto &Case : B.Cases) {
      Visit.block(Case.first);
      of(Case.second);
    }
    for (auto &E : B.Events) {
      Visit.spot(E.Loc);
      std::visit([&](auto &Fact) { of(Fact); }, E.Fact);
    }
  }

private:
  void of(Ref<SpotRange> R) {
    Visit.spot(R.Begin);
    Visit.spot(R.End);
  }
  void of(Ref<Condition> C) { Visit.place(C.Flag); }
  void of(Ref<KeySource> S) { Visit.spot(S.Loc); }

  void of(Ref<fact::Compute> C) { Visit.value(C.Value); }
  void of(Ref<fact::Declare> D) { Visit.place(D.Place); }
  void of(Ref<fact::Store> S) {
    Visit.place(S.Place);
    Visit.value(S.Value);
    Visit.value(S.Root);
    Visit.entity(S.KeyField);
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

  Visitor &Visit;
};

} // namespace torchleak

#endif
