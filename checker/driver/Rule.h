//===- Rule.h - One folder is one rule --------------------------*- C++ -*-===//
//
// rules/<id>/rule.cpp derives a class from Rule and registers it:
//
//   static RuleRegistry::Add<GraphInContainer>
//       X("torchleak-graph-in-container", "one-sentence summary");
//
// Nothing else lists rules: front ends walk RuleRegistry::entries().
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_DRIVER_RULE_H
#define TORCHLEAK_DRIVER_RULE_H

#include "report/Finding.h"
#include "llvm/Support/Registry.h"

namespace torchleak {

class UnitAnalysis;

class Rule {
public:
  virtual ~Rule() = default;
  /// Combines the answers of the analyses into findings. Leaves Finding::Rule
  /// empty: the driver fills in the registered name.
  virtual void check(const UnitAnalysis &Unit,
                     std::vector<Finding> &Findings) const = 0;
};

using RuleRegistry = llvm::Registry<Rule>;

} // namespace torchleak

#endif
