//===- CarriedValues.h - Values that are made from themselves ---*- C++ -*-===//
//
// A place that outlives a round and gets a new value that was recorded from its
// old one owns the history of all rounds: `total += loss`, `h = cell(x, h)`,
// `buffer[i] = y`. Each such store is decided like a store into a container;
// what bounds it is different: a round that sets the place anew, or cuts it.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_KEEP_CARRIEDVALUES_H
#define TORCHLEAK_ANALYSIS_KEEP_CARRIEDVALUES_H

#include "analysis/keep/Decisions.h"
#include "analysis/payload/FunctionModules.h"

namespace torchleak {

class CarriedValues : FunctionAnalysis {
public:
  CarriedValues(const FunctionAnalysis &In, const Backwards &Backward,
                const InPlaceCuts &Cuts, const FunctionModules &Modules,
                const Decisions &Decided, const Summary &Result)
      : FunctionAnalysis(In), Backward(Backward), Cuts(Cuts), Modules(Modules),
        Decided(Decided), Result(Result) {}

  void collectCarries() const;

private:
  void collectCarry(const Event &E, unsigned Block) const;
  /// Places that a callee sets to what it is given: `keep(session, next)`.
  void collectSetterCarries(const Event &E, unsigned Block) const;
  /// How \p New, which becomes the content of \p P and so of the effect's sink,
  /// is made from what was there, if it is; fills in the effect's terms.
  std::optional<Provenance> carriedFrom(NodeId New, PlaceId P, ValueId Born,
                                        unsigned Block,
                                        StoreEffect &Effect) const;
  bool addsHistory(const Provenance &How) const;
  /// Whether the place may still hold what an earlier round or call left.
  bool goesRound(PlaceId Sink, ValueId Born, unsigned Block) const;
  /// Made from one of a model's parts after the other.
  bool goesOverModel(const Provenance &How) const;
  bool isOfParameters(NodeId N) const;
  /// The parameters of a module, if one of them is what \p Written, an in-place
  /// operator, changes.
  PlaceId writtenParameters(ValueId Written) const;

  const Backwards &Backward;
  const InPlaceCuts &Cuts;
  const FunctionModules &Modules;
  const Decisions &Decided;
  /// Whether the function trains is known by now.
  const Summary &Result;
};

} // namespace torchleak

#endif
