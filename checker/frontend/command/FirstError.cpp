//===- FirstError.cpp - The first error of a compilation ------------------===//

#include "frontend/command/FirstError.h"
#include "clang/Basic/DiagnosticLex.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/raw_ostream.h"

using namespace clang;

namespace torchleak {

void FirstError::HandleDiagnostic(DiagnosticsEngine::Level Level,
                                  const Diagnostic &Info) {
  DiagnosticConsumer::HandleDiagnostic(Level, Info);
  if (Level < DiagnosticsEngine::Error || !Text.empty())
    return;
  llvm::SmallString<128> Message;
  Info.FormatDiagnostic(Message);
  llvm::raw_string_ostream OS(Text);
  if (Info.hasSourceManager() && Info.getLocation().isValid()) {
    PresumedLoc Place = Info.getSourceManager().getPresumedLoc(
        Info.getSourceManager().getExpansionLoc(Info.getLocation()));
    if (Place.isValid())
      OS << Place.getFilename() << ':' << Place.getLine() << ':'
         << Place.getColumn() << ": ";
  }
  OS << "error: " << Message;
  for (unsigned I = 0; I < Info.getNumArgs(); ++I)
    if (Info.getArgKind(I) == DiagnosticsEngine::ak_std_string)
      Arguments.push_back(Info.getArgStdStr(I));
    else if (Info.getArgKind(I) == DiagnosticsEngine::ak_c_string)
      Arguments.push_back(Info.getArgCStr(I));
  FileNotFound = Info.getID() == diag::err_pp_file_not_found;
}

} // namespace torchleak
