//===- AnalyzeUnit.cpp - From an AST to findings --------------------------===//

#include "analysis/AnalyzeUnit.h"
#include "report/Rule.h"

LLVM_INSTANTIATE_REGISTRY(torchleak::RuleRegistry)

namespace torchleak {

UnitResult analyzeUnit(clang::ASTContext &Context, const Options &Opts) { return {}; }

} // namespace torchleak
