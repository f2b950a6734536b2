//===- KeySources.h - Reads where a key comes from --------------*- C++ -*-===//
//
// Follows the expression of a key back through the variables of one function,
// and through functions of the unit that compute it, to constants, sizes of
// tensors, counters and parameters. What is not understood is Unknown.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_EXTRACT_KEYSOURCES_H
#define TORCHLEAK_EXTRACT_KEYSOURCES_H

#include "model/calls/Calls.h"
#include "program/KeySource.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

namespace torchleak {

class OneWayVariables;
class SpotMap;

class KeySources {
  // Functions that compute keys by calling others.
  static constexpr unsigned MaxCalls = 3;
  // Parts of an expression within each other; deeper ones are Unknown.
  static constexpr unsigned MaxDepth = 24;

public:
  KeySources(const TorchTypes &Types, const CallModel &Calls,
             OneWayVariables &OneWay, SpotMap &Spots,
             const clang::FunctionDecl *Function, unsigned CallDepth = 0)
      : Types(Types), Calls(Calls), OneWay(OneWay), Spots(Spots),
        Function(Function), CallDepth(CallDepth) {}

  KeySource of(const clang::Expr *E);

private:
  KeySource source(KeyOrigin Origin, clang::SourceLocation Loc);
  KeySource compute(const clang::Expr *E);
  KeySource ofVariable(const clang::ValueDecl *D, clang::SourceLocation Loc);
  KeySource ofLocal(const clang::VarDecl *V);
  /// Of a field, a global or a static: a counter, or not understood.
  KeySource ofLasting(const clang::ValueDecl *D, clang::SourceLocation Loc);
  KeySource ofCall(const clang::CallExpr *Call);
  KeySource ofTensorQuery(const clang::CXXMemberCallExpr *Call);
  /// Of what \p Callee returns, in the caller's words.
  KeySource ofResult(const clang::FunctionDecl *Callee,
                     llvm::ArrayRef<const clang::Expr *> Arguments);
  KeySource returned();
  KeySource joined(llvm::ArrayRef<const clang::Expr *> Parts);
  /// The tensor was passed in or computed, rather than being a part of an
  /// object that is always the same.
  bool varies(const clang::Expr *Tensor) const;
  void readWrites();

  const TorchTypes &Types;
  const CallModel &Calls;
  OneWayVariables &OneWay;
  SpotMap &Spots;
  const clang::FunctionDecl *Function;
  unsigned CallDepth;
  unsigned Depth = 0;
  /// What is assigned, appended or written to a variable of the function.
  llvm::DenseMap<const clang::ValueDecl *,
                 llvm::SmallVector<const clang::Expr *, 2>>
      Writes;
  bool HasWrites = false;
  llvm::DenseMap<const clang::ValueDecl *, KeySource> Known;
};

} // namespace torchleak

#endif
