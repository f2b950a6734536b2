//===- ReferenceMembers.cpp - Members that refer to others' objects -------===//
//
// `Recorder(std::vector<Tensor> &log) : log_(log) {}`: what log_ keeps is gone
// when the owner empties what it gave to the constructor.
//
//===----------------------------------------------------------------------===//

#include "analysis/UnitAnalysis.h"

namespace torchleak {

void UnitAnalysis::collectReferenceMembers(FunctionId Function) {
  const FunctionFacts &F = *Facts.Functions[Function];
  for (unsigned B : F.Order)
    for (const Event &E : F.Blocks[B].Events) {
      if (E.Kind == EventKind::Call && F.Calls[E.Call].Constructs)
        for (FunctionId Callee : F.Calls[E.Call].Callees)
          for (auto [I, A] : llvm::enumerate(F.Calls[E.Call].Arguments))
            if (A.Place != None)
              GivenToConstructors.push_back({Callee, unsigned(I), A.Place});
      if (!F.IsConstructor || E.Kind != EventKind::Assign || E.Value == None ||
          E.Place == None)
        continue;
      const Place &Member = Facts.Places[E.Place];
      const Place &Source = Facts.Places[F.Values[E.Value].Place];
      if (Member.Parent == Facts.ThisPlace && !Member.SharedOwner &&
          (Member.ByReference || Member.PointerLike) &&
          Source.Kind == PlaceKind::Parameter && Source.Owner == Function)
        ReferenceMembers[{Function, Source.ParameterIndex}].push_back(
            Member.Decl);
    }
}

void UnitAnalysis::bindReferenceMembers() {
  for (const auto &[Constructor, Index, Given] : GivenToConstructors)
    for (DeclKey Member : ReferenceMembers.lookup({Constructor, Index}))
      RefersTo[Member].push_back(Facts.Places[Given].Decl);
}

} // namespace torchleak
