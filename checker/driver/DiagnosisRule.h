//===- DiagnosisRule.h - A rule for one diagnosis ---------------*- C++ -*-===//
//
// Most rules are of this kind: they name their diagnosis, get the story of each
// answer that has it, and add what only they know: message, advice, fixes.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_DRIVER_DIAGNOSISRULE_H
#define TORCHLEAK_DRIVER_DIAGNOSISRULE_H

#include "analysis/diagnosis/Diagnosis.h"
#include "driver/Rule.h"
#include "report/CycleStory.h"
#include "report/RetentionStory.h"

namespace torchleak {

template <typename Answer, typename StoryOf,
          const std::vector<Answer> &(UnitAnalysis::*Answers)() const>
class DiagnosisRule : public Rule {
public:
  explicit DiagnosisRule(Diagnosis Own) : Own(Own) {}

  void check(const UnitAnalysis &Unit,
             std::vector<Finding> &Findings) const final {
    for (const Answer &A : (Unit.*Answers)()) {
      if (diagnose(A) != Own)
        continue;
      StoryOf S(Unit, A);
      tell(A, S);
      Findings.push_back(S.take());
    }
  }

private:
  virtual void tell(const Answer &A, StoryOf &S) const = 0;

  Diagnosis Own;
};

using RetentionRule =
    DiagnosisRule<Retention, RetentionStory, &UnitAnalysis::retentions>;
using CycleRule = DiagnosisRule<TiedCycle, CycleStory, &UnitAnalysis::cycles>;
using GradientCycleRule = DiagnosisRule<GradientCycle, GradientCycleStory,
                                        &UnitAnalysis::gradientCycles>;

} // namespace torchleak

#endif
