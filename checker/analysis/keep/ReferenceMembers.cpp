//===- ReferenceMembers.cpp - Members that refer to others' objects -------===//
//
// `Recorder(std::vector<Tensor> &log) : log_(log) {}`: what log_ keeps is gone
// when the owner empties what it gave to the constructor.
//
//===----------------------------------------------------------------------===//

#include "analysis/keep/ReferenceMembers.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

void ReferenceMembers::collect(FunctionId Function) {
  const FunctionFacts &F = *Facts.Functions[Function];
  for (unsigned B : F.Order)
    for (const Event &E : F.Blocks[B].Events) {
      if (E.kind() == EventKind::Call && F.Calls[E.call()].Constructs)
        for (FunctionId Callee : Summaries.calleesOf(F.Calls[E.call()]))
          for (auto [I, A] : llvm::enumerate(F.Calls[E.call()].Arguments))
            if (A.Place != None)
              GivenToConstructors.push_back({Callee, unsigned(I), A.Place});
      if (!F.IsConstructor || E.kind() != EventKind::Assign ||
          E.value() == None || E.place() == None)
        continue;
      const Place &Member = Facts.Places[E.place()];
      const Place &Source = Facts.Places[F.Values[E.value()].Place];
      if (Member.Parent == Facts.ThisPlace && !Member.SharedOwner &&
          (Member.ByReference || Member.PointerLike) &&
          Source.Kind == PlaceKind::Parameter && Source.Owner == Function)
        Members[{Function, Source.ParameterIndex}].push_back(Member.Entity);
    }
}

void ReferenceMembers::bind() {
  for (const auto &[Constructor, Index, Given] : GivenToConstructors)
    for (EntityId Member : Members.lookup({Constructor, Index}))
      RefersTo[Member].push_back(Facts.Places[Given].Entity);
}

} // namespace torchleak
