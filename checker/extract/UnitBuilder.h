//===- UnitBuilder.h - Facts of every function of a unit --------*- C++ -*-===//
//
// Walks the traversal scope once, finds the functions that the user wrote
// (definitions, instantiations, lambdas) and has FactGenerator describe each.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_EXTRACT_UNITBUILDER_H
#define TORCHLEAK_EXTRACT_UNITBUILDER_H

#include "extract/EntityMap.h"
#include "extract/ModuleChains.h"
#include "extract/OneWayVariables.h"
#include "extract/SpotMap.h"
#include "model/calls/Calls.h"
#include "program/Unit.h"
#include "clang/AST/Decl.h"
#include "llvm/ADT/MapVector.h"

namespace torchleak {

class UnitBuilder {
public:
  UnitBuilder(clang::ASTContext &Context, const TorchTypes &Types,
              SpotMap &Spots)
      : Context(Context), Types(Types), Calls(Types), Spots(Spots),
        OneWay(Context, Types, Calls), Chains(Context, Types, Calls),
        Entities(Context, Facts.Entities) {}

  UnitFacts build();

  // For FactGenerator.
  clang::ASTContext &context() { return Context; }
  const TorchTypes &types() const { return Types; }
  const CallModel &calls() const { return Calls; }
  UnitFacts &facts() { return Facts; }
  OneWayVariables &oneWayVariables() { return OneWay; }
  ModuleChains &moduleChains() { return Chains; }
  SpotMap &spots() { return Spots; }
  Spot spot(clang::SourceLocation Loc) { return Spots.spot(Loc); }
  EntityId entity(const clang::Decl *D) { return Entities.of(D); }
  const clang::Decl *declOf(EntityId Id) const { return Entities.declOf(Id); }

  /// The id of a function with a body in this unit.
  FunctionId idOf(const clang::FunctionDecl *F) const;
  /// Its parameters, without const and references.
  EntityId signatureOf(const clang::FunctionDecl *F) {
    return Entities.signatureOf(F);
  }
  /// The program may have a body of \p F, here or in another unit, or of what
  /// overrides it. Libraries have none that are looked into; whether some class
  /// of another unit overrides what a library declares is not known here.
  bool mayHaveBody(const clang::FunctionDecl *F) const;
  PlaceId placeOf(const clang::ValueDecl *D, FunctionId User);
  PlaceId fieldOf(PlaceId Parent, const clang::FieldDecl *F);
  PlaceId tupleElementOf(PlaceId Parent, unsigned Index, clang::QualType T);
  PlaceId temporary(FunctionId Owner, ValueId V, clang::QualType T,
                    clang::SourceLocation Loc);
  /// The parameters of a module, as one place that may have history.
  PlaceId parametersOf(PlaceId Module);
  /// What a module registers by name (register_module) is kept here.
  PlaceId childrenOf(PlaceId Module, clang::SourceLocation Loc);
  /// Marks a function whose address is taken.
  /// Calls of what \p Method overrides, at any level, may run it.
  void noteOverridden(const clang::CXXMethodDecl *Method,
                      FunctionFacts &Function);
  void noteAddressTaken(const clang::FunctionDecl *F);
  void noteRecord(const clang::CXXRecordDecl *R);
  /// What points to \p R may own torch memory, because a derived class has it.
  void noteTorchMemory(const clang::CXXRecordDecl *R);

private:
  friend class FunctionCollector;
  void addFunction(const clang::FunctionDecl *F);
  void describeType(Place &P, clang::QualType T);

  clang::ASTContext &Context;
  const TorchTypes &Types;
  CallModel Calls;
  SpotMap &Spots;
  OneWayVariables OneWay;
  ModuleChains Chains;
  UnitFacts Facts;
  EntityMap Entities;
  llvm::MapVector<const clang::FunctionDecl *, FunctionId> Ids;
  llvm::DenseSet<const clang::FunctionDecl *> Overridden;
  llvm::DenseMap<const clang::ValueDecl *, PlaceId> VariablePlaces;
  llvm::DenseMap<const clang::VarDecl *, FunctionId> Owners;
};

/// Describes \p F (with its body) as Facts.Functions[Id].
void generateFacts(UnitBuilder &Unit, const clang::FunctionDecl *F,
                   FunctionId Id);

} // namespace torchleak

#endif
