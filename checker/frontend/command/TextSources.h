//===- TextSources.h - Files of facts, without their AST --------*- C++ -*-===//
//
// Findings of a linked program have spots in many files. What clang-tidy does
// with a finding (NOLINT, header filters, the text of a line) needs the text of
// the file and nothing else.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_FRONTEND_COMMAND_TEXTSOURCES_H
#define TORCHLEAK_FRONTEND_COMMAND_TEXTSOURCES_H

#include "extract/SpotMap.h"
#include "report/Finding.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/FileManager.h"
#include "clang/Basic/SourceManager.h"

namespace torchleak {

class TextSources {
public:
  /// With \p MainFile as the file of the unit that is reported on.
  explicit TextSources(llvm::StringRef MainFile);

  /// Reads what \p Findings speak of; \p Files and \p Expansions are what their
  /// spots count. Findings of which a file cannot be read any more are taken
  /// out, and that file is returned by name.
  std::vector<std::string>
  read(std::vector<Finding> &Findings, llvm::ArrayRef<std::string> Files,
       llvm::ArrayRef<std::vector<MacroUse>> Expansions);

  const clang::SourceManager &sources() const { return Sources; }
  /// Call after read().
  SpotMap spots() const { return SpotMap(Sources, Ids, Expanded); }

private:
  clang::FileID idOf(llvm::StringRef Path);
  /// False if the file cannot be read.
  bool load(unsigned File, llvm::StringRef Path);
  clang::SourceLocation fileLocation(const Spot &S) const;
  /// Makes the macros again that \p S came out of: clang-tidy looks for
  /// comments on their lines, and names them below the finding.
  void expand(const Spot &S, llvm::ArrayRef<MacroUse> Macros);

  clang::DiagnosticOptions DiagnosticsAsUsual;
  clang::DiagnosticsEngine Diagnostics;
  clang::FileManager FileSystem;
  clang::SourceManager Sources;
  std::vector<clang::FileID> Ids;
  llvm::DenseMap<unsigned, clang::SourceLocation> Expanded;
};

} // namespace torchleak

#endif
