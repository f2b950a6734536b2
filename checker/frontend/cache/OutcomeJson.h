//===- OutcomeJson.h - An outcome between runs ------------------*- C++ -*-===//

#ifndef TORCHLEAK_FRONTEND_CACHE_OUTCOMEJSON_H
#define TORCHLEAK_FRONTEND_CACHE_OUTCOMEJSON_H

#include "frontend/command/AnalyzeFile.h"
#include "llvm/Support/JSON.h"

namespace torchleak {

/// What a later run needs of \p Outcome. Paths below \p Root become relative.
llvm::json::Value outcomeToJson(const UnitOutcome &Outcome,
                                llvm::StringRef Root);
std::optional<UnitOutcome> outcomeFromJson(const llvm::json::Value &Value,
                                           llvm::StringRef Root);

} // namespace torchleak

#endif
