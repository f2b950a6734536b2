//===- AnalyzeRules.cpp - Findings of the enabled rules -------------------===//

#include "frontend/tidy/AnalyzeRules.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

std::vector<clang::Decl *> userDeclarations(clang::ASTContext &Context,
                                            Preparsed Headers) {
  const clang::SourceManager &SM = Context.getSourceManager();
  const clang::TranslationUnitDecl *Unit = Context.getTranslationUnitDecl();
  bool LibrariesOnly = Headers == Preparsed::LibrariesOnly;
  std::vector<clang::Decl *> Result;
  // Asking for what comes from a file of AST reads all of it.
  for (clang::Decl *D : llvm::make_range(
           LibrariesOnly ? Unit->noload_decls_begin() : Unit->decls_begin(),
           Unit->noload_decls_end()))
    if (!(LibrariesOnly && D->isFromASTFile()) && D->getLocation().isValid() &&
        !SM.isInSystemHeader(D->getLocation()))
      Result.push_back(D);
  return Result;
}

std::vector<Options> optionSets(llvm::ArrayRef<EnabledRule> Rules) {
  std::vector<Options> Result;
  for (const EnabledRule &Rule : Rules)
    if (!llvm::is_contained(Result, Rule.Opts))
      Result.push_back(Rule.Opts);
  return Result;
}

UnitResult analyzeRules(clang::ASTContext &Context,
                        llvm::ArrayRef<EnabledRule> Rules, SpotMap &Spots) {
  UnitResult Result;
  // A half-typed or broken unit has no facts that could be trusted.
  if (Context.getDiagnostics().hasUncompilableErrorOccurred())
    return Result;

  std::vector<Options> Sets = optionSets(Rules);
  for (const Options &Opts : Sets) {
    UnitResult Part = analyzeUnit(Context, Opts, Spots);
    if (&Opts == &Sets.front())
      Result.Statistics = Part.Statistics;
    for (Finding &F : Part.Findings)
      if (llvm::any_of(Rules, [&](const EnabledRule &R) {
            return R.Name == F.Rule && R.Opts == Opts;
          }))
        Result.Findings.push_back(std::move(F));
  }
  if (Sets.size() > 1)
    llvm::stable_sort(Result.Findings, [&](const Finding &A, const Finding &B) {
      return Spots.isBefore(A.Loc, B.Loc);
    });
  return Result;
}

} // namespace torchleak
