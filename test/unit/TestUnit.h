//===- TestUnit.h - A unit from a string, on the mock headers ---*- C++ -*-===//

#ifndef TORCHLEAK_TEST_UNIT_TESTUNIT_H
#define TORCHLEAK_TEST_UNIT_TESTUNIT_H

#include "model/TorchTypes.h"
#include "program/Unit.h"
#include "clang/Frontend/ASTUnit.h"
#include <memory>
#include <string>

namespace torchleak {

/// Code behind `#include <torch/torch.h>` and the common standard headers.
class TestUnit {
public:
  explicit TestUnit(const std::string &Code);

  clang::ASTContext &context() { return AST->getASTContext(); }
  const TorchTypes &types() const { return *Types; }
  /// Facts of all functions of the code.
  UnitFacts facts();
  static const FunctionFacts *function(const UnitFacts &Facts,
                                       llvm::StringRef Name);
  /// The type of the global variable \p Name.
  clang::QualType typeOf(llvm::StringRef Name);
  bool valid() const;
  /// The facts of the line that ends with `// torchleak-point: \p Name`, as
  /// they are printed, in order; but for values that are computed.
  std::vector<std::string> factsAt(const UnitFacts &Facts,
                                   llvm::StringRef Name) const;

private:
  std::string Code;
  std::unique_ptr<clang::ASTUnit> AST;
  std::unique_ptr<TorchTypes> Types;
};

/// How many events of a kind a function has.
unsigned countEvents(const FunctionFacts &F, EventKind Kind);

} // namespace torchleak

#endif
