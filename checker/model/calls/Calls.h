//===- Calls.h - What calls into libraries do -------------------*- C++ -*-===//
//
// One table for all libraries: a row names a function or a method and says what
// a call does to its receiver, to its arguments, and what comes back. The rows
// stand in std.inc, torch.inc and the like, one file for each library; what a
// user names in the options are rows, too. Whoever reads a call looks it up
// here once and asks for effects, never for names.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_MODEL_CALLS_CALLS_H
#define TORCHLEAK_MODEL_CALLS_CALLS_H

#include "model/TorchTypes.h"
#include "model/calls/Effects.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/StringMap.h"

namespace torchleak {

/// What the receiver of a method is to the model. A row of a method speaks for
/// all classes of a kind; Function: there is no receiver.
enum class Receiver : uint8_t {
  Function,
  Container,
  Tensor,
  Optimizer,
  /// torch::nn and TorchScript modules, and what owns one.
  Module,
  /// Any other class of a library: smart pointers, optionals, iterators.
  Holder,
  /// A class of the project.
  Other,
};

/// The effects of one call.
struct CallEffects {
  Effects Does;
  Receiver On = Receiver::Function;
  /// The argument that a row is about; a negative one counts from the end.
  int Argument = 0;
  /// Called through an object of std::ranges, which takes a range where the
  /// function takes two iterators.
  bool OfRanges = false;

  /// One of \p Any.
  bool does(Effects Any) const { return Does.contains(Any); }
};

/// The rows of a function or static method by its qualified name.
CallEffects effectsOfFunction(llvm::StringRef QualifiedName,
                              unsigned Arguments);

/// What a function of \p Scope may do, whatever the number of its arguments.
Effects functionMayDo(llvm::StringRef Scope, llvm::StringRef Name);

class CallModel {
public:
  explicit CallModel(const TorchTypes &Types);

  CallEffects lookup(const clang::CallExpr *Call) const;
  /// What making an object of class \p R does: `std::thread t(f)`.
  CallEffects ofConstructor(const clang::CXXRecordDecl *R) const;
  /// What the user's options say of \p F.
  CallEffects ofUser(const clang::FunctionDecl *F) const;

  /// The object that \p Call runs on, or null; and the arguments after it.
  static const clang::Expr *objectOf(const clang::CallExpr *Call);
  static llvm::ArrayRef<const clang::Expr *>
  argumentsOf(const clang::CallExpr *Call);

private:
  CallEffects compute(const clang::CallExpr *Call) const;
  CallEffects ofMethod(const clang::FunctionDecl *Callee,
                       const clang::Expr *Object, llvm::StringRef Name,
                       unsigned Arguments) const;
  CallEffects ofFunction(const clang::FunctionDecl *Callee,
                         unsigned Arguments) const;
  Receiver receiverOf(const clang::FunctionDecl *Callee,
                      const clang::Expr *Object) const;

  const TorchTypes &Types;
  llvm::StringMap<Effects> UserRows;
  mutable llvm::DenseMap<const clang::CallExpr *, CallEffects> Cache;
};

/// `transform` for std::ranges::transform, which is an object; or nothing.
llvm::StringRef rangesAlgorithm(const clang::Expr *Object);

} // namespace torchleak

#endif
