//===- EntityMap.cpp - Clang's declarations as entities -------------------===//

#include "extract/EntityMap.h"
#include "clang/AST/DeclCXX.h"
#include "clang/Index/USRGeneration.h"

using namespace clang;

namespace torchleak {

static EntityKind kindOf(const Decl *D) {
  if (isa<FunctionDecl>(D))
    return EntityKind::Function;
  if (isa<TagDecl>(D))
    return EntityKind::Record;
  if (isa<FieldDecl>(D))
    return EntityKind::Field;
  const auto *V = dyn_cast<VarDecl>(D);
  return V && V->hasGlobalStorage() ? EntityKind::Variable : EntityKind::Local;
}

/// Whether another unit may have something else by the same USR.
static bool isInternal(const Decl *D) {
  if (const auto *Field = dyn_cast<FieldDecl>(D))
    D = Field->getParent();
  const auto *Named = dyn_cast<NamedDecl>(D);
  return !Named || !Named->isExternallyVisible();
}

EntityId EntityMap::of(const Decl *D) {
  if (!D)
    return NoEntity;
  D = D->getCanonicalDecl();
  auto [It, New] = Ids.try_emplace(D, NoEntity);
  if (!New)
    return It->second;
  Entity E;
  E.Kind = kindOf(D);
  E.Internal = isInternal(D);
  if (const auto *Named = dyn_cast<NamedDecl>(D))
    E.Name = Named->getNameAsString();
  if (E.Kind != EntityKind::Local) {
    SmallString<128> Usr;
    if (!index::generateUSRForDecl(D, Usr))
      E.Usr = Usr.str().str();
  }
  EntityId Id = Table.add(std::move(E));
  Ids[D] = Id;
  Decls[Id] = D;
  return Id;
}

EntityId EntityMap::signatureOf(const FunctionDecl *F) {
  SmallVector<QualType, 4> Parameters;
  for (const ParmVarDecl *P : F->parameters())
    Parameters.push_back(Context.getCanonicalType(P->getType())
                             .getNonReferenceType()
                             .getUnqualifiedType());
  QualType T = Context.getFunctionType(Context.VoidTy, Parameters, {});
  EntityId &Id = Signatures[T.getAsOpaquePtr()];
  if (Id == NoEntity) {
    Entity E;
    E.Kind = EntityKind::Signature;
    E.Name = T.getAsString(Context.getPrintingPolicy());
    SmallString<128> Usr;
    E.Usr =
        index::generateUSRForType(T, Context, Usr) ? E.Name : Usr.str().str();
    Id = Table.add(std::move(E));
  }
  return Id;
}

} // namespace torchleak
