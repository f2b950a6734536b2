//===- TextWriter.cpp - A report as text ----------------------------------===//

#include "frontend/command/Paths.h"
#include "frontend/command/ReportWriters.h"
#include "llvm/Support/WithColor.h"

using llvm::raw_ostream;

namespace torchleak {

static void writeMessage(const Position &At, llvm::StringRef Kind,
                         raw_ostream::Colors Color, const llvm::Twine &Text,
                         llvm::StringRef Base, raw_ostream &OS) {
  {
    llvm::WithColor Bold(OS, raw_ostream::SAVEDCOLOR, /*Bold=*/true);
    OS << relativeBelow(At.File, Base) << ':' << At.Line << ':' << At.Column
       << ": ";
  }
  llvm::WithColor(OS, Color, /*Bold=*/true) << Kind << ": ";
  OS << Text << '\n';

  std::string Number = std::to_string(At.Line);
  OS.indent(Number.size() < 5 ? 5 - Number.size() : 0)
      << Number << " | " << At.LineText << '\n';
  OS.indent(std::max<size_t>(Number.size(), 5)) << " | ";
  // Tabs stay tabs, so that the caret stands below its column.
  for (char C : llvm::StringRef(At.LineText).take_front(At.Column - 1))
    OS << (C == '\t' ? '\t' : ' ');
  llvm::WithColor(OS, raw_ostream::GREEN, /*Bold=*/true) << "^";
  OS << '\n';
}

void writeText(const Report &R, llvm::StringRef Base, raw_ostream &OS) {
  for (const ReportedFinding &F : R.Findings) {
    writeMessage(F.At, "warning", raw_ostream::MAGENTA,
                 F.Message + " [" + F.Rule + "]", Base, OS);
    for (const ReportedNote &N : F.Notes)
      writeMessage(N.At, "note", raw_ostream::CYAN, N.Text, Base, OS);
  }
}

} // namespace torchleak
