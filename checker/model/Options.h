//===- Options.h - What a user tells the checker ----------------*- C++ -*-===//
//
// The same options in clang-tidy (`CheckOptions`), clangd and the command.
// Lists hold qualified names such as "mylib::Guard".
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_MODEL_OPTIONS_H
#define TORCHLEAK_MODEL_OPTIONS_H

#include <string>
#include <vector>

namespace torchleak {

enum class Profile { Default, Strict };

struct Options {
  /// Types that behave like at::Tensor (wrappers of the project).
  std::vector<std::string> TensorTypes;
  /// Types whose lifetime switches gradients off (wrappers of NoGradGuard).
  std::vector<std::string> GuardTypes;
  /// Macros that declare such a guard, of whatever type.
  std::vector<std::string> GuardMacros;
  /// Functions that keep their tensor arguments for good.
  std::vector<std::string> KeepFunctions;
  /// Functions that release or bound the container they are given (argument or
  /// receiver).
  std::vector<std::string> ReleaseFunctions;
  /// Methods and functions that are called once per step or request.
  std::vector<std::string> StepFunctions;
  Profile Show = Profile::Default;
  /// For tests: facts are written and read back before they are analysed.
  bool ThroughFacts = false;
  /// Facts are printed before they are analysed.
  bool PrintFacts = false;

  friend bool operator==(const Options &A, const Options &B) {
    return A.TensorTypes == B.TensorTypes && A.GuardTypes == B.GuardTypes &&
           A.GuardMacros == B.GuardMacros &&
           A.KeepFunctions == B.KeepFunctions &&
           A.ReleaseFunctions == B.ReleaseFunctions &&
           A.StepFunctions == B.StepFunctions && A.Show == B.Show &&
           A.ThroughFacts == B.ThroughFacts && A.PrintFacts == B.PrintFacts;
  }
};

} // namespace torchleak

#endif
