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

  /// Reads what \p Findings speak of; \p Files are the names by which their
  /// spots count. Findings of which a file cannot be read any more are taken
  /// out, and that file is returned by name.
  std::vector<std::string> read(std::vector<Finding> &Findings,
                                llvm::ArrayRef<std::string> Files);

  const clang::SourceManager &sources() const { return Sources; }
  /// Call after read().
  SpotMap spots() const { return SpotMap(Sources, Ids); }

private:
  clang::FileID idOf(llvm::StringRef Path);

  clang::DiagnosticOptions DiagnosticsAsUsual;
  clang::DiagnosticsEngine Diagnostics;
  clang::FileManager FileSystem;
  clang::SourceManager Sources;
  std::vector<clang::FileID> Ids;
};

} // namespace torchleak

#endif
