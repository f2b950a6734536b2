//===- TrainingSigns.cpp - Does a function train? -------------------------===//

#include "analysis/keep/TrainingSigns.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

void TrainingSigns::summarize(Summary &Result) const {
  for (unsigned B : F.Order)
    for (const Event &E : F.Blocks[B].Events) {
      const auto *Step = E.as<fact::TrainingStep>();
      Result.Trains |= Step || E.is<fact::Backward>();
      if (Step) {
        (Step->ClearsGrad ? Result.ClearsGrad : Result.Steps) = true;
        Result.StepsInLoop |= !Step->ClearsGrad && Loops.outermost(B);
        Result.ClearsTensorGrad |= Step->OfTensor;
      }
      if (E.kind() != EventKind::Call)
        continue;
      for (FunctionId Callee : Summaries.calleesOf(F.Calls[E.call()])) {
        Result.Trains |= Summaries[Callee].Trains;
        Result.Steps |= Summaries[Callee].Steps;
        Result.StepsInLoop |= Summaries[Callee].StepsInLoop ||
                              (Summaries[Callee].Steps && Loops.outermost(B));
        Result.ClearsGrad |= Summaries[Callee].ClearsGrad;
        Result.ClearsTensorGrad |= Summaries[Callee].ClearsTensorGrad;
      }
    }
}

bool TrainingSigns::clearsGradAfter(unsigned Block, unsigned Order) const {
  for (unsigned B : F.Order)
    for (const Event &E : F.Blocks[B].Events) {
      const auto *Step = E.as<fact::TrainingStep>();
      bool Clears = (Step && Step->ClearsGrad) ||
                    (E.kind() == EventKind::Call &&
                     llvm::any_of(Summaries.calleesOf(F.Calls[E.call()]),
                                  [&](FunctionId Callee) {
                                    return Summaries[Callee].ClearsGrad;
                                  }));
      if (Clears && !Flow.dominates(B, E.Order, Block, Order))
        return true;
    }
  return false;
}

} // namespace torchleak
