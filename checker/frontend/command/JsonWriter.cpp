//===- JsonWriter.cpp - A report as JSON ----------------------------------===//

#include "frontend/command/Paths.h"
#include "frontend/command/ReportWriters.h"
#include "llvm/Support/JSON.h"

using llvm::json::OStream;

namespace torchleak {

namespace {
class JsonWriter {
public:
  JsonWriter(llvm::StringRef Base, llvm::raw_ostream &OS)
      : Base(Base), JOS(OS, /*IndentSize=*/2) {}

  void write(const Report &R) {
    JOS.object([&] {
      JOS.attribute("schema", "torchleak-findings/1");
      JOS.attributeArray("findings", [&] {
        for (const ReportedFinding &F : R.Findings)
          JOS.object([&] { writeFinding(F); });
      });
      JOS.attributeObject("units", [&] { writeUnits(R); });
    });
    JOS.flush();
  }

private:
  // A source file may hold bytes that are not UTF-8, and JSON may not.
  void text(llvm::StringRef Key, llvm::StringRef Value) {
    JOS.attribute(Key, llvm::json::fixUTF8(Value));
  }
  void file(llvm::StringRef File) { text("file", relativeBelow(File, Base)); }
  void position(const Position &At) {
    file(At.File);
    JOS.attribute("line", At.Line);
    JOS.attribute("column", At.Column);
  }

  void writeFinding(const ReportedFinding &F) {
    text("rule", F.Rule);
    position(F.At);
    text("message", F.Message);
    text("confidence", toString(F.How));
    text("retained", toString(F.What));
    text("retainer", toString(F.Who));
    text("repeat", toString(F.Why));
    JOS.attributeArray("origins", [&] {
      for (const ReportedOrigin &O : F.Origins)
        JOS.object([&] {
          position(O.At);
          text("function", O.Function);
          text("role", toString(O.Does));
        });
    });
    JOS.attributeArray("notes", [&] {
      for (const ReportedNote &N : F.Notes)
        JOS.object([&] {
          position(N.At);
          text("message", N.Text);
        });
    });
    JOS.attributeArray("fixes", [&] {
      for (const ReportedFix &Fix : F.Fixes)
        JOS.object([&] { writeFix(Fix); });
    });
    text("fingerprint", F.Fingerprint);
  }

  void writeFix(const ReportedFix &Fix) {
    text("description", Fix.Description);
    JOS.attributeArray("edits", [&] {
      for (const ReportedEdit &E : Fix.Edits)
        JOS.object([&] {
          position(E.Begin);
          JOS.attribute("end_line", E.End.Line);
          JOS.attribute("end_column", E.End.Column);
          text("replacement", E.Replacement);
        });
    });
  }

  void writeUnits(const Report &R) {
    JOS.attribute("analysed", R.Analyzed);
    JOS.attributeArray("failed", [&] {
      for (const FailedUnit &U : R.Failed)
        JOS.object([&] {
          file(U.File);
          text("reason", U.Reason);
        });
    });
    JOS.attribute("skipped", R.Skipped + R.WithoutTorch + R.Unchanged);
    JOS.attributeObject("budgets", [&] {
      for (Budget B : allBudgets()) {
        auto Met = R.Budgets.find(nameOf(B).str());
        JOS.attribute(nameOf(B), Met == R.Budgets.end() ? 0 : Met->second);
      }
    });
  }

  llvm::StringRef Base;
  OStream JOS;
};
} // namespace

void writeJson(const Report &R, llvm::StringRef Base, llvm::raw_ostream &OS) {
  JsonWriter(Base, OS).write(R);
  OS << '\n';
}

} // namespace torchleak
