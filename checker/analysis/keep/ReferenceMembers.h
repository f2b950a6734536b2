//===- ReferenceMembers.h - Members that refer to others' objects *- C++
//-*-===//
//
// `Recorder(std::vector<Tensor> &log) : log_(log) {}`: what log_ keeps is gone
// when the owner empties what it gave to the constructor.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_KEEP_REFERENCEMEMBERS_H
#define TORCHLEAK_ANALYSIS_KEEP_REFERENCEMEMBERS_H

#include "analysis/calls/EffectTable.h"

namespace torchleak {

class ReferenceMembers {
public:
  ReferenceMembers(const UnitFacts &Facts, const EffectTable &Summaries)
      : Facts(Facts), Summaries(Summaries) {}

  void collect(FunctionId Function);
  /// Once all functions are collected.
  void bind();
  /// Fields and globals that a member refers to.
  llvm::SmallVector<EntityId, 1> owners(EntityId Member) const {
    return RefersTo.lookup(Member);
  }

private:
  struct GivenToConstructor {
    FunctionId Constructor;
    unsigned Index;
    PlaceId Given;
  };
  std::vector<GivenToConstructor> GivenToConstructors;
  /// Members that a constructor, by the number of its parameter, makes refer to
  /// what it is given, and what each refers to then.
  llvm::DenseMap<std::pair<FunctionId, unsigned>,
                 llvm::SmallVector<EntityId, 1>>
      Members;
  llvm::DenseMap<EntityId, llvm::SmallVector<EntityId, 1>> RefersTo;

  const UnitFacts &Facts;
  const EffectTable &Summaries;
};

} // namespace torchleak

#endif
