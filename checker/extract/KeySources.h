//===- KeySources.h - Reads where a key comes from --------------*- C++ -*-===//
//
// Follows the expression of a key back through the variables of one function,
// and through functions of the unit that compute it, to constants, loops,
// sizes of tensors, counters, input and parameters. What is not understood is
// Unknown.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_EXTRACT_KEYSOURCES_H
#define TORCHLEAK_EXTRACT_KEYSOURCES_H

#include "extract/LocalWrites.h"
#include "program/Call.h"
#include "program/KeySource.h"
#include <optional>

namespace torchleak {

class UnitBuilder;

class KeySources {
  // A count up to a larger number, 4095, is one until somebody stops it.
  static constexpr unsigned MaxFixedBits = 12;

public:
  KeySources(UnitBuilder &Unit, const clang::FunctionDecl *Function)
      : KeySources(Unit, Function, nullptr) {}

  KeySource of(const clang::Expr *E);
  /// The fields of a record that is made in this function.
  llvm::SmallVector<FieldKey, 0> fieldsOf(const clang::Expr *E);

private:
  KeySources(UnitBuilder &Unit, const clang::FunctionDecl *Function,
             const KeySources *Caller);
  using Field = const clang::FieldDecl *;

  KeySource source(KeyOrigin Origin, clang::SourceLocation Loc);
  KeySource part(const clang::Decl *Parameter, Field F,
                 clang::SourceLocation Loc);
  KeySource compute(const clang::Expr *E);
  KeySource joined(llvm::ArrayRef<const clang::Expr *> Parts);
  /// Field \p F of the object that \p Base is.
  KeySource ofField(const clang::Expr *Base, Field F);
  KeySource fieldOf(KeySource Whole, Field F);
  KeySource ofElement(const clang::Expr *Container, const clang::Expr *Index);
  /// A variable, or with \p F that field of it.
  KeySource ofVariable(const clang::ValueDecl *D, Field F,
                       clang::SourceLocation Loc);
  KeySource ofLocal(const clang::VarDecl *V, Field F);
  KeySource ofWrite(const LocalWrite &W, const clang::VarDecl *V, Field F);
  /// A variable of the function around this lambda.
  KeySource ofCaptured(const clang::VarDecl *V, Field F,
                       clang::SourceLocation Loc);
  /// A field of this object, a global or a static.
  KeySource ofLasting(const clang::ValueDecl *D, clang::SourceLocation Loc);
  /// What \p Call leaves in the argument for \p Parameter.
  KeySource ofOutParameter(const clang::CallExpr *Call,
                           const clang::ParmVarDecl *Parameter, Field F);
  /// What the rounds of \p Loop that advance \p V by \p W count up to;
  /// \p OfElements: the number of elements of something.
  KeySource limitOf(const clang::Stmt *Loop, const LocalWrite &W,
                    const clang::VarDecl *V, bool &OfElements);
  KeySource ofCall(const clang::CallExpr *Call);
  KeySource ofLibraryMethod(const clang::CXXMemberCallExpr *Call);
  KeySource ofTensorQuery(const clang::CXXMemberCallExpr *Call);
  /// Of what \p Callee returns, in the caller's words.
  KeySource ofResult(const clang::FunctionDecl *Callee,
                     const clang::Expr *Object,
                     llvm::ArrayRef<const clang::Expr *> Arguments,
                     clang::SourceLocation Loc);
  /// What \p Inner says in \p Callee, which is called here.
  KeySource inOwnWords(const KeySource &Inner,
                       const clang::FunctionDecl &Callee,
                       const clang::Expr *Object,
                       llvm::ArrayRef<const clang::Expr *> Arguments,
                       clang::SourceLocation Loc);
  /// One call more may be looked into, and \p Callee is not at it already.
  bool mayEnter(const clang::FunctionDecl &Callee) const;
  KeySource returned();
  /// The tensor was passed in or computed, rather than being a part of an
  /// object that is always the same.
  bool varies(const clang::Expr *Tensor) const;
  const LocalWrites &writes();

  UnitBuilder &Unit;
  const TorchTypes &Types;
  const CallModel &Calls;
  const clang::FunctionDecl *Function;
  /// Reads a function that calls this one, or null.
  const KeySources *Caller;
  unsigned CallDepth;
  unsigned Depth = 0;
  std::optional<LocalWrites> Writes;
  llvm::DenseMap<std::pair<const clang::VarDecl *, Field>, KeySource> Known;
};

} // namespace torchleak

#endif
