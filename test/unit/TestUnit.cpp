//===- TestUnit.cpp - A unit from a string, on the mock headers -----------===//

#include "TestUnit.h"
#include "extract/UnitBuilder.h"
#include "clang/Tooling/Tooling.h"

namespace torchleak {

TestUnit::TestUnit(const std::string &Code) {
  std::string Whole =
      "#include <torch/torch.h>\n#include <deque>\n#include <functional>\n"
      "#include <map>\n#include <memory>\n#include <optional>\n"
      "#include <string>\n#include <tuple>\n#include <vector>\n" +
      Code;
  AST = clang::tooling::buildASTFromCodeWithArgs(
      Whole, {"-std=c++17", "-w", "-isystem", TORCHLEAK_MOCK_HEADERS,
              "-resource-dir", TORCHLEAK_CLANG_RESOURCES});
  Types = std::make_unique<TorchTypes>(AST->getASTContext(), Options());
}

bool TestUnit::valid() const {
  return AST && !AST->getDiagnostics().hasUncompilableErrorOccurred();
}

UnitFacts TestUnit::facts() {
  return UnitBuilder(AST->getASTContext(), *Types).build();
}

const FunctionFacts *TestUnit::function(const UnitFacts &Facts,
                                        llvm::StringRef Name) {
  for (const auto &F : Facts.Functions)
    if (F->Name == Name)
      return F.get();
  return nullptr;
}

clang::QualType TestUnit::typeOf(llvm::StringRef Name) {
  for (clang::Decl *D : AST->getASTContext().getTranslationUnitDecl()->decls())
    if (auto *V = llvm::dyn_cast<clang::VarDecl>(D))
      if (V->getName() == Name)
        return V->getType();
  return {};
}

unsigned countEvents(const FunctionFacts &F, EventKind Kind) {
  unsigned Count = 0;
  for (unsigned B : F.Order)
    for (const Event &E : F.Blocks[B].Events)
      Count += E.Kind == Kind;
  return Count;
}

} // namespace torchleak
