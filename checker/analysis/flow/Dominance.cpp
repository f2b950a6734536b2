//===- Dominance.cpp - Which block runs before which ----------------------===//

#include "analysis/flow/ValueFlow.h"

namespace torchleak {

void ValueFlow::computeFrontiers() {
  unsigned Count = F.Blocks.size();
  Frontiers.resize(Count);
  Phis.resize(Count);
  DominatorChildren.resize(Count);
  DominatorIn.assign(Count, 0);
  DominatorOut.assign(Count, 0);
  if (F.Order.empty())
    return;
  for (unsigned B : F.Order)
    if (F.ImmediateDominators[B] != B)
      DominatorChildren[F.ImmediateDominators[B]].push_back(B);
  for (unsigned B : F.Order) {
    if (F.Blocks[B].Predecessors.size() < 2)
      continue;
    for (unsigned Runner : F.Blocks[B].Predecessors) {
      if (F.ImmediateDominators[Runner] == ~0u)
        continue;
      while (Runner != F.ImmediateDominators[B]) {
        if (Frontiers[Runner].empty() || Frontiers[Runner].back() != B)
          Frontiers[Runner].push_back(B);
        if (Runner == F.ImmediateDominators[Runner])
          break;
        Runner = F.ImmediateDominators[Runner];
      }
    }
  }
  // Intervals of the dominator tree answer "dominates" in constant time.
  unsigned Clock = 0;
  llvm::SmallVector<std::pair<unsigned, unsigned>, 32> Stack{{F.Entry, 0}};
  DominatorIn[F.Entry] = ++Clock;
  while (!Stack.empty()) {
    auto &[B, Next] = Stack.back();
    if (Next == DominatorChildren[B].size()) {
      DominatorOut[B] = ++Clock;
      Stack.pop_back();
      continue;
    }
    unsigned Child = DominatorChildren[B][Next++];
    DominatorIn[Child] = ++Clock;
    Stack.push_back({Child, 0});
  }
}

bool ValueFlow::dominates(unsigned BlockA, unsigned OrderA, unsigned BlockB,
                          unsigned OrderB) const {
  if (BlockA == BlockB)
    return OrderA < OrderB;
  return DominatorIn[BlockA] <= DominatorIn[BlockB] &&
         DominatorOut[BlockB] <= DominatorOut[BlockA];
}

} // namespace torchleak
