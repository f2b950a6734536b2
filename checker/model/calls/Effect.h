//===- Effect.h - The vocabulary of the call tables -------------*- C++ -*-===//
//
// What a call may do to its receiver, to its arguments, and what comes back. A
// row of the tables combines several of these.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_MODEL_CALLS_EFFECT_H
#define TORCHLEAK_MODEL_CALLS_EFFECT_H

#include <cstdint>

namespace torchleak {

enum class Effect : uint8_t {
  // What happens to the receiver.
  /// Keeps the arguments as elements.
  Inserts,
  /// Makes the element of the arguments, in place.
  Constructs,
  /// Keeps the first of a key and tells whether it did.
  IfAbsent,
  /// Removes or bounds elements, and may hand them out.
  Drops,
  /// Of those, leaves some.
  Partly,
  /// Drops what the argument holds as well: swap.
  DropsOther,
  /// Leaves so many copies of the argument: resize, assign.
  Refills,
  /// Holds the arguments instead of what it held.
  Assigns,
  /// Changes nothing.
  Asks,
  /// Counts up, if it is an atomic number.
  Advances,
  /// Tells how many elements there are.
  Counts,
  /// Tells whether there is anything, or whether there is nothing.
  AsksWhetherSet,
  AsksWhetherEmpty,

  // What comes back.
  ReturnsReceiver,
  /// A reference, pointer or iterator to an element of it.
  ReturnsElement,
  ReturnsArgument,
  /// And the argument, if it is a container, is empty: std::move.
  EmptiesArgument,
  /// An iterator into the range that comes first.
  ReturnsIterator,
  BeginsRange,
  EndsRange,
  /// The part of a tuple that the template argument says.
  ReturnsPart,
  MakesTuple,
  /// Something else for other arguments; no more than the least of them.
  TellsApart,
  Limits,
  ReadsInput,
  BringsNew, // Another each time: chance, the time.
  /// A tuple of references, which may be assigned to.
  Ties,
  /// A new object of the type that the template argument says, owned.
  MakesObject,
  /// An optional that holds something.
  MakesOptional,
  /// What fills the container that is given.
  MakesInserter,

  // What happens to the arguments.
  Swaps,
  /// Returns what the first was, and sets it to the second.
  Exchanges,
  /// Writes the range that begins at CallEffects::Argument; all of it.
  Overwrites,
  OverwritesAll,
  /// With the last argument, not with elements of the first range.
  FillsWithLast,
  /// Keeps its tensors for good. (A user's row.)
  KeepsArguments,
  /// Releases or bounds what it is given. (A user's row.)
  ReleasesArguments,

  // Who runs the callables among the arguments; they are kept, where none of
  // these says so.
  RunsOnce,
  RunsFirstTimeOnly,
  RunsPerElement,
  /// On another thread, where grad mode is on again.
  RunsOnThread,
  /// Gives the other arguments to the callable, or the parts of the second, or
  /// what each variant holds.
  GivesRest,
  GivesParts,
  GivesAlternatives,
  /// Gives what came out so far, and the next element.
  Folds,
  /// Gives an element of each of two ranges.
  PairsRanges,
  /// What the callable returns becomes an element of the output.
  MakesElements,
  /// What the callable returns comes back in a future.
  ReturnsResult,
  /// Is the callable, with some of its arguments.
  WrapsCallable,
  /// Keeps them in the receiver: register_hook.
  KeepsCallables,

  // Autograd. CallEffects::Argument is where retain_graph is.
  Backward,
  ReturnsGradients,
  /// For the thread, until somebody sets it again.
  SetsGradMode,
  AsksGradMode,
  SetsRequiresGrad,
  /// Options of a tensor that is made: it shall require grad.
  AsksForGrad,
  /// A tensor's gradient, to read or to be set.
  ReturnsGradient,
  ReturnsMutableGradient,
  CutsInPlace,
  StepsOptimizer,
  ClearsGradients,
  /// Makes a module whose parameters are constants.
  Freezes,
  /// Fills a parameter with grad mode off.
  Initializes,
  /// An operator of ATen by its name.
  IsOperator,

  // Modules.
  RunsModule,
  /// The method that the first argument names.
  NamedMethod,
  /// The parameters or submodules of the receiver, all of them.
  ReturnsParts,
  RegistersParameter,
  RegistersBuffer,
  RegistersModule,
  UnregistersModule,

  /// Runs once per step or request. (A user's row.)
  IsStep,
  Count,
};

} // namespace torchleak

#endif
