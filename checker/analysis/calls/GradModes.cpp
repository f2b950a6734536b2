//===- GradModes.cpp - In which grad mode functions are called ------------===//

#include "analysis/calls/GradModes.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

void GradModes::solve(const CallGraph &Graph,
                      llvm::function_ref<bool(FunctionId)> OnAtStart) {
  unsigned Count = Calls.size();
  // Who runs in the mode that its caller was called in.
  std::vector<std::vector<FunctionId>> Inherits(Count);
  std::vector<FunctionId> Work;
  auto turnOn = [&](FunctionId Function) {
    if (On.test(Function))
      return;
    On.set(Function);
    Work.push_back(Function);
  };
  for (FunctionId Function = 0; Function != Count; ++Function) {
    bool OnlyInherits = true;
    for (const IncomingCall &Call : Calls[Function]) {
      OnlyInherits &= Call.Mode == GradMode::Caller;
      if (Call.Mode == GradMode::On)
        turnOn(Function);
      else if (Call.Mode == GradMode::Caller)
        Inherits[Call.Caller].push_back(Function);
    }
    // Nobody in sight calls it, or only functions that it calls itself and that
    // hold no guard of their own.
    if (OnlyInherits && !Graph.componentOf(Function).Called &&
        OnAtStart(Function))
      turnOn(Function);
  }
  while (!Work.empty()) {
    FunctionId Function = Work.back();
    Work.pop_back();
    for (FunctionId Callee : Inherits[Function])
      turnOn(Callee);
  }
}

} // namespace torchleak
