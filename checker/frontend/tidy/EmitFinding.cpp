//===- EmitFinding.cpp - A finding as clang-tidy diagnostics --------------===//

#include "frontend/tidy/EmitFinding.h"

using namespace clang;

namespace torchleak {

void emitFinding(tidy::ClangTidyContext &Context, const Finding &F) {
  // Texts are arguments and not formats: they may hold any user's identifier.
  {
    DiagnosticBuilder Warning = Context.diag(F.Rule, F.Loc, "%0") << F.Message;
    if (F.Fixes.size() == 1)
      Warning << F.Fixes.front().Hints;
  }
  for (const Note &N : F.Notes)
    Context.diag(F.Rule, N.Loc.isValid() ? N.Loc : F.Loc, "%0",
                 DiagnosticIDs::Note)
        << N.Text;
  if (F.Fixes.size() < 2)
    return;
  for (const Fix &Alternative : F.Fixes) {
    if (Alternative.Hints.empty())
      continue;
    Context.diag(F.Rule, Alternative.Hints.front().RemoveRange.getBegin(), "%0",
                 DiagnosticIDs::Note)
        << Alternative.Description << Alternative.Hints;
  }
}

} // namespace torchleak
