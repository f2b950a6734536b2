//===- LoopFacts.cpp - Loops, and what they go through --------------------===//

#include "extract/FactGenerator.h"
#include "extract/LoopBounds.h"
#include "clang/Analysis/Analyses/Dominators.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace torchleak {

void FactGenerator::findLoops(CFG &Graph) {
  CFGDomTree Dominators(&Graph);
  Facts.ImmediateDominators.assign(Graph.getNumBlockIDs(), ~0u);
  for (CFGBlock *B : Graph)
    if (llvm::DomTreeNodeBase<CFGBlock> *Node = Dominators.getBase().getNode(B))
      Facts.ImmediateDominators[B->getBlockID()] =
          Node->getIDom() ? Node->getIDom()->getBlock()->getBlockID()
                          : B->getBlockID();
  llvm::DenseMap<unsigned, unsigned> ByHeader;
  for (const CFGBlock *B : Graph) {
    for (const CFGBlock::AdjacentBlock &Next : B->succs()) {
      const CFGBlock *Header = Next.getReachableBlock();
      if (!Header || !Dominators.isReachableFromEntry(B) ||
          !Dominators.dominates(Header, B))
        continue;
      auto [It, New] =
          ByHeader.try_emplace(Header->getBlockID(), Facts.Loops.size());
      if (New) {
        LoopFact Loop;
        Loop.Header = Header->getBlockID();
        Loop.Blocks.push_back(Loop.Header);
        Facts.Loops.push_back(std::move(Loop));
      }
      LoopFact &Loop = Facts.Loops[It->second];
      if (const Stmt *Target = B->getLoopTarget()) {
        Loop.Loc = Unit.spot(Target->getBeginLoc());
        LoopBound Bound = boundOf(*Target, Context);
        Loop.Open = Bound == LoopBound::None;
        Loop.Constant = Bound == LoopBound::Constant;
      } else if (Loop.Loc.isInvalid() && Header->getTerminatorStmt())
        Loop.Loc = Unit.spot(Header->getTerminatorStmt()->getBeginLoc());
      // Everything that reaches the back edge without passing the header.
      llvm::DenseSet<unsigned> Seen(Loop.Blocks.begin(), Loop.Blocks.end());
      SmallVector<unsigned, 16> Work{B->getBlockID()};
      while (!Work.empty()) {
        unsigned Block = Work.pop_back_val();
        if (!Seen.insert(Block).second)
          continue;
        Loop.Blocks.push_back(Block);
        Work.append(Facts.Blocks[Block].Predecessors.begin(),
                    Facts.Blocks[Block].Predecessors.end());
      }
    }
  }
  for (LoopFact &Loop : Facts.Loops)
    llvm::sort(Loop.Blocks);
  // Outer loops first: more blocks.
  llvm::stable_sort(Facts.Loops, [](const LoopFact &A, const LoopFact &B) {
    return A.Blocks.size() > B.Blocks.size();
  });
}

/// The variable of `int i = 0`, with its initializer.
static const VarDecl *startsWith(const ForStmt &For) {
  const auto *Declaration = dyn_cast_or_null<DeclStmt>(For.getInit());
  const auto *V = Declaration && Declaration->isSingleDecl()
                      ? dyn_cast<VarDecl>(Declaration->getSingleDecl())
                      : nullptr;
  return V && V->getInit() ? V : nullptr;
}

static bool isVariable(const Expr *E, const VarDecl *V) {
  const auto *Name = dyn_cast<DeclRefExpr>(ignoreWrappers(E));
  return Name && Name->getDecl() == V;
}

Ref FactGenerator::coveredBy(const ForStmt &For, const VarDecl *&Index) {
  Index = startsWith(For);
  const auto *Zero =
      Index ? dyn_cast<IntegerLiteral>(ignoreWrappers(Index->getInit()))
            : nullptr;
  const auto *Step = dyn_cast_or_null<UnaryOperator>(For.getInc());
  const auto *Condition = dyn_cast_or_null<BinaryOperator>(
      For.getCond() ? ignoreWrappers(For.getCond()) : nullptr);
  if (!Zero || Zero->getValue() != 0 || !Step || !Step->isIncrementOp() ||
      !isVariable(Step->getSubExpr(), Index) || !Condition ||
      (Condition->getOpcode() != BO_LT && Condition->getOpcode() != BO_NE) ||
      !isVariable(Condition->getLHS(), Index))
    return {};
  const auto *Size =
      dyn_cast<CXXMemberCallExpr>(ignoreWrappers(Condition->getRHS()));
  if (!Size || !countsElements(Size))
    return {};
  return refOf(Size->getImplicitObjectArgument());
}

Ref FactGenerator::coveredByIterator(const ForStmt &For) {
  // `for (auto it = v.begin(); it != v.end(); ++it)`
  const VarDecl *It = startsWith(For);
  const auto *Step = dyn_cast_or_null<CXXOperatorCallExpr>(For.getInc());
  std::optional<ObjectComparison> Condition = comparisonOf(For.getCond());
  if (!It || !Step || Step->getOperator() != OO_PlusPlus ||
      !isVariable(Step->getArg(0), It) || !Condition || Condition->Equal ||
      !isVariable(Condition->Left, It) ||
      !isWholeRange(It->getInit(), Condition->Right))
    return {};
  return refOf(rangeOf(It->getInit(), /*End=*/false));
}

void FactGenerator::noteCovered(const Stmt *Terminator) {
  auto Loop = llvm::find_if(
      Facts.Loops, [&](const LoopFact &L) { return L.Header == CurrentBlock; });
  if (Loop == Facts.Loops.end())
    return;
  Ref Range;
  const VarDecl *Index = nullptr;
  if (const auto *ForRange = dyn_cast_or_null<CXXForRangeStmt>(Terminator))
    Range = Aliases.lookup(
        cast<VarDecl>(ForRange->getRangeStmt()->getSingleDecl()));
  else if (const auto *For = dyn_cast_or_null<ForStmt>(Terminator))
    Range = coveredBy(*For, Index);
  if (const auto *For = dyn_cast_or_null<ForStmt>(Terminator); For && !Range) {
    Index = nullptr;
    Range = coveredByIterator(*For);
  }
  if (!Range || Range.Element)
    return;
  Loop->Covers = Range.Place;
  LoopIndexes[Loop->Header] = Index;
}

bool FactGenerator::isEachOfLoop(const Ref &R) const {
  if (!R.Element)
    return false;
  // `for (auto &r : results) r.out = ...`: that part of each.
  return llvm::any_of(Facts.Loops, [&](const LoopFact &Loop) {
    if (Loop.Covers == None || !Loop.contains(CurrentBlock) ||
        !Unit.facts().isWithin(R.Place, Loop.Covers))
      return false;
    const VarDecl *Index = LoopIndexes.lookup(Loop.Header);
    return Index ? R.Index == Index : !R.Subscript;
  });
}

} // namespace torchleak
