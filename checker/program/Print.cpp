//===- Print.cpp - Facts as text ------------------------------------------===//

#include "program/Print.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

namespace torchleak {

namespace {

const char *nameOf(Op Kind) {
  static const char *const Names[] = {
      "nothing",        "unknown", "handle",  "load", "field",      "aggregate",
      "differentiable", "results", "cut",     "leaf", "clear-leaf", "forward",
      "parameter",      "call",    "address", "new",  "lambda"};
  static_assert(std::size(Names) == unsigned(Op::Lambda) + 1);
  return Names[unsigned(Kind)];
}

const char *nameOf(GradMode Mode) {
  static const char *const Names[] = {"on", "off", "unknown", "caller"};
  static_assert(std::size(Names) == unsigned(GradMode::Caller) + 1);
  return Names[unsigned(Mode)];
}

const char *nameOf(KeyOrigin Origin) {
  static const char *const Names[] = {"fixed",   "lasting", "unknown",
                                      "address", "extent",  "input",
                                      "fresh",   "counter"};
  return Names[unsigned(Origin)];
}

const char *nameOf(CallTimes Times) {
  static const char *const Names[] = {"once", "per-element", "stored",
                                      "uncertain", "deferred"};
  static_assert(std::size(Names) == unsigned(CallTimes::Deferred) + 1);
  return Names[unsigned(Times)];
}

class FactsPrinter {
public:
  FactsPrinter(const UnitFacts &Unit, const FunctionFacts &F,
               llvm::raw_ostream &OS)
      : Unit(Unit), F(F), OS(OS) {}

  void function();
  void event(const Event &E) {
    std::visit([&](const auto &Fact) { print(Fact); }, E.Fact);
  }

private:
  void place(PlaceId P) {
    if (P == None)
      OS << " nowhere";
    else
      OS << " " << Unit.describe(P);
  }
  void value(ValueId V) {
    if (V != None)
      OS << " v" << V;
  }
  void root(ValueId V) {
    if (V != None)
      OS << " through v" << V;
  }
  void condition(const Condition &C, const char *Before) {
    if (C.Flag != None)
      OS << Before << Unit.describe(C.Flag) << (C.Equal ? " == " : " != ")
         << C.Value;
  }
  void flag(bool Is, const char *Word) {
    if (Is)
      OS << " " << Word;
  }
  void call(unsigned Index);
  void key(const KeySource &S);
  void argument(const Argument &A);

  void print(const fact::Compute &C);
  void print(const fact::Declare &D) {
    OS << "declare";
    place(D.Place);
  }
  void print(const fact::Store &S);
  void print(const fact::Release &R) {
    OS << "release";
    place(R.Place);
    root(R.Root);
    flag(R.Partial, "partial");
  }
  void print(const fact::GuardOpen &G) {
    OS << "guard-open " << Unit.Entities.nameOf(G.Guard) << " mode "
       << nameOf(G.Mode);
    condition(G.If, " if ");
  }
  void print(const fact::ModeNoted &N) {
    OS << "mode-noted " << Unit.Entities.nameOf(N.Guard);
  }
  void print(const fact::GuardClose &G) {
    OS << "guard-close " << Unit.Entities.nameOf(G.Guard);
  }
  void print(const fact::Backward &B) {
    OS << "backward";
    value(B.Value);
    flag(B.Retains, "retains");
    flag(B.CreatesGraph, "creates-graph");
    flag(B.MayCreateGraph && !B.CreatesGraph, "may-create-graph");
    flag(B.IntoLeaves, "into-leaves");
  }
  void print(const fact::TrainingStep &S) {
    OS << "training-step";
    flag(S.ClearsGrad, "clears-grad");
    flag(S.OfTensor, "of-tensor");
  }
  void print(const fact::Call &C) {
    OS << "call";
    value(C.Value);
    OS << " =";
    call(C.Call);
  }
  void print(const fact::SizeCheck &C) {
    OS << "size-check";
    place(C.Place);
    root(C.Root);
  }
  void print(const fact::DefinedCheck &C) {
    OS << "defined-check";
    place(C.Place);
    OS << " absent B" << C.Absent;
    flag(C.AsksForAll, "all");
    flag(C.AsksForOne, "one");
  }
  void print(const fact::FirstTimesCheck &C) {
    OS << "first-times-check";
    place(C.Place);
    OS << " first B" << C.Absent;
  }
  void print(const fact::IndirectCall &C) {
    OS << "indirect-call";
    place(C.Place);
    call(C.Call);
  }
  void print(const fact::Return &R) {
    OS << "return";
    value(R.Value);
  }
  void print(const fact::Freeze &R) {
    OS << "freeze";
    place(R.Place);
    value(R.Value);
  }
  void print(const fact::IdleGuard &G) {
    OS << "idle-guard";
    flag(G.Temporary, "temporary");
  }

