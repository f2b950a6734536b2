//===- StdModel.h - Containers, holders and algorithms ----------*- C++ -*-===//
//
// What the standard library (and containers that look like it) does with the
// values it is given: keep, release, hand out, or call back.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_MODEL_STDMODEL_H
#define TORCHLEAK_MODEL_STDMODEL_H

#include "llvm/ADT/StringRef.h"
#include <optional>

namespace torchleak {

enum class ContainerMethod {
  None,
  /// Adds an element: push_back, insert.
  Insert,
  /// Adds or overwrites the element of a key: try_emplace, insert_or_assign.
  InsertKeyed,
  /// Removes or bounds elements: clear, erase, pop_back, resize.
  Release,
  /// Hands out a reference, pointer or iterator to an element: at, find, begin.
  Element,
  /// Anything that changes nothing: size, empty, reserve.
  Query,
};

ContainerMethod classifyContainerMethod(llvm::StringRef Name);

/// True for methods that release some elements and leave the others.
bool releasesSome(llvm::StringRef Name);

/// True for methods that tell whether an object holds anything yet: defined(),
/// has_value(), empty(), count(key); or whether a tensor has history.
bool asksWhetherSet(llvm::StringRef Name);

/// True for algorithms whose result is an iterator into the range that comes
/// first.
bool findsElement(llvm::StringRef Name);

/// True for methods of maps that insert unless the key is there, and tell.
bool insertsOnce(llvm::StringRef Name);

/// How a callable that is passed to a function runs.
enum class CallableUse {
  /// Once per element of a range: std::for_each, std::transform.
  PerElement,
  /// Once, here: std::invoke, std::call_once.
  Once,
  /// Once, on another thread, where grad mode is on again.
  Thread,
  /// Stored or run at unknown times.
  Unknown,
};

/// For a function of namespace std.
CallableUse classifyStdCallableUse(llvm::StringRef Name);

/// True for functions of namespace std that run their callable the first time
/// only.
bool runsFirstTimeOnly(llvm::StringRef Name);

/// True for algorithms whose callable makes the elements of the result.
bool makesElements(llvm::StringRef Name);

/// Which of \p Count arguments an algorithm writes over, beginning there, if it
/// is no inserter: the third of std::copy(first, last, out).
std::optional<unsigned> overwrittenArgument(llvm::StringRef Name,
                                            unsigned Count);

/// Classes of what std::mem_fn and std::bind return, in libstdc++ and libc++.
bool wrapsCallable(llvm::StringRef Class);

/// The operator that an arithmetic functor of namespace std stands for: `add`
/// for std::plus; or nothing.
llvm::StringRef functorOperator(llvm::StringRef Class);

/// What a function of namespace std makes of the keys that it is given.
enum class KeyFunction {
  None,
  /// Another value for another argument: to_string, make_pair.
  Keeps,
  /// No more than one of them: min, clamp.
  Bounds,
};
KeyFunction classifyKeyFunction(llvm::StringRef Name);

/// True for methods that tell how many elements a container has.
bool tellsSize(llvm::StringRef Name);

/// True for methods of an atomic number that count it up.
bool advancesCounter(llvm::StringRef Name);

/// True for functions of namespace std that return what they were passed:
/// move, forward, ref, as_const, static_pointer_cast.
bool returnsItsArgument(llvm::StringRef Name);

} // namespace torchleak

#endif
