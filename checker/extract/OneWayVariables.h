//===- OneWayVariables.h - Flags and counters -------------------*- C++ -*-===//
//
// Variables and fields of the unit that tell how far something has come: a flag
// that is only ever set, a counter that only counts up. A branch on one of them
// has a side that is over after the first times: `if (!initialized_)`,
// `if (count == 0)`.
//
// Known only where every write is in sight: of locals, of what has internal
// linkage, of private fields of classes whose methods have bodies here, of
// fields of classes that the main file defines. Taking the address, or binding
// a reference, is a write of which nothing is known.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_EXTRACT_ONEWAYVARIABLES_H
#define TORCHLEAK_EXTRACT_ONEWAYVARIABLES_H

#include "model/calls/Calls.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include <optional>

namespace torchleak {

/// How a variable changes after it was initialized.
struct VariableWrites {
  bool Increases = false;
  /// In another way, or one that is not understood.
  bool Other = false;
  llvm::SmallVector<int64_t, 2> Constants;
  /// Uses of the variable as an object, and those of them that are understood.
  unsigned Mentions = 0, Understood = 0;
};

class OneWayVariables {
public:
  OneWayVariables(clang::ASTContext &Context, const TorchTypes &Types,
                  const CallModel &Calls)
      : Context(Context), Types(Types), Calls(Calls) {}

  /// A side of a branch that is over after the first times.
  struct FirstTimes {
    /// What the variable is written as: a DeclRefExpr or a MemberExpr.
    const clang::Expr *Variable = nullptr;
    const clang::ValueDecl *Decl = nullptr;
    bool Side = false;
  };
  std::optional<FirstTimes> firstTimes(const clang::Expr *Condition);
  /// It only counts up, for as long as it lives, and every write is in sight.
  bool countsUp(const clang::ValueDecl *D);
  /// It stays what it was initialized to, and every write is in sight.
  bool isSettled(const clang::ValueDecl *D);
  /// The variable or field of an integral type that a statement sets.
  const clang::ValueDecl *writtenBy(const clang::Stmt *S) const;

private:
  const VariableWrites *writesOf(const clang::ValueDecl *D);
  /// False where something out of sight may write the private fields too.
  bool readMethods(const clang::CXXRecordDecl *R);
  void readFunction(const clang::FunctionDecl *F);
  void readScope();

  clang::ASTContext &Context;
  const TorchTypes &Types;
  const CallModel &Calls;
  llvm::DenseMap<const clang::ValueDecl *, VariableWrites> Writes;
  /// Objects of these records are overwritten as a whole.
  llvm::DenseSet<const clang::CXXRecordDecl *> Overwritten;
  llvm::DenseSet<const clang::FunctionDecl *> ReadFunctions;
  llvm::DenseMap<const clang::CXXRecordDecl *, bool> InSight;
  bool HasReadScope = false;
};

} // namespace torchleak

#endif
