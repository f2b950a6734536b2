//===- Report.cpp - Findings without an AST -------------------------------===//

#include "frontend/command/Report.h"
#include "frontend/command/Paths.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include <tuple>

namespace torchleak {

static auto identity(const ReportedFinding &F) {
  return std::tie(F.At.File, F.At.Line, F.At.Column, F.Rule, F.Message);
}

void mergeFindings(std::vector<ReportedFinding> &Findings) {
  // Two units may name one file by different paths, over a symbolic link. The
  // first name in the alphabet stands for all.
  llvm::StringMap<std::string> NameOfRealPath;
  for (const ReportedFinding &F : Findings) {
    auto [Entry, IsNew] =
        NameOfRealPath.try_emplace(realPath(F.At.File), F.At.File);
    if (!IsNew && F.At.File < Entry->second)
      Entry->second = F.At.File;
  }
  for (ReportedFinding &F : Findings)
    F.At.File = NameOfRealPath[realPath(F.At.File)];

  llvm::stable_sort(Findings,
                    [](const ReportedFinding &A, const ReportedFinding &B) {
                      return identity(A) < identity(B);
                    });
  Findings.erase(
      std::unique(Findings.begin(), Findings.end(),
                  [](const ReportedFinding &A, const ReportedFinding &B) {
                    return identity(A) == identity(B);
                  }),
      Findings.end());
}

} // namespace torchleak
