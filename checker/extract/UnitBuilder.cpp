//===- UnitBuilder.cpp - Facts of every function of a unit ----------------===//

#include "extract/UnitBuilder.h"
#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace torchleak {

static const FunctionDecl *keyOf(const FunctionDecl *F) {
  return F->getCanonicalDecl();
}

/// Finds function bodies in what the user wrote. System headers and libtorch
/// are left out before their declarations are looked into.
class FunctionCollector : public DynamicRecursiveASTVisitor {
public:
  FunctionCollector(UnitBuilder &Unit) : Unit(Unit) {
    ShouldVisitTemplateInstantiations = true;
    ShouldVisitImplicitCode = false;
  }

  bool TraverseDecl(Decl *D) override {
    if (!D)
      return true;
    if (!isa<TranslationUnitDecl>(D) &&
        Unit.types().isLibraryCode(D->getLocation()))
      return true;
    return DynamicRecursiveASTVisitor::TraverseDecl(D);
  }

  bool VisitFunctionDecl(FunctionDecl *F) override {
    Unit.addFunction(F);
    return true;
  }

  // `static bool registered = registry().emplace("name", function).second`
  bool VisitVarDecl(VarDecl *V) override {
    if (V->isFileVarDecl() && V->hasInit()) {
      noteFunctions(V->getInit());
      noteCalls(V->getInit());
    }
    return true;
  }

  bool VisitCXXRecordDecl(CXXRecordDecl *R) override {
    // Not written, but it runs the initializers that are.
    if (R->isThisDeclarationADefinition() && R->hasInClassInitializer())
      for (const CXXConstructorDecl *C : R->ctors())
        if (C->isImplicit() && C->isDefaultConstructor())
          Unit.addFunction(C);
    return true;
  }

  bool VisitLambdaExpr(LambdaExpr *L) override {
    const CXXMethodDecl *Operator = L->getCallOperator();
    if (const FunctionTemplateDecl *Template =
            Operator->getDescribedFunctionTemplate()) {
      for (const FunctionDecl *Specialization : Template->specializations())
        Unit.addFunction(Specialization);
    } else {
      Unit.addFunction(Operator);
    }
    return true;
  }

  /// Functions that initializers of globals name without a call.
  SmallVector<const FunctionDecl *, 8> Named;
  /// Functions that they run.
  SmallVector<const FunctionDecl *, 8> Called;

private:
  void noteCalls(const Stmt *S) {
    if (!S || isa<LambdaExpr>(S))
      return;
    if (const auto *Call = dyn_cast<CallExpr>(S)) {
      if (const FunctionDecl *F = Call->getDirectCallee())
        Called.push_back(F);
    } else if (const auto *Construct = dyn_cast<CXXConstructExpr>(S)) {
      Called.push_back(Construct->getConstructor());
    }
    for (const Stmt *Child : S->children())
      noteCalls(Child);
  }

  void noteFunctions(const Stmt *S) {
    if (const auto *Name = dyn_cast_or_null<DeclRefExpr>(S))
      if (const auto *F = dyn_cast<FunctionDecl>(Name->getDecl()))
        Named.push_back(F);
    if (!S)
      return;
    const auto *Call = dyn_cast<CallExpr>(S);
    for (const Stmt *Child : S->children())
      if (!Call || Child != Call->getCallee())
        noteFunctions(Child);
      else if (isa<MemberExpr>(Call->getCallee()))
        noteFunctions(cast<MemberExpr>(Call->getCallee())->getBase());
  }

  UnitBuilder &Unit;
};

static bool runsInitializers(const FunctionDecl *F) {
  const auto *Constructor = dyn_cast<CXXConstructorDecl>(F);
  return Constructor && Constructor->isDefaultConstructor() &&
         Constructor->getParent()->hasInClassInitializer();
}

