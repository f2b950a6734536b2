//===- Diagnosis.h - What is wrong with a retention -------------*- C++ -*-===//
//
// One function turns what the analyses found into one diagnosis. A rule speaks
// for its own diagnosis and need not know of any other: that exactly one fits
// is decided here. DiagnosisTest.cpp has the truth table.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_DIAGNOSIS_DIAGNOSIS_H
#define TORCHLEAK_ANALYSIS_DIAGNOSIS_DIAGNOSIS_H

namespace torchleak {

struct GradientCycle;
struct Retention;
struct TiedCycle;

enum class Diagnosis {
  /// A value with history is stored, and should have been detached.
  GraphInContainer,
  /// A module ran in code that does not train: a guard is missing.
  UnguardedInference,
  /// There is a guard, but not where the module runs.
  IneffectiveGuard,
  /// A step returned its result with the graph after its own backward.
  AttachedReturn,
  /// A sum that keeps the history of each term.
  GraphAccumulation,
  /// A state that is computed from itself.
  RecurrentState,
  /// Writes into a tensor that keeps what was written before.
  InplaceHistory,
  /// A map of tensors or modules only ever grows.
  UnboundedCache,
  /// Objects own each other.
  OwnershipCycle,
  /// A gradient's graph owns the parameter that owns the gradient.
  CreateGraphCycle,
};

Diagnosis diagnose(const Retention &R);
Diagnosis diagnose(const TiedCycle &Cycle);
Diagnosis diagnose(const GradientCycle &Cycle);

} // namespace torchleak

#endif
