//===- FrozenModules.cpp - Modules without trainable parameters -----------===//

#include "analysis/payload/FrozenModules.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

void FrozenModules::collect(FunctionId Function, const Event &E,
                            const RetentionAnalysis &Analysis) {
  const FunctionFacts &F = *Facts.Functions[Function];
  const FunctionModules &Modules = Analysis.modules();
  if (const auto *Store = E.as<fact::Store>()) {
    if (Store->Place != None && Modules.isFrozenModule(Store->Value))
      Frozen.insert(Facts.Places[Store->Place].Entity);
  } else if (E.is<fact::Freeze>()) {
    const Place &P = Facts.Places[Modules.frozenPlace(E)];
    if (P.Kind == PlaceKind::This)
      FrozenInMethod.push_back({F.Record, Function});
    else
      freeze(P);
  } else if (const auto *Called = E.as<fact::Call>()) {
    const CallFact &Call = F.Calls[Called->Call];
    for (FunctionId Callee : Summaries.calleesOf(Call))
      for (auto [I, A] : llvm::enumerate(Call.Arguments))
        if (PlaceId Module =
                A.Value == None ? None : Modules.moduleOfParameters(A.Value))
          PassedParameters.push_back({Callee, unsigned(I), Module, F.Record});
  }
}

bool FrozenModules::freeze(const Place &Module) {
  // A callable that is kept may be run with any module of that class.
  if (Module.Kind == PlaceKind::Parameter && Module.Record &&
      Module.Owner != NoFunction && Facts.Functions[Module.Owner]->IsLambda)
    Frozen.insert(Module.Record);
  return Frozen.insert(Module.Entity).second;
}

void FrozenModules::propagate() {
  for (auto &[Record, Method] : FrozenInMethod) {
    // freeze() of a class: whatever it is called on is frozen.
    for (const CallSite &Site : CallSites[Method])
      for (const CallFact &Call : Facts.Functions[Site.Caller]->Calls)
        if (llvm::is_contained(Summaries.calleesOf(Call), Method) &&
            Call.Receiver.Place != None)
          Frozen.insert(Call.Receiver.Place == Facts.ThisPlace
                            ? Record
                            : Facts.Places[Call.Receiver.Place].Entity);
    Frozen.insert(Record);
  }
  // freeze(net) freezes the argument, and a frozen argument is a frozen
  // parameter.
  bool Changed = true;
  while (Changed) {
    Changed = false;
    for (const PassedList &Passed : PassedParameters) {
      const auto &Parameters = Facts.Functions[Passed.To]->Parameters;
      const Place &Module = Facts.Places[Passed.Module];
      if (Passed.Index < Parameters.size() &&
          Frozen.contains(Facts.Places[Parameters[Passed.Index]].Entity))
        Changed |= Module.Kind == PlaceKind::This
                       ? Frozen.insert(Passed.Record).second
                       : freeze(Module);
    }
    for (const auto &F : Facts.Functions)
      for (const CallFact &Call : F->Calls)
        for (FunctionId Callee : Summaries.calleesOf(Call))
          for (PlaceId P : Facts.Functions[Callee]->Parameters) {
            const Argument *Given =
                Binding(Facts, *F, &Call - F->Calls.data(), Callee).argument(P);
            PlaceId Passed = Given ? Given->Place : None;
            if (Passed == None)
              continue;
            EntityId Parameter = Facts.Places[P].Entity;
            if (Frozen.contains(Parameter) && Facts.Places[Passed].Entity)
              Changed |= Frozen.insert(Facts.Places[Passed].Entity).second;
            else if (isFrozen(Passed))
              Changed |= Frozen.insert(Parameter).second;
          }
  }
}

bool FrozenModules::isFrozen(PlaceId P) const {
  for (; P != None; P = Facts.Places[P].Parent) {
    if (Facts.Places[P].Entity && Frozen.contains(Facts.Places[P].Entity))
      return true;
    if (Facts.Places[P].Record && Frozen.contains(Facts.Places[P].Record))
      return true;
  }
  return false;
}

} // namespace torchleak
