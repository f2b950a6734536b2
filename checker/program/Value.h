//===- Value.h - What a function computes ----------------------*- C++ -*-===//
//
// The operators are a closed list; what libtorch has is told apart in the
// model.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_PROGRAM_VALUE_H
#define TORCHLEAK_PROGRAM_VALUE_H

#include "program/Place.h"
#include "llvm/ADT/SmallVector.h"

namespace torchleak {

enum class Op {
  /// Carries no history: constants, factories, results that never require grad.
  Nothing,
  /// Not understood; taken as carrying no history, and counted.
  Unknown,
  /// The same tensors under another name: copy, move, aggregate, element.
  Handle,
  /// Reads a place.
  Load,
  /// Reads a field (Key) of a value.
  Field,
  /// A record or tuple: one operand per key.
  Aggregate,
  /// Recorded when grad mode is on and an operand has history.
  Differentiable,
  /// As above, with several results of which some never require grad.
  DifferentiableTuple,
  /// History ends here: detach() and the like.
  Cut,
  /// A leaf that requires grad.
  Leaf,
  /// set_requires_grad(false): clears a leaf, not a result.
  ClearLeaf,
  /// A module with trainable parameters runs on the operands.
  Forward,
  /// One of a module's parameters.
  Parameter,
  /// A function of the unit; see Call.
  Call,
  /// Refers to a place: `&x`, an iterator, shared_from_this().
  AddressOf,
  /// A new object: make_shared, new, a constructor.
  NewObject,
  /// A callable with captures.
  Lambda,
};

/// What a variable of an integral type is, or is not, while nobody sets it.
struct Condition {
  PlaceId Flag = None;
  int64_t Value = 1;
  bool Equal = true;

  Condition negated() const { return {Flag, Value, !Equal}; }
  friend bool operator==(const Condition &A, const Condition &B) {
    return A.Flag == B.Flag && A.Value == B.Value && A.Equal == B.Equal;
  }
};

struct Value {
  Op Kind = Op::Nothing;
  Spot Loc;
  llvm::SmallVector<ValueId, 2> Operands;
  /// Aggregate: key of each operand. Field: the key.
  llvm::SmallVector<EntityId, 2> Keys;
  PlaceId Place = None;
  /// What ran, for the reader: "mse_loss", "net->forward".
  std::string Name;
  /// Index into FunctionFacts::Calls.
  unsigned Call = ~0u;
  /// Lambda: its body.
  FunctionId Body = NoFunction;
  /// DifferentiableTuple: the number of results, and those that never require
  /// grad, one bit each.
  unsigned Results = 0, NeverRequiresGrad = 0;
  /// NewObject: the record.
  EntityId Record = NoEntity;
  /// A loss function.
  bool Loss = false;
  /// A module without trainable parameters, made so.
  bool Frozen = false;
  /// Writes into its first operand: copy_, +=, `t[i] = y`.
  bool InPlace = false;
  /// Of a part of a tensor only, a row, a slice: the tensor is the last
  /// operand.
  bool WritesPart = false;
  /// Puts its operands together: cat(), stack().
  bool Concatenates = false;
  /// A sum, a difference or a scaled copy of its operands.
  bool Blends = false;
  /// Forward: of a script module, another method than forward(); it may use no
  /// parameter.
  bool OtherMethod = false;
  /// Forward: the module is one of several, as the layers of a model are.
  bool OneOfSeveral = false;
  /// Takes a list of tensors as a whole: cat, stack.
  bool WholeList = false;
  /// Handle: of the first of two operands where that holds, else of the second.
  Condition If;
  /// Position: set by the generator.
  unsigned Block = 0;
  unsigned Order = 0;

  /// Of an in-place operator: the tensor that is written, as it was.
  ValueId written() const {
    if (!InPlace || Operands.empty())
      return None;
    return WritesPart ? Operands.back() : Operands.front();
  }
};

} // namespace torchleak

#endif
