//===- RulePages.h - The page of each rule ----------------------*- C++ -*-===//

#ifndef TORCHLEAK_FRONTEND_COMMAND_RULEPAGES_H
#define TORCHLEAK_FRONTEND_COMMAND_RULEPAGES_H

#include "llvm/ADT/StringRef.h"
#include <optional>

namespace torchleak {

/// The text of rules/<id>/rule.md, put into the program at build time by
/// EmbedRulePages.cmake.
std::optional<llvm::StringRef> rulePage(llvm::StringRef Rule);

} // namespace torchleak

#endif
