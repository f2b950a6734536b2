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

UnitResult analyzeRules(clang::ASTContext &Context,
                        llvm::ArrayRef<EnabledRule> Rules, SpotMap &Spots) {
  UnitResult Result;
  // A half-typed or broken unit has no facts that could be trusted.
  if (Context.getDiagnostics().hasUncompilableErrorOccurred())
    return Result;

  std::vector<const Options *> Analyzed;
  for (const EnabledRule &First : Rules) {
    if (llvm::any_of(Analyzed,
                     [&](const Options *O) { return *O == First.Opts; }))
      continue;
    Analyzed.push_back(&First.Opts);
    UnitResult Part = analyzeUnit(Context, First.Opts, Spots);
    if (Analyzed.size() == 1)
      Result.Statistics = Part.Statistics;
    for (Finding &F : Part.Findings)
      if (llvm::any_of(Rules, [&](const EnabledRule &R) {
            return R.Name == F.Rule && R.Opts == First.Opts;
          }))
        Result.Findings.push_back(std::move(F));
  }
  if (Analyzed.size() > 1)
    llvm::stable_sort(Result.Findings, [&](const Finding &A, const Finding &B) {
      return Spots.isBefore(A.Loc, B.Loc);
    });
  return Result;
}

} // namespace torchleak
