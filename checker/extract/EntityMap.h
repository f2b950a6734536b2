//===- EntityMap.h - Clang's declarations as entities -----------*- C++ -*-===//

#ifndef TORCHLEAK_EXTRACT_ENTITYMAP_H
#define TORCHLEAK_EXTRACT_ENTITYMAP_H

#include "program/Entity.h"
#include "clang/AST/Decl.h"
#include "llvm/ADT/DenseMap.h"

namespace torchleak {

class EntityMap {
public:
  EntityMap(clang::ASTContext &Context, EntityTable &Table)
      : Context(Context), Table(Table) {}

  /// Of all its declarations; null has none.
  EntityId of(const clang::Decl *D);
  /// Equal for functions that one std::function can hold.
  EntityId signatureOf(const clang::FunctionDecl *F);
  /// What became this entity; null if no declaration did.
  const clang::Decl *declOf(EntityId Id) const { return Decls.lookup(Id); }

private:
  clang::ASTContext &Context;
  EntityTable &Table;
  llvm::DenseMap<const clang::Decl *, EntityId> Ids;
  llvm::DenseMap<EntityId, const clang::Decl *> Decls;
  llvm::DenseMap<const void *, EntityId> Signatures;
};

} // namespace torchleak

#endif
