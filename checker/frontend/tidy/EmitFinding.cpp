//===- EmitFinding.cpp - A finding as clang-tidy diagnostics --------------===//

#include "frontend/tidy/EmitFinding.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace torchleak {

void emitFinding(tidy::ClangTidyContext &Context, const SourceManager &Sources,
                 const Finding &F) {
  // Texts are arguments and not formats: they may hold any user's identifier.
  {
    DiagnosticBuilder Warning = Context.diag(F.Rule, F.Loc, "%0") << F.Message;
    if (F.Fixes.size() == 1)
      Warning << F.Fixes.front().Hints;
  }
  // A note points at what the user wrote: clangd drops notes inside of macros.
  for (const Note &N : F.Notes)
    Context.diag(F.Rule, Sources.getFileLoc(N.Loc.isValid() ? N.Loc : F.Loc),
                 "%0", DiagnosticIDs::Note)
        << N.Text;
  if (F.Fixes.size() < 2)
    return;
  for (const Fix &Alternative : F.Fixes) {
    if (Alternative.Hints.empty())
      continue;
    SourceLocation Begin = Alternative.Hints.front().RemoveRange.getBegin();
    Context.diag(F.Rule, Sources.getFileLoc(Begin), "%0", DiagnosticIDs::Note)
        << Alternative.Description << Alternative.Hints;
  }
}

} // namespace torchleak