/// As a demangler prints it, without parameters and arguments of templates.
static std::string qualifiedName(const FunctionDecl *F) {
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  if (!Method || !Method->getParent()->isLambda()) {
    const FunctionDecl *Pattern = F->getTemplateInstantiationPattern();
    return (Pattern ? Pattern : F)->getQualifiedNameAsString();
  }
  for (const DeclContext *DC = Method->getParent()->getDeclContext(); DC;
       DC = DC->getParent())
    if (const auto *Outer = dyn_cast<FunctionDecl>(DC))
      return qualifiedName(Outer) + "::(lambda)";
  return "(lambda)";
}

void UnitBuilder::addFunction(const FunctionDecl *F) {
  const FunctionDecl *Definition = nullptr;
  if (!F->hasBody(Definition) || Definition->isDependentContext() ||
      F->isInvalidDecl() ||
      (Definition->isDefaulted() && !runsInitializers(Definition)) ||
      Definition->isDeleted() || Definition->isConsteval())
    return;
  auto [It, New] = Ids.try_emplace(keyOf(F), Facts.Functions.size());
  if (!New)
    return;
  auto Function = std::make_unique<FunctionFacts>();
  Function->Entity = entity(F);
  Function->Name = Definition->getNameAsString();
  Function->QualifiedName = qualifiedName(Definition);
  Function->Loc = spot(Definition->getLocation());
  Function->Extent =
      Spots.range(Definition->getSourceRange(), Context.getLangOpts());
  // A lambda is declared behind its captures.
  if (Function->Loc.File == Function->Extent.Begin.File)
    Function->Extent.Begin = std::min(Function->Extent.Begin, Function->Loc);
  Function->IsMain = Definition->isMain();
  Function->Signature = Entities.signatureOf(Definition);
  Function->ReturnsTensors = Types.holdsTensors(Definition->getReturnType());
  Facts.HasMain |= Function->IsMain;
  Function->IsConstructor = isa<CXXConstructorDecl>(Definition);
  Function->IsDestructor = isa<CXXDestructorDecl>(Definition);
  if (const auto *Body = dyn_cast<CompoundStmt>(Definition->getBody()))
    if (Body->getLBracLoc().isFileID())
      Function->BodyStart = spot(Body->getLBracLoc().getLocWithOffset(1));
  Function->IsStep = Calls.ofUser(Definition).does(Effect::IsStep);

  if (const auto *Method = dyn_cast<CXXMethodDecl>(Definition)) {
    const CXXRecordDecl *Record = Method->getParent();
    if (Record->isLambda()) {
      Function->IsLambda = true;
      Function->Name = "lambda";
      // `this` inside a lambda is that of the method around it.
      for (const DeclContext *DC = Record->getDeclContext(); DC;
           DC = DC->getParent())
        if (const auto *Outer = dyn_cast<CXXMethodDecl>(DC))
          if (!Outer->getParent()->isLambda()) {
            Record = Outer->getParent();
            break;
          }
    }
    if (!Record->isLambda()) {
      Function->Record = entity(Record);
      noteRecord(Record);
      Function->IsModuleForward =
          Types.isModule(Record) && Types.isForward(Function->Name);
      // A guard in an owner lives as long as the object that runs the method.
      Function->GuardedByObject =
          Types.guardKind(Context.getCanonicalTagType(Record)).has_value();
    }
    Function->IsVirtual = Method->isVirtual() && !Function->IsModuleForward;
    noteOverridden(Method, *Function);
  }
  Facts.Functions.push_back(std::move(Function));
  for (const ParmVarDecl *Parameter : Definition->parameters())
    Owners[Parameter] = It->second;
}

void UnitBuilder::noteOverridden(const CXXMethodDecl *Method,
                                 FunctionFacts &Function) {
  for (const CXXMethodDecl *Overridden : Method->overridden_methods()) {
    // A library calls what it declares.
    Function.CalledByLibrary |=
        Function.IsVirtual && Types.isLibraryCode(Overridden->getLocation());
    this->Overridden.insert(keyOf(Overridden));
    Function.Overrides.push_back(entity(Overridden));
    noteOverridden(Overridden, Function);
  }
}

