//===- CycleStory.h - Telling what owns itself ------------------*- C++ -*-===//
//
// Cycles of objects, and those of parameters and their gradients: nobody can
// drop one, so the retainer is the cycle.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_REPORT_CYCLESTORY_H
#define TORCHLEAK_REPORT_CYCLESTORY_H

#include "analysis/UnitAnalysis.h"
#include "report/Story.h"

namespace torchleak {

class CycleStory : public Story {
public:
  CycleStory(const UnitAnalysis &Unit, const TiedCycle &Tied);

  /// The class that is stored, and the field that it is stored in.
  const std::string &closedOver() const;
  std::string closedBy() const;

private:
  const TieEffect &Closing;
};

class GradientCycleStory : public Story {
public:
  GradientCycleStory(const UnitAnalysis &Unit, const GradientCycle &Cycle);

  /// "each iteration", "each call of 'step'".
  std::string round() const;

private:
  const GradientCycle &Cycle;
};

} // namespace torchleak

#endif
