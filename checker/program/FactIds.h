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

#include "program/EventIds.h"
#include "program/Unit.h"

namespace torchleak {

template <typename Visitor, bool Const>
class FactIds : public EventIds<Visitor, Const> {
public:
  using EventIds<Visitor, Const>::EventIds;
  using EventIds<Visitor, Const>::of;
  template <typename T>
  using Ref = typename EventIds<Visitor, Const>::template Ref<T>;

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
    for (auto &Field : A.FieldKeys) {
      Visit.entity(Field.Field);
      of(Field.Key);
    }
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
    for (auto &E : B.Events)
      of(E);
  }

private:
  using EventIds<Visitor, Const>::Visit;
};

} // namespace torchleak

#endif