UnitFacts UnitBuilder::build() {
  Place This;
  This.Kind = PlaceKind::This;
  This.Name = "this";
  This.PointerLike = true;
  Facts.ThisPlace = Facts.add(This);

  FunctionCollector Collector(*this);
  for (Decl *D : Context.getTraversalScope())
    Collector.TraverseDecl(D);
  for (const FunctionDecl *F : Collector.Named)
    noteAddressTaken(F);
  for (unsigned I = 0; I != Ids.size(); ++I) {
    auto [Function, Id] = *(Ids.begin() + I);
    generateFacts(*this, Function, Id);
  }
  for (const FunctionDecl *F : Collector.Called)
    if (mayHaveBody(F))
      Facts.RunBeforeMain.push_back(entity(F));
  Facts.Expansions = Spots.expansions(Context.getLangOpts());
  Facts.Files = Spots.files();
  return std::move(Facts);
}

FunctionId UnitBuilder::idOf(const FunctionDecl *F) const {
  auto It = Ids.find(keyOf(F));
  return It == Ids.end() ? NoFunction : It->second;
}

bool UnitBuilder::mayHaveBody(const FunctionDecl *F) const {
  if (Ids.contains(keyOf(F)) || Overridden.contains(keyOf(F)))
    return true;
  return !Types.isLibraryCode(F->getLocation()) && !F->isImplicit() &&
         !F->isDefaulted() && !F->isDeleted() && !F->isConsteval() &&
         !F->getBuiltinID();
}

void UnitBuilder::noteAddressTaken(const FunctionDecl *F) {
  if (mayHaveBody(F))
    Facts.AddressesTaken.insert(entity(F));
}

void UnitBuilder::noteRecord(const CXXRecordDecl *R) {
  EntityId Id = entity(R);
  auto [It, New] = Facts.Records.try_emplace(Id);
  if (!New)
    return;
  RecordFact Fact;
  Fact.Name = R->getNameAsString();
  Fact.HoldsTorchMemory = Types.holdsTorchMemory(R);
  if (R->hasDefinition())
    Fact.HasModule =
        llvm::any_of(R->getDefinition()->fields(), [&](const FieldDecl *Field) {
          return Types.moduleOf(Field->getType()) ||
                 Types.isScriptModule(Field->getType()) ||
                 Types.isOptimizer(Field->getType());
        });
  Facts.Records[Id] = Fact;
  // What an owner of the base owns may be this.
  if (const CXXRecordDecl *Definition = R->getDefinition())
    for (const CXXBaseSpecifier &B : Definition->bases())
      if (const CXXRecordDecl *Base = B.getType()->getAsCXXRecordDecl()) {
        noteRecord(Base);
        if (Fact.HoldsTorchMemory)
          noteTorchMemory(Base);
      }
}

void UnitBuilder::noteTorchMemory(const CXXRecordDecl *R) {
  if (std::exchange(Facts.Records[entity(R)].HoldsTorchMemory, true))
    return;
  if (const CXXRecordDecl *Definition = R->getDefinition())
    for (const CXXBaseSpecifier &B : Definition->bases())
      if (const CXXRecordDecl *Base = B.getType()->getAsCXXRecordDecl())
        noteTorchMemory(Base);
}

void UnitBuilder::describeType(Place &P, QualType T) {
  P.ByReference = T->isReferenceType();
  QualType Bare = T.getNonReferenceType();
  P.PointerLike = Types.isPointerLike(Bare);
  P.Container = Types.isContainer(Bare);
  P.Tensor = Types.isTensor(Bare);
  P.HoldsTensors = Types.holdsTensors(Bare);
  P.KeepsHandles = Types.keepsHandles(Bare);
  P.TensorParts = Types.tensorParts(Bare);
  P.IsModule = Types.moduleOf(Bare) || Types.isScriptModule(Bare);
  P.SharedOwner = Types.isSharedOwner(Bare);
  P.Opaque = Bare->isVoidPointerType();
  P.OwnsCallables = Types.ownsCallables(Bare);
  SmallVector<OwnedRecord, 2> Owned;
  Types.ownedRecords(Bare, Owned);
  for (const OwnedRecord &O : Owned) {
    noteRecord(O.Record);
    P.Record = entity(O.Record);
    P.OwnsObjects |= O.ByPointer;
  }
  if (const CXXRecordDecl *R = Bare->getPointeeCXXRecordDecl();
      R && !P.Record && !Types.isLibraryCode(R->getLocation())) {
    noteRecord(R);
    P.Record = entity(R);
  }
}

