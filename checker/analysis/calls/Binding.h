//===- Binding.h - A callee's words in those of its caller ------*- C++ -*-===//
//
// A summary speaks of the parameters, the object and the captures of its own
// function. What each of them is in a call, every analysis asks here: places,
// what is passed for them, and conditions on flags.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_CALLS_BINDING_H
#define TORCHLEAK_ANALYSIS_CALLS_BINDING_H

#include "program/Unit.h"

namespace torchleak {

/// One call and one of the functions that it may run.
class Binding {
public:
  Binding(UnitFacts &Unit, const FunctionFacts &Caller, unsigned Call,
          FunctionId Callee)
      : Unit(Unit), Caller(Caller), Index(Call), Callee(Callee) {}

  const CallFact &call() const { return Caller.Calls[Index]; }
  /// Index into the caller's calls.
  unsigned index() const { return Index; }
  FunctionId callee() const { return Callee; }

  /// The callee's place \p P in the caller's words; None if it has no name
  /// there.
  PlaceId place(PlaceId P) const;
  /// What \p P is, or is a part of, where the call passes that: the receiver or
  /// an argument; else null.
  const Argument *passed(PlaceId P) const;
  /// The same of parameters only.
  const Argument *argument(PlaceId P) const;
  /// \p P is a parameter of the callee, or a part of one. Whoever runs a
  /// callable later may give it one that this call does not.
  bool isOfParameter(PlaceId P) const;
  /// What is given for the parameter with that number, or null.
  const Argument *argumentOf(unsigned Parameter) const;

  /// Whether \p C, of the callee, holds, where the call gives a number for its
  /// flag.
  std::optional<bool> holds(const Condition &C) const;
  /// \p C of the variable that is the flag here; its flag is None if none is.
  Condition condition(const Condition &C) const;

private:
  const Argument *flag(const Condition &C) const;

  UnitFacts &Unit;
  const FunctionFacts &Caller;
  unsigned Index;
  FunctionId Callee;
};

} // namespace torchleak

#endif
