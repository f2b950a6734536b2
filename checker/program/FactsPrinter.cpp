//===- FactsPrinter.cpp - Facts as text, for tests and debugging ----------===//

#include "program/FactsPrinter.h"
#include "llvm/Support/raw_ostream.h"

namespace torchleak {

static const char *nameOf(EventKind Kind) {
  switch (Kind) {
  case EventKind::Compute:
    return "compute";
  case EventKind::Declare:
    return "declare";
  case EventKind::Assign:
    return "assign";
  case EventKind::Insert:
    return "insert";
  case EventKind::AssignElement:
    return "assign-element";
  case EventKind::Release:
    return "release";
  case EventKind::GuardOpen:
    return "guard-open";
  case EventKind::GuardClose:
    return "guard-close";
  case EventKind::ModeNoted:
    return "mode-noted";
  case EventKind::Backward:
    return "backward";
  case EventKind::TrainingStep:
    return "training-step";
  case EventKind::Call:
    return "call";
  case EventKind::SizeCheck:
    return "size-check";
  case EventKind::DefinedCheck:
    return "defined-check";
  case EventKind::FirstTimesCheck:
    return "first-times-check";
  case EventKind::IndirectCall:
    return "indirect-call";
  case EventKind::Return:
    return "return";
  case EventKind::Freeze:
    return "freeze";
  case EventKind::IdleGuard:
    return "idle-guard";
  }
  return "?";
}

static const char *nameOf(Op Kind) {
  static const char *const Names[] = {
      "nothing",        "unknown", "handle",  "load", "field",      "aggregate",
      "differentiable", "values",  "cut",     "leaf", "clear-leaf", "forward",
      "parameter",      "call",    "address", "new",  "lambda"};
  return Names[unsigned(Kind)];
}

void printFacts(const UnitFacts &Unit, const FunctionFacts &F,
                llvm::raw_ostream &OS) {
  OS << "function " << F.Name << "\n";
  for (unsigned B : F.Order) {
    OS << " block " << B << " ->";
    for (unsigned Next : F.Blocks[B].Successors)
      OS << " " << Next;
    OS << "\n";
    for (const Event &E : F.Blocks[B].Events) {
      OS << "  " << nameOf(E.Kind);
      if (E.Place != None)
        OS << " place=" << Unit.describe(E.Place) << "#" << E.Place;
      if (E.Value != None) {
        const Value &V = F.Values[E.Value];
        OS << " v" << E.Value;
        if (E.Kind == EventKind::Compute) {
          OS << " = " << nameOf(V.Kind) << " " << V.Name;
          if (V.Place != None)
            OS << " [" << Unit.describe(V.Place) << "#" << V.Place << "]";
          for (ValueId Operand : V.Operands)
            OS << " v" << Operand;
        }
      }
      if (E.Root != None)
        OS << " root=v" << E.Root;
      OS << "\n";
    }
  }
}

} // namespace torchleak
