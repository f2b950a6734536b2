//===- EmitFinding.cpp - A finding as clang-tidy diagnostics --------------===//

#include "frontend/tidy/EmitFinding.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace torchleak {

static FixItHint hintOf(const Edit &E, const SpotMap &Spots) {
  auto Range = CharSourceRange::getCharRange(Spots.location(E.Range.Begin),
                                             Spots.location(E.Range.End));
  return FixItHint::CreateReplacement(Range, E.Text);
}

void emitFinding(tidy::ClangTidyContext &Context, const SourceManager &Sources,
                 const SpotMap &Spots, const Finding &F) {
  // Texts are arguments and not formats: they may hold any user's identifier.
  {
    DiagnosticBuilder Warning =
        Context.diag(F.Rule, Spots.location(F.Loc), "%0") << F.Message;
    if (F.Fixes.size() == 1)
      for (const Edit &E : F.Fixes.front().Edits)
        Warning << hintOf(E, Spots);
  }
  // A note points at what the user wrote: clangd drops notes inside of macros.
  for (const Note &N : F.Notes)
    Context.diag(
        F.Rule,
        Sources.getFileLoc(Spots.location(N.Loc.isValid() ? N.Loc : F.Loc)),
        "%0", DiagnosticIDs::Note)
        << N.Text;
  if (F.Fixes.size() < 2)
    return;
  for (const Fix &Alternative : F.Fixes) {
    if (Alternative.Edits.empty())
      continue;
    SourceLocation Begin =
        Spots.location(Alternative.Edits.front().Range.Begin);
    DiagnosticBuilder Note = Context.diag(F.Rule, Sources.getFileLoc(Begin),
                                          "%0", DiagnosticIDs::Note)
                             << Alternative.Description;
    for (const Edit &E : Alternative.Edits)
      Note << hintOf(E, Spots);
  }
}

} // namespace torchleak
