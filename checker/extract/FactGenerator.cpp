//===- FactGenerator.cpp - The walk over a function's CFG -----------------===//

#include "extract/FactGenerator.h"
#include "program/Budget.h"
#include "clang/Analysis/Analyses/Dominators.h"
#include "clang/Analysis/Analyses/PostOrderCFGView.h"

using namespace clang;

namespace torchleak {

FactGenerator::FactGenerator(UnitBuilder &Unit, const FunctionDecl *Function,
                             FunctionId Id)
    : Unit(Unit), Types(Unit.types()), Calls(Unit.calls()),
      Context(Unit.context()), Function(Function), Id(Id),
      Facts(*Unit.facts().Functions[Id]), Keys(Unit, Function) {}

void generateFacts(UnitBuilder &Unit, const FunctionDecl *F, FunctionId Id) {
  FactGenerator(Unit, F, Id).run();
}

/// The condition that decides how a block is left: `b` of `a && b`.
static const Expr *lastCondition(const CFGBlock &B) {
  const auto *E = dyn_cast_or_null<Expr>(B.getTerminatorCondition());
  while (E) {
    E = ignoreWrappers(E);
    const auto *Logical = dyn_cast<BinaryOperator>(E);
    if (!Logical || !Logical->isLogicalOp())
      break;
    E = Logical->getRHS();
  }
  return E;
}

void FactGenerator::run() {
  const FunctionDecl *Definition = nullptr;
  Stmt *Body = Function->getBody(Definition);
  Function = Definition;
  for (const ParmVarDecl *Parameter : Function->parameters())
    Facts.Parameters.push_back(Unit.placeOf(Parameter, Id));
  noteTakenNames(*Body);

  CFG::BuildOptions Options;
  Options.AddImplicitDtors = true;
  Options.AddInitializers = true;
  Options.AddEHEdges = false;
  Options.PruneTriviallyFalseEdges = true;
  std::unique_ptr<CFG> Graph = CFG::buildCFG(Function, Body, &Context, Options);
  if (!Graph || isOver(Budget::FunctionBlocks, Graph->getNumBlockIDs())) {
    Facts.OverBudget = true;
    return;
  }
  addBlocks(*Graph);
  findLoops(*Graph);
  findIdleGuards(Body);
  PostOrderCFGView Order(Graph.get());
  for (const CFGBlock *B : Order) {
    CurrentBlock = B->getBlockID();
    if (Facts.ImmediateDominators[CurrentBlock] == ~0u)
      continue;
    Facts.Order.push_back(CurrentBlock);
    for (const CFGElement &Element : *B)
      visitElement(Element);
    noteCovered(B->getTerminatorStmt());
    const Expr *Condition = lastCondition(*B);
    sizeCheck(Condition);
    // A loop ends where nothing is left, time and again.
    if (!isa_and_nonnull<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(
            B->getTerminatorStmt())) {
      definedCheck(Condition);
      firstTimesCheck(Condition);
      flagBranch(Condition);
      switchBranches(*B);
    }
  }
  emitFirstTimesChecks();
  dropSetFlags();
}

void FactGenerator::noteTakenNames(const Stmt &Body) {
  auto note = [&](const Decl *D) {
    if (const auto *Named = dyn_cast<NamedDecl>(D);
        Named && Named->getIdentifier())
      Facts.TakenNames.push_back(Named->getName().str());
  };
  llvm::for_each(Function->parameters(), note);
  for (const Stmt *S : Body.children())
    if (const auto *Declaration = dyn_cast_or_null<DeclStmt>(S))
      llvm::for_each(Declaration->decls(), note);
}

void FactGenerator::addBlocks(const CFG &Graph) {
  Facts.Blocks.resize(Graph.getNumBlockIDs());
  Facts.Entry = Graph.getEntry().getBlockID();
  Facts.Exit = Graph.getExit().getBlockID();
  for (const CFGBlock *B : Graph)
    for (const CFGBlock::AdjacentBlock &Next : B->succs())
      if (const CFGBlock *Successor = Next.getReachableBlock()) {
        Facts.Blocks[B->getBlockID()].Successors.push_back(
            Successor->getBlockID());
        Facts.Blocks[Successor->getBlockID()].Predecessors.push_back(
            B->getBlockID());
      }
}

void FactGenerator::visitElement(const CFGElement &Element) {
  if (auto S = Element.getAs<CFGStmt>())
    return visitStmt(S->getStmt());
  if (auto Init = Element.getAs<CFGInitializer>())
    return visitInitializer(Init->getInitializer());
  if (auto Dtor = Element.getAs<CFGAutomaticObjDtor>()) {
    const VarDecl *V = Dtor->getVarDecl();
    if (V && Types.guardKind(*V)) {
      emit(fact::GuardClose{Unit.entity(V)},
           Dtor->getTriggerStmt() ? Dtor->getTriggerStmt()->getEndLoc()
                                  : V->getLocation());
    } else if (V) {
      destroy(*V, Dtor->getTriggerStmt());
    }
  }
}

void FactGenerator::destroy(const VarDecl &V, const Stmt *Trigger) {
  const CXXRecordDecl *Record = V.getType()->getAsCXXRecordDecl();
  const CXXDestructorDecl *Destructor =
      Record && Record->hasDefinition() ? Record->getDestructor() : nullptr;
  if (!Destructor || !Unit.mayHaveBody(Destructor))
    return;
  CallFact Fact;
  Fact.Targets.push_back(Unit.entity(Destructor));
  Fact.Loc = Unit.spot(Trigger ? Trigger->getEndLoc() : V.getLocation());
  Fact.Name = Destructor->getNameAsString();
  Fact.Otherwise = Op::Nothing;
  Fact.Receiver.Place = Unit.placeOf(&V, Id);
  addCall(std::move(Fact), makeValue(Op::Call, V.getLocation()));
}

void FactGenerator::noteSetVariables(const Stmt *S) {
  if (const ValueDecl *Set = Unit.oneWayVariables().writtenBy(S))
    SetIn[Set].push_back(CurrentBlock);
  // Calls are elements of the block themselves.
  for (const Stmt *Child : S->children())
    if (Child && !isa<CallExpr, CXXConstructExpr, LambdaExpr>(Child))
      noteSetVariables(Child);
}

void FactGenerator::visitStmt(const Stmt *S) {
  noteSetVariables(S);
  noteIdleGuard(S);
  if (const auto *Declaration = dyn_cast<DeclStmt>(S)) {
    for (const Decl *D : Declaration->decls()) {
      if (const auto *Decomposition = dyn_cast<DecompositionDecl>(D))
        visitDecomposition(Decomposition);
      else if (const auto *V = dyn_cast<VarDecl>(D))
        visitVariable(V);
    }
    return;
  }
  if (const auto *Return = dyn_cast<ReturnStmt>(S)) {
    if (const Expr *E = Return->getRetValue(); E && mayMatter(E->getType())) {
      ValueId V = valueOf(E);
      emit(fact::Return{V, written(E->IgnoreUnlessSpelledInSource())},
           Return->getReturnLoc());
    }
    return;
  }
  const auto *E = dyn_cast<Expr>(S);
  if (!E)
    return;
  const Expr *Bare = ignoreWrappers(E);
  if (isa<CallExpr, CXXConstructExpr, CXXNewExpr, LambdaExpr>(Bare))
    valueOf(Bare);
  else if (const auto *B = dyn_cast<BinaryOperator>(Bare);
           B && B->isAssignmentOp())
    valueOf(Bare);
}

void FactGenerator::visitInitializer(const CXXCtorInitializer *Init) {
  if (const FieldDecl *Field = Init->getAnyMember()) {
    if (!mayMatter(Field->getType()))
      return;
    Ref Target{Unit.fieldOf(Unit.facts().ThisPlace, Field)};
    store(fact::Store::Assign, Target, valueOf(Init->getInit()),
          Init->getSourceLocation(), Init->getInit());
    return;
  }
  if (const Expr *E = Init->getInit())
    valueOf(E);
}

/// What a copy or move copies.
static const Expr *copied(const Expr *E) {
  const auto *Construct = dyn_cast<CXXConstructExpr>(ignoreWrappers(E));
  if (Construct && Construct->getNumArgs() >= 1 &&
      Construct->getConstructor()->isCopyOrMoveConstructor())
    return Construct->getArg(0);
  return E;
}

void FactGenerator::visitVariable(const VarDecl *V) {
  QualType T = V->getType();
  if (auto Kind = Types.guardKind(*V); Kind && !T->isReferenceType()) {
    openGuard(V, *Kind);
    return;
  }
  if (T->isIntegralOrEnumerationType() && V->isLocalVarDecl())
    DeclaredIn[V->getCanonicalDecl()] = CurrentBlock;
  if (T->isBooleanType())
    noteMode(V);
  const Expr *Init = V->getInit();
  if (Init)
    if (const FunctionDecl *Body = callableOf(Init))
      Callables[V] = Body;
  // The range of a range-for, whatever its type: it leads to its source.
  if (V->isImplicit() && Init)
    if (Ref Source = refOf(Init)) {
      Aliases[V] = Source;
      return;
    }
  if (!mayMatter(T))
    return;
  if (T->isReferenceType() && Init) {
    Ref Target = refOf(Init);
    if (!Target)
      Target.Place = Unit.temporary(Id, valueOf(Init), T, V->getLocation());
    Aliases[V] = Target;
    return;
  }
  PlaceId Home = Unit.placeOf(V, Id);
  Ref Target{Home};
  if (Unit.facts().Places[Home].Kind == PlaceKind::Global) {
    // A static local is made once, whatever the loop around it.
    if (Init)
      store(fact::Store::Element, Target, valueOf(Init), V->getLocation())
          .Once = true;
    return;
  }
  // A tensor is a handle: a copy of a module's parameter, with its name or
  // without, is that parameter.
  if (Init && Types.holdsTensors(T) && !Types.isContainer(T))
    if (Ref R = refOf(copied(Init));
        R && R.Element && !Unit.facts().Places[R.Place].HoldsTensors) {
      Aliases[V] = R;
      return;
    }
  // An iterator that is made from a place stands for its elements.
  if (Init && (!T->isPointerType() || V->isImplicit()) &&
      !Unit.facts().Places[Home].SharedOwner && Types.isPointerLike(T)) {
    if (Ref Pointee = refOf(Init)) {
      Aliases[V] = Pointee;
      return;
    }
  }
  if (bool Part = false; Init && Types.isTensor(T))
    if (Ref R = tensorRef(Init, Part); R && Part)
      Views[V] = R;
  ValueId Initial = Init ? valueOf(Init) : None;
  if (Initial == None)
    Initial = makeValue(Op::Nothing, V->getLocation());
  emit(fact::Declare{Home}, V->getLocation());
  store(fact::Store::Assign, Target, Initial, V->getLocation(), Init);
  if (value(Initial).Frozen)
    emit(fact::Freeze{Home}, V->getLocation());
}

void FactGenerator::visitDecomposition(const DecompositionDecl *D) {
  const Expr *Init = D->getInit();
  if (!Init)
    return;
  Ref Source;
  if (D->getType()->isReferenceType())
    Source = refOf(Init);
  if (Source)
    Aliases[D] = Source;
  ValueId Whole = Source ? load(Source, D->getLocation()) : valueOf(Init);
  Ref Inserted = insertedInto(Init);
  unsigned Index = 0;
  for (const BindingDecl *Binding : D->bindings()) {
    unsigned Position = Index++;
    if (!mayMatter(Binding->getType()))
      continue;
    if (Inserted && Position == 0) {
      Aliases[Binding] = Inserted;
      continue;
    }
    const auto *Member =
        Binding->getBinding()
            ? dyn_cast<MemberExpr>(ignoreWrappers(Binding->getBinding()))
            : nullptr;
    const auto *Field =
        Member ? dyn_cast<FieldDecl>(Member->getMemberDecl()) : nullptr;
    EntityId Key = Field ? Unit.entity(Field) : tupleElement(Position);
    if (Source) {
      // Elements are not told apart from their container, so neither are parts
      // of elements: `for (auto &[id, session] : sessions)`.
      Ref Part = Source;
      Part.Place = Field ? Unit.fieldOf(Source.Place, Field)
                         : Unit.tupleElementOf(Source.Place, Position,
                                               Binding->getType());
      if (Source.Element)
        Part.Place = Source.Place;
      Aliases[Binding] = Part;
      continue;
    }
    ValueId Part = makeValue(Op::Field, D->getLocation(), Whole);
    value(Part).Keys.push_back(Key);
    PlaceId Home = Unit.placeOf(Binding, Id);
    emit(fact::Declare{Home}, Binding->getLocation());
    store(fact::Store::Assign, Ref{Home}, Part, Binding->getLocation());
  }
}

//===----------------------------------------------------------------------===//
// Events and values
//===----------------------------------------------------------------------===//

ValueId FactGenerator::makeValue(Op Kind, const Expr *E,
                                 ArrayRef<ValueId> Operands) {
  return makeValue(Kind, E->getExprLoc(), Operands);
}

ValueId FactGenerator::makeValue(Op Kind, SourceLocation Loc,
                                 ArrayRef<ValueId> Operands) {
  Value V;
  V.Kind = Kind;
  V.Loc = Unit.spot(Loc);
  V.Operands.append(Operands.begin(), Operands.end());
  V.Block = CurrentBlock;
  V.Order = NextOrder++;
  Facts.Values.push_back(std::move(V));
  ValueId Id = Facts.Values.size() - 1;
  // Every value is an event: reads see the places, operators the grad mode, of
  // that moment.
  emit(fact::Compute{Id}, Loc);
  return Id;
}

ValueId FactGenerator::rootValue(PlaceId P, SourceLocation Loc, bool Deref) {
  PlaceId Root = Unit.facts().rootOf(P);
  const Place &R = Unit.facts().Places[Root];
  if (R.Kind == PlaceKind::Temporary)
    return R.Owner == Id ? R.Value : None;
  if ((Root == P && !Deref) || !R.PointerLike || R.Kind == PlaceKind::This)
    return None;
  ValueId V = makeValue(Op::Load, Loc);
  value(V).Place = Root;
  return V;
}

ValueId FactGenerator::load(const Ref &R, SourceLocation Loc) {
  const Place &P = Unit.facts().Places[R.Place];
  if (P.Kind == PlaceKind::Temporary && P.Owner == Id)
    return P.Value;
  if (P.Kind == PlaceKind::This) {
    ValueId V = makeValue(Op::AddressOf, Loc);
    value(V).Place = R.Place;
    return V;
  }
  ValueId Root = rootValue(R.Place, Loc, R.Element);
  ValueId V = makeValue(Op::Load, Loc);
  value(V).Place = R.Place;
  if (Root != None)
    value(V).Operands.push_back(Root);
  return V;
}

Ref FactGenerator::behindPointer(Ref R, SourceLocation Loc) {
  const Place &P = Unit.facts().Places[R.Place];
  const auto *Pointer = P.Kind == PlaceKind::Local
                            ? dyn_cast_or_null<ValueDecl>(Unit.declOf(P.Entity))
                            : nullptr;
  // The pointer itself stays as it is.
  if (Pointer && Pointer->getType()->isPointerType())
    R.Place = Unit.temporary(Id, load(R, Loc),
                             Pointer->getType()->getPointeeType(), Loc);
  return R;
}

fact::Store &FactGenerator::store(fact::Store::HowTy How, Ref R, ValueId V,
                                  SourceLocation Loc, const Expr *Stored) {
  if (How == fact::Store::Assign && R.Element)
    How = fact::Store::Element;
  if (How == fact::Store::Assign && R.Behind)
    R = behindPointer(R, Loc);
  ValueId Root = rootValue(R.Place, Loc, How != fact::Store::Assign);
  auto &E = emit(fact::Store(), Loc);
  E.How = How;
  E.Place = R.Place;
  E.Value = V;
  E.Root = Root;
  E.Adds = R.Adds;
  E.Subscript = R.Subscript;
  E.EachOfLoop = isEachOfLoop(R);
  E.Map = R.Map;
  E.Key = R.Key;
  if (R.Adds == fact::Store::PerKey && R.Key.Origin == KeyOrigin::Unknown &&
      R.Key.Parts.empty() && R.Key.Rounds.empty())
    noteHit(Budget::UnknownKeys);
  // `weight = register_parameter("weight", ...)`
  const Place &Field = Unit.facts().Places[R.Place];
  if (value(V).Kind == Op::Parameter && Field.Parent != None &&
      Field.Parent == value(V).Place)
    Unit.facts().ParameterFields.insert(Field.Entity);
  if (Stored)
    E.Stored = written(Stored);
  return E;
}

fact::Written FactGenerator::written(const Expr *Stored) const {
  fact::Written E;
  const Expr *Written = Stored->IgnoreImplicit();
  E.Range =
      Unit.spots().range(Written->getSourceRange(), Context.getLangOpts());
  E.IsTensor = Types.isTensor(Written->getType());
  E.IsPointer = Stored->getType()->isPointerType();
  const Expr *Core = ignoreWrappers(Stored);
  E.IsPrimary =
      isa<DeclRefExpr, MemberExpr, CXXMemberCallExpr, ParenExpr>(Written) ||
      (isa<CallExpr>(Core) && !isa<CXXOperatorCallExpr>(Core) &&
       Written == Core);
  return E;
}

fact::Release &FactGenerator::release(const Ref &R, SourceLocation Loc,
                                      bool Deref) {
  ValueId Root = rootValue(R.Place, Loc, Deref);
  return emit(fact::Release{R.Place, Root}, Loc);
}

} // namespace torchleak
