//===- Growth.cpp - Containers that get more elements ---------------------===//

#include "analysis/keep/Growth.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

Growth::Growth(const FunctionAnalysis &In) : FunctionAnalysis(In) {
  for (unsigned B : F.Order)
    for (const Event &E : F.Blocks[B].Events) {
      ValueId Born = None;
      if (const auto *Store = E.as<fact::Store>();
          Store && Store->How == fact::Store::Insert &&
          Store->Adds != fact::Store::Nothing) {
        PlaceId P = Flow.resolve(Store->Place, Store->Root, Born);
        Inserts.push_back({P == None ? Store->Place : P, B});
      } else if (const auto *Call = E.as<fact::Call>()) {
        for (FunctionId Callee : Summaries.calleesOf(F.Calls[Call->Call]))
          for (PlaceId P : Summaries[Callee].Grows)
            if (PlaceId Here =
                    Flow.resolve(Flow.bind(Call->Call, Callee), P, Born))
              Inserts.push_back({Here, B});
      }
    }
}

bool Growth::growsIn(PlaceId Sink, unsigned Block) const {
  const LoopFact *Loop = Loops.innermost(Block);
  for (const auto &[P, Where] : Inserts)
    if ((Loop ? Loop->contains(Where) : Where == Block) &&
        Unit.isWithin(Sink, P))
      return true;
  return false;
}

void Growth::summarize(Summary &Result) const {
  for (const auto &[P, Block] : Inserts)
    if (!Flow.isLocal(Unit.rootOf(P)) &&
        Flow.dominates(Block, 0, F.Exit, ~0u) &&
        !llvm::is_contained(Result.Grows, P))
      Result.Grows.push_back(P);
}

} // namespace torchleak
