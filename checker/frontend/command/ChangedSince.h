//===- ChangedSince.h - What version control says has changed ---*- C++ -*-===//

#ifndef TORCHLEAK_FRONTEND_COMMAND_CHANGEDSINCE_H
#define TORCHLEAK_FRONTEND_COMMAND_CHANGEDSINCE_H

#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace torchleak {

/// Real paths of files that differ from \p Revision in the work tree around
/// \p Directory: changed, added, removed, and not yet known to git. Fails when
/// there is no git, no repository, or no such revision.
llvm::Expected<std::vector<std::string>>
filesChangedSince(llvm::StringRef Revision, llvm::StringRef Directory);

} // namespace torchleak

#endif