  const UnitFacts &Unit;
  const FunctionFacts &F;
  llvm::raw_ostream &OS;
};

void FactsPrinter::print(const fact::Compute &C) {
  const Value &V = F.Values[C.Value];
  OS << "v" << C.Value << " = " << nameOf(V.Kind);
  if (!V.Name.empty())
    OS << " '" << V.Name << "'";
  if (V.Place != None)
    place(V.Place);
  for (auto [I, Operand] : llvm::enumerate(V.Operands)) {
    value(Operand);
    if (V.Kind == Op::Aggregate && I < V.Keys.size())
      OS << " as " << Unit.Entities.nameOf(V.Keys[I]);
  }
  if (V.Kind == Op::Field)
    for (EntityId Key : V.Keys)
      OS << " ." << Unit.Entities.nameOf(Key);
  if (V.Record != NoEntity)
    OS << " of " << Unit.Entities.nameOf(V.Record);
  if (V.Body != NoFunction)
    OS << " body F" << V.Body;
  if (V.Results != 0)
    OS << " results " << V.Results << " never "
       << llvm::utohexstr(V.NeverRequiresGrad);
  flag(V.Loss, "loss");
  flag(V.Frozen, "frozen");
  flag(V.InPlace, "in-place");
  flag(V.WritesPart, "part");
  flag(V.Concatenates, "concatenates");
  flag(V.Blends, "blends");
  flag(V.OtherMethod, "other-method");
  flag(V.OneOfSeveral, "one-of-several");
  flag(V.WholeList, "whole-list");
  condition(V.If, " if ");
}

void FactsPrinter::print(const fact::Store &S) {
  static const char *const How[] = {"assign", "insert", "assign-element"};
  OS << How[S.How];
  place(S.Place);
  OS << " :=";
  value(S.Value);
  root(S.Root);
  if (S.How != fact::Store::Assign && S.Adds != fact::Store::PerKey)
    OS << (S.Adds == fact::Store::Always ? " adds" : " overwrites");
  if (S.Adds == fact::Store::PerKey) {
    OS << " per-key";
    key(S.Key);
  }
  flag(S.Subscript, "subscript");
  flag(S.EachOfLoop, "each-of-loop");
  flag(S.All, "all");
  flag(S.Once, "once");
  if (S.Map != None) {
    OS << " entry-of";
    place(S.Map);
  }
  flag(S.Stored.IsTensor, "tensor");
  flag(S.Stored.IsPointer, "pointer");
}

void FactsPrinter::key(const KeySource &S) {
  OS << " " << nameOf(S.Origin);
  for (const KeyPart &Part : S.Parts) {
    OS << (Part.Limits ? " up-to " : " of ")
       << (Part.Parameter == NoEntity ? "this"
                                      : Unit.Entities.nameOf(Part.Parameter));
    if (Part.Field != NoEntity)
      OS << "." << Unit.Entities.nameOf(Part.Field);
  }
  for (const Spot &Loop : S.Rounds)
    OS << " round-of-line " << Loop.Line;
}

void FactsPrinter::argument(const Argument &A) {
  if (A.Place != None)
    OS << Unit.describe(A.Place) << (A.Element ? "[]" : "");
  if (A.Value != None)
    OS << (A.Place != None ? " v" : "v") << A.Value;
  if (A.Number)
    OS << "=" << *A.Number;
  static const char *const By[] = {"", "handle", "const", "changed", "moved"};
  static_assert(std::size(By) == unsigned(Passing::RValue) + 1);
  flag(A.Matters && A.By != Passing::Value, By[unsigned(A.By)]);
  if (!(A.Key == KeySource())) {
    OS << " key";
    key(A.Key);
  }
  for (const FieldKey &Field : A.FieldKeys)
    if (!(Field.Key == KeySource())) {
      OS << " key ." << Unit.Entities.nameOf(Field.Field);
      key(Field.Key);
    }
}

void FactsPrinter::call(unsigned Index) {
  const CallFact &Call = F.Calls[Index];
  OS << " '" << Call.Name << "'";
  static const char *const How[] = {"", "virtual ", "indirect "};
  for (EntityId Target : Call.Targets)
    OS << " " << How[unsigned(Call.How)] << Unit.Entities[Target].Usr;
  OS << " (";
  argument(Call.Receiver);
  for (const Argument &A : Call.Arguments) {
    OS << "; ";
    argument(A);
  }
  OS << ") " << nameOf(Call.Times);
  flag(Call.FirstTimeOnly, "first-time-only");
  flag(Call.OnThread, "on-thread");
  flag(Call.Constructs, "constructs");
  flag(Call.ModuleForward, "module-forward");
  if (Call.How != Dispatch::Indirect)
    OS << " otherwise " << nameOf(Call.Otherwise);
}

void FactsPrinter::function() {
  OS << "function " << F.Name;
  flag(F.IsConstructor, "constructor");
  flag(F.IsDestructor, "destructor");
  flag(F.IsMain, "main");
  flag(F.IsModuleForward, "module-forward");
  flag(F.IsStep, "step");
  flag(Unit.AddressesTaken.contains(F.Entity), "address-taken");
  flag(F.CalledByLibrary, "called-by-library");
  flag(F.ReturnsTensors, "returns-tensors");
  flag(F.IsVirtual, "virtual");
  flag(F.GuardedByObject, "guarded-by-object");
  flag(F.OverBudget, "over-budget");
  OS << " " << Unit.Entities[F.Entity].Usr;
  for (EntityId Overridden : F.Overrides)
    OS << " overrides " << Unit.Entities[Overridden].Usr;
  OS << "\n";
  for (const LoopFact &Loop : F.Loops) {
    OS << " loop B" << Loop.Header << " line " << Loop.Loc.Line << " of "
       << Loop.Blocks.size() << " blocks";
    flag(Loop.Open, "open");
    flag(Loop.Constant, "constant");
    if (Loop.Covers != None)
      OS << " covers " << Unit.describe(Loop.Covers);
    OS << "\n";
  }
  for (unsigned B : F.Order) {
    const Block &Here = F.Blocks[B];
    OS << " B" << B << " ->";
    for (unsigned Next : Here.Successors)
      OS << " B" << Next;
    if (Here.Branch) {
      condition(Here.Branch->If, " branch ");
      OS << " holds B" << Here.Branch->Holds;
    }
    OS << "\n";
    for (const Event &E : Here.Events) {
      OS << "  " << E.Loc.Line << ":" << E.Loc.Column << " ";
      event(E);
      OS << "\n";
    }
  }
}

} // namespace

void printEvent(const UnitFacts &Unit, const FunctionFacts &F, const Event &E,
                llvm::raw_ostream &OS) {
  FactsPrinter(Unit, F, OS).event(E);
}

void printFunction(const UnitFacts &Unit, const FunctionFacts &F,
                   llvm::raw_ostream &OS) {
  FactsPrinter(Unit, F, OS).function();
}

void printFacts(const UnitFacts &Unit, llvm::raw_ostream &OS) {
  for (const auto &[Id, F] : llvm::enumerate(Unit.Functions)) {
    OS << "F" << Id << " ";
    printFunction(Unit, *F, OS);
  }
}

} // namespace torchleak