PlaceId UnitBuilder::placeOf(const ValueDecl *D, FunctionId User) {
  D = cast<ValueDecl>(D->getCanonicalDecl());
  auto It = VariablePlaces.find(D);
  if (It != VariablePlaces.end())
    return It->second;
  Place P;
  P.Entity = entity(D);
  P.Name = D->getNameAsString();
  P.Loc = spot(D->getLocation());
  P.Owner = User;
  describeType(P, D->getType());
  const auto *Var = dyn_cast<VarDecl>(D);
  if (Var && Var->hasGlobalStorage()) {
    P.Kind = PlaceKind::Global;
    P.Owner = NoFunction;
  } else if (const auto *Parameter = dyn_cast_or_null<ParmVarDecl>(Var)) {
    P.Kind = PlaceKind::Parameter;
    P.ParameterIndex = Parameter->getFunctionScopeIndex();
    P.Owner = Owners.lookup(Parameter);
  } else if (const auto *F = dyn_cast_or_null<FunctionDecl>(
                 D->getParentFunctionOrMethod())) {
    // Captured variables are met first inside the lambda now and then.
    P.Owner = idOf(F) == NoFunction ? User : idOf(F);
  }
  PlaceId Id = Facts.add(std::move(P));
  VariablePlaces[D] = Id;
  return Id;
}

PlaceId UnitBuilder::fieldOf(PlaceId Parent, const FieldDecl *F) {
  // pair::first and get<0>(pair) are one place.
  if (Types.isTupleLike(Context.getCanonicalTagType(F->getParent())))
    return tupleElementOf(Parent, F->getFieldIndex(), F->getType());
  EntityId Key = entity(F);
  if (PlaceId Known = Facts.field(Parent, Key))
    return Known;
  Place P;
  P.Name = F->getNameAsString();
  P.Loc = spot(F->getLocation());
  describeType(P, F->getType());
  return Facts.addField(Parent, Key, std::move(P));
}

PlaceId UnitBuilder::tupleElementOf(PlaceId Parent, unsigned Index,
                                    QualType T) {
  if (PlaceId Known = Facts.field(Parent, tupleElement(Index)))
    return Known;
  Place P;
  P.Name = std::to_string(Index);
  P.Loc = Facts.Places[Parent].Loc;
  describeType(P, T);
  return Facts.addField(Parent, tupleElement(Index), std::move(P));
}

PlaceId UnitBuilder::temporary(FunctionId Owner, ValueId V, QualType T,
                               SourceLocation Loc) {
  Place P;
  P.Kind = PlaceKind::Temporary;
  P.Owner = Owner;
  P.Value = V;
  P.Loc = spot(Loc);
  if (!T.isNull())
    describeType(P, T);
  return Facts.add(std::move(P));
}

PlaceId UnitBuilder::parametersOf(PlaceId Module) {
  if (PlaceId Known = Facts.field(Module, ParametersSlot))
    return Known;
  Place P;
  P.Name = "parameters()";
  P.Loc = Facts.Places[Module].Loc;
  P.Container = true;
  P.HoldsTensors = true;
  P.ModuleParameters = true;
  return Facts.addField(Module, ParametersSlot, std::move(P));
}

PlaceId UnitBuilder::childrenOf(PlaceId Module, SourceLocation Loc) {
  if (PlaceId Known = Facts.field(Module, ChildrenSlot))
    return Known;
  Place P;
  P.Name = "children";
  P.Loc = spot(Loc);
  P.Container = true;
  P.OwnsObjects = true;
  return Facts.addField(Module, ChildrenSlot, std::move(P));
}

} // namespace torchleak
