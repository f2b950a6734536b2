//===- Body.h - What a function does, without its AST ----------*- C++ -*-===//
//
// Blocks of the control flow graph with their facts, in order, and the loops
// that they form. Nothing changes it once it is extracted.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_PROGRAM_BODY_H
#define TORCHLEAK_PROGRAM_BODY_H

#include "program/Call.h"
#include "program/Event.h"
#include <algorithm>
#include <optional>
#include <vector>

namespace torchleak {

/// How a block branches on a variable that the function does not set.
struct FlagBranch {
  Condition If;
  /// The blocks that run where it holds, and where it doesn't.
  unsigned Holds = ~0u, Otherwise = ~0u;
  /// The block that declares a local variable; ~0u for what was there before.
  unsigned Declared = ~0u;
};

struct Block {
  std::vector<Event> Events;
  llvm::SmallVector<unsigned, 2> Successors;
  llvm::SmallVector<unsigned, 2> Predecessors;
  std::optional<FlagBranch> Branch;
  /// Of a switch over such a variable: what holds in the block of each case.
  llvm::SmallVector<std::pair<unsigned, Condition>, 0> Cases;
};

/// A loop as the control flow graph has it.
struct LoopFact {
  unsigned Header = 0;
  /// Sorted.
  std::vector<unsigned> Blocks;
  Spot Loc;
  /// Runs until something happens: it counts nothing, and goes through nothing.
  bool Open = false;
  /// Counts to a number in the source: so many rounds at most.
  bool Constant = false;
  /// A container whose elements it goes through, from the first to the last.
  PlaceId Covers = None;

  bool contains(unsigned Block) const {
    return std::binary_search(Blocks.begin(), Blocks.end(), Block);
  }
};

struct FunctionFacts {
  std::string Name;
  /// As a demangler prints it, without parameters; a lambda is "(lambda)" in
  /// the function that has it.
  std::string QualifiedName;
  EntityId Entity = NoEntity;
  /// The class of a method, for a lambda that of the enclosing method.
  EntityId Record = NoEntity;
  Spot Loc;
  /// Just after the opening brace, for a guard as first statement.
  Spot BodyStart;
  /// The whole definition.
  SpotRange Extent;
  bool IsConstructor = false;
  bool IsDestructor = false;
  bool IsMain = false;
  bool IsLambda = false;
  bool IsModuleForward = false;
  /// Named in StepFunctions.
  bool IsStep = false;
  /// It overrides what a library declares, which calls it.
  bool CalledByLibrary = false;
  bool IsVirtual = false;
  /// A guard is a member of the object that it runs on.
  bool GuardedByObject = false;
  /// Names of parameters and of what the outermost block declares: a fix must
  /// not declare them again.
  std::vector<std::string> TakenNames;
  /// Equal for functions that one std::function can hold.
  EntityId Signature = NoEntity;
  bool ReturnsTensors = false;
  /// The methods that it overrides, at any level.
  llvm::SmallVector<EntityId, 0> Overrides;
  std::vector<PlaceId> Parameters;
  std::vector<Value> Values{Value()};
  std::vector<CallFact> Calls;
  std::vector<Block> Blocks;
  std::vector<LoopFact> Loops;
  unsigned Entry = 0;
  unsigned Exit = 0;
  /// Of each block; the entry's own for the entry, ~0u for unreachable ones.
  std::vector<unsigned> ImmediateDominators;
  /// Reachable blocks in reverse post-order.
  std::vector<unsigned> Order;
  bool OverBudget = false;
};

} // namespace torchleak

#endif
