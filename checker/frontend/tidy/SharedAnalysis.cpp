//===- SharedAnalysis.cpp - One analysis for all checks of a unit ---------===//

#include "frontend/tidy/SharedAnalysis.h"
#include "frontend/tidy/AnalyzeRules.h"
#include "frontend/tidy/EmitFinding.h"
#include "clang/ASTMatchers/ASTMatchers.h"
#include "clang/ASTMatchers/ASTMatchersMacros.h"
#include <mutex>

using namespace clang;
using namespace clang::ast_matchers;

namespace torchleak {

namespace {
struct LiveAnalyses {
  std::mutex Lock;
  llvm::DenseMap<tidy::ClangTidyContext *, std::weak_ptr<SharedAnalysis>> Map;
};

// clang-tidy starts at the translation unit, clangd at the declarations of the
// main file, and neither tells a check when it starts: the first declaration
// of any kind is the signal that works in both.
AST_MATCHER_P(Decl, firstVisited, const bool *, Done) { return !*Done; }
} // namespace

static LiveAnalyses &liveAnalyses() {
  static LiveAnalyses Live;
  return Live;
}

std::shared_ptr<SharedAnalysis>
SharedAnalysis::of(tidy::ClangTidyContext &Context) {
  LiveAnalyses &Live = liveAnalyses();
  std::lock_guard<std::mutex> Guard(Live.Lock);
  std::weak_ptr<SharedAnalysis> &Entry = Live.Map[&Context];
  std::shared_ptr<SharedAnalysis> Analysis = Entry.lock();
  if (!Analysis) {
    Analysis = std::make_shared<SharedAnalysis>(Context);
    Entry = Analysis;
  }
  return Analysis;
}

SharedAnalysis::~SharedAnalysis() {
  LiveAnalyses &Live = liveAnalyses();
  std::lock_guard<std::mutex> Guard(Live.Lock);
  // The address may belong to the next unit's context already.
  auto Entry = Live.Map.find(&Context);
  if (Entry != Live.Map.end() && Entry->second.expired())
    Live.Map.erase(Entry);
}

void SharedAnalysis::add(llvm::StringRef Rule, const Options &Opts,
                         MatchFinder &Finder) {
  if (Rules.empty())
    Finder.addMatcher(decl(firstVisited(&Done)), this);
  Rules.push_back({Rule.str(), Opts});
}

void SharedAnalysis::run(const MatchFinder::MatchResult &Result) {
  Done = true;
  ASTContext &AST = *Result.Context;
  const SourceManager &Sources = *Result.SourceManager;
  std::vector<Decl *> Scope = AST.getTraversalScope();
  bool MainFileOnly = Scope.size() != 1 || !isa<TranslationUnitDecl>(Scope[0]);
  // clangd shows the main file, but what a function of a project's header does
  // with a tensor is part of the story.
  if (MainFileOnly)
    AST.setTraversalScope(userDeclarations(AST, Preparsed::ProjectHeaders));
  SpotMap Spots(Sources);
  UnitResult Unit = analyzeRules(AST, Rules, Spots);
  if (MainFileOnly)
    AST.setTraversalScope(Scope);
  for (const Finding &F : Unit.Findings)
    if (!MainFileOnly ||
        Sources.isInMainFile(Sources.getFileLoc(Spots.location(F.Loc))))
      emitFinding(Context, Sources, Spots, F);
}

} // namespace torchleak
