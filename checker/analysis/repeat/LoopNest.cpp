//===- LoopNest.cpp - The loops around a block of a function --------------===//

#include "analysis/repeat/LoopNest.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

const LoopFact *LoopNest::outermost(unsigned Block) const {
  for (const LoopFact &Loop : F.Loops)
    if (Loop.contains(Block))
      return &Loop;
  return nullptr;
}

const LoopFact *LoopNest::innermost(unsigned Block) const {
  const LoopFact *Inner = nullptr;
  for (const LoopFact &Loop : F.Loops)
    if (Loop.contains(Block))
      Inner = &Loop;
  return Inner;
}

Rounds LoopNest::roundsOf(const LoopFact &Loop) {
  return Loop.Open       ? Rounds::Open
         : Loop.Constant ? Rounds::Constant
                         : Rounds::PerElement;
}

bool LoopNest::trains(const LoopFact *Loop) const {
  auto [It, New] = Trains.try_emplace(Loop, false);
  if (!New)
    return It->second;
  auto steps = [&](const Event &E) {
    if (const auto *Step = E.as<fact::TrainingStep>())
      return !Step->ClearsGrad;
    return E.kind() == EventKind::Call &&
           llvm::any_of(
               Summaries.calleesOf(F.Calls[E.call()]),
               [&](FunctionId Callee) { return Summaries[Callee].Steps; });
  };
  return It->second = llvm::any_of(Loop->Blocks, [&](unsigned Block) {
           return llvm::any_of(F.Blocks[Block].Events, steps);
         });
}

bool LoopNest::trainsInside(const LoopFact &Loop) const {
  auto isInner = [&](const LoopFact &Inner) {
    return &Inner != &Loop && Loop.contains(Inner.Header) && trains(&Inner);
  };
  if (llvm::any_of(F.Loops, isInner))
    return true;
  return llvm::any_of(Loop.Blocks, [&](unsigned Block) {
    return llvm::any_of(F.Blocks[Block].Events, [&](const Event &E) {
      return E.kind() == EventKind::Call &&
             llvm::any_of(Summaries.calleesOf(F.Calls[E.call()]),
                          [&](FunctionId Callee) {
                            return Summaries[Callee].StepsInLoop;
                          });
    });
  });
}

LoopNest::Within LoopNest::within(unsigned Block, LoopTest EndsLife,
                                  LoopTest Counts) const {
  Within Result;
  for (const LoopFact &Loop : F.Loops) {
    if (!Loop.contains(Block))
      continue;
    if (EndsLife(Loop)) {
      Result = Within();
      Result.Ends = &Loop;
      Result.How.Holder = Life::Round;
      continue;
    }
    if (!Counts(Loop))
      continue;
    if (!Result.Repeats)
      Result.Repeats = &Loop;
    Result.How.Times = std::max(Result.How.Times, roundsOf(Loop));
    if (trains(&Loop))
      Result.How.Trains = Training::Steps;
  }
  if (Result.Ends && Result.How.Trains == Training::None &&
      trainsInside(*Result.Ends))
    Result.How.Trains = Training::Pass;
  return Result;
}

} // namespace torchleak
