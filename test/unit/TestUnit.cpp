//===- TestUnit.cpp - A unit from a string, on the mock headers -----------===//

#include "TestUnit.h"
#include "extract/UnitBuilder.h"
#include "program/Print.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

namespace torchleak {

TestUnit::TestUnit(const std::string &Code) {
  std::string Whole =
      "#include <torch/torch.h>\n#include <deque>\n#include <functional>\n"
      "#include <map>\n#include <memory>\n#include <optional>\n"
      "#include <string>\n#include <tuple>\n#include <vector>\n" +
      Code;
  this->Code = Whole;
  AST = clang::tooling::buildASTFromCodeWithArgs(
      Whole, {"-std=c++17", "-w", "-isystem", TORCHLEAK_MOCK_HEADERS,
              "-resource-dir", TORCHLEAK_CLANG_RESOURCES});
  Types = std::make_unique<TorchTypes>(AST->getASTContext(), Options());
}

bool TestUnit::valid() const {
  return AST && !AST->getDiagnostics().hasUncompilableErrorOccurred();
}

std::vector<std::string> TestUnit::factsAt(const UnitFacts &Facts,
                                           llvm::StringRef Name) const {
  std::vector<std::string> Result;
  llvm::StringRef Text = Code;
  const size_t Point = Text.find(("// torchleak-point: " + Name + "\n").str());
  EXPECT_NE(Point, llvm::StringRef::npos) << "no point " << Name.str();
  const unsigned Line = Text.take_front(Point).count('\n') + 1;
  for (const auto &F : Facts.Functions)
    for (unsigned B : F->Order)
      for (const Event &E : F->Blocks[B].Events)
        if (E.Loc.Line == Line && Facts.Files[E.Loc.File] == "input.cc" &&
            !E.is<fact::Compute>()) {
          llvm::raw_string_ostream OS(Result.emplace_back());
          printEvent(Facts, *F, E, OS);
        }
  return Result;
}

UnitFacts TestUnit::facts() {
  SpotMap Spots(AST->getSourceManager());
  return UnitBuilder(AST->getASTContext(), *Types, Spots).build();
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
      Count += E.kind() == Kind;
  return Count;
}

} // namespace torchleak
