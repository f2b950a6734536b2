//===- LocalWrites.h - What a function writes to its variables --*- C++ -*-===//
//
// Read once per function: what is assigned, appended or put to each variable or
// field of one, in which loops, and whether it is made of what was there.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_EXTRACT_LOCALWRITES_H
#define TORCHLEAK_EXTRACT_LOCALWRITES_H

#include "model/calls/Calls.h"
#include "clang/AST/Decl.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

namespace torchleak {

/// The loops around something, outer ones first.
using LoopStack = llvm::SmallVector<const clang::Stmt *, 2>;

struct LocalWrite {
  /// The field of the variable that is written, or a part of which is.
  const clang::FieldDecl *Field = nullptr;
  /// What is written or appended; null for `++i`.
  const clang::Expr *What = nullptr;
  /// The parameter through which a call writes; What is the call.
  const clang::ParmVarDecl *Through = nullptr;
  /// What chooses the element that is written.
  llvm::SmallVector<const clang::Expr *, 1> Keys;
  /// Of an element of a map, which its key tells apart.
  bool Keyed = false;
  enum HowTy {
    /// Whatever was there.
    Sets,
    /// By one step after the other: `++i`, `i += 2`.
    Counts,
    /// Together with what was there: `h = h * 31 + c`, `text += c`.
    Folds,
  };
  HowTy How = Sets;
  LoopStack Loops;
};

class LocalWrites {
public:
  LocalWrites(const TorchTypes &Types, const CallModel &Calls,
              const clang::FunctionDecl &Function);

  llvm::ArrayRef<LocalWrite> of(const clang::ValueDecl *D) const;
  llvm::ArrayRef<const clang::ReturnStmt *> returns() const { return Returns; }
  /// The loops in which \p W happens, but for those that declare \p D anew.
  LoopStack loopsOf(const LocalWrite &W, const clang::ValueDecl *D) const;
  /// Elements of the variable or field are taken out, one or all of them.
  bool drains(const clang::ValueDecl *D) const { return Drained.contains(D); }
  /// The range-based for whose variable \p V is, or null.
  const clang::CXXForRangeStmt *rangeOf(const clang::VarDecl *V) const {
    return Ranges.lookup(V);
  }

private:
  friend class WriteCollector;
  llvm::DenseMap<const clang::ValueDecl *, llvm::SmallVector<LocalWrite, 2>>
      Writes;
  llvm::DenseMap<const clang::ValueDecl *, LoopStack> DeclaredIn;
  llvm::DenseMap<const clang::VarDecl *, const clang::CXXForRangeStmt *> Ranges;
  llvm::DenseSet<const clang::ValueDecl *> Drained;
  llvm::SmallVector<const clang::ReturnStmt *, 2> Returns;
};

/// The variable that \p E is, or is a part or an element of.
const clang::ValueDecl *baseVariable(const clang::Expr *E);

/// What \p Condition compares \p V with, or null.
const clang::Expr *limitIn(const clang::Expr *Condition,
                           const clang::VarDecl *V);

} // namespace torchleak

#endif
