//===- GradModes.h - In which grad mode functions are called ----*- C++ -*-===//
//
// Whether a function may be called with grad mode on, from the modes at all
// calls in sight.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_CALLS_GRADMODES_H
#define TORCHLEAK_ANALYSIS_CALLS_GRADMODES_H

#include "analysis/calls/CallGraph.h"
#include "llvm/ADT/BitVector.h"

namespace torchleak {

class GradModes {
public:
  explicit GradModes(unsigned Functions) : Calls(Functions), On(Functions) {}

  void addCall(FunctionId Caller, FunctionId Callee, GradMode Mode) {
    Calls[Callee].push_back({Caller, Mode});
  }
  /// Once all calls are known. \p OnAtStart: of a function that nobody in
  /// sight calls.
  void solve(const CallGraph &Graph,
             llvm::function_ref<bool(FunctionId)> OnAtStart);
  bool mayBeOnAtEntry(FunctionId Function) const { return On.test(Function); }

private:
  struct IncomingCall {
    FunctionId Caller;
    GradMode Mode;
  };
  std::vector<std::vector<IncomingCall>> Calls;
  llvm::BitVector On;
};

} // namespace torchleak

#endif
