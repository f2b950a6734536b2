//===- Decisions.h - Is it kept in more and more rounds? --------*- C++ -*-===//
//
// What becomes of a store or of a carried value: here it is decided whether its
// holder outlives a repetition, or it is handed on to the callers.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_KEEP_DECISIONS_H
#define TORCHLEAK_ANALYSIS_KEEP_DECISIONS_H

#include "analysis/keep/Consumers.h"
#include "analysis/keep/Releases.h"
#include "analysis/keep/Resets.h"
#include "analysis/keep/Retention.h"

namespace torchleak {

class Decisions : FunctionAnalysis {
public:
  Decisions(const FunctionAnalysis &In, const Payloads &Payload,
            const Releases &Released, const PlaceChecks &Checks,
            const Resets &Reset, const Consumers &Uses,
            std::vector<Retention> &Found, std::vector<StoreEffect> &ForCallers)
      : FunctionAnalysis(In), Payload(Payload), Released(Released),
        Checks(Checks), Reset(Reset), Uses(Uses), Found(Found),
        ForCallers(ForCallers) {}

  /// Of a store of \p Stored; if that is not known, any loop may record its
  /// history. \p Born: the value that made the object that keeps it, if that
  /// has no name.
  void decide(StoreEffect Effect, Moment At, ValueId Born,
              llvm::ArrayRef<NodeId> Stored) const;
  /// Of a value that is made from what it was. \p OverModel: the innermost loop
  /// is over the parts of a model.
  void decideCarry(StoreEffect Effect, Moment At, ValueId Born, NodeId New,
                   bool OverModel) const;
  /// Whether the callee that these terms are of records the first of the
  /// history.
  static bool startsInCallee(const TermSet &Terms);

private:
  void decideLocal(StoreEffect Effect, Moment At, ValueId Born,
                   llvm::ArrayRef<NodeId> Stored) const;
  void found(StoreEffect Effect, const LoopNest::Within &Around) const;
  /// Hands a store on to the callers.
  void addStore(StoreEffect Effect) const;
  /// Limits \p Around to rounds with keys of their own. False if there are
  /// none, here or in callers.
  bool noteRoundsOfKey(StoreEffect &Effect, LoopNest::Within &Around) const;
  /// The loop repeats the store, and does not just take one result apart, row
  /// by row: the parts share a graph from before the loop, and there are so
  /// many of them.
  bool repeatsStore(const LoopFact &Loop, llvm::ArrayRef<NodeId> Stored) const;
  /// Some history of the values is recorded in the loop's rounds.
  bool historyStartsIn(llvm::ArrayRef<NodeId> Stored,
                       const LoopFact &Loop) const;

  const Payloads &Payload;
  const Releases &Released;
  const PlaceChecks &Checks;
  const Resets &Reset;
  const Consumers &Uses;
  std::vector<Retention> &Found;
  std::vector<StoreEffect> &ForCallers;
};

} // namespace torchleak

#endif
