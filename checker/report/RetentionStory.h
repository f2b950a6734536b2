//===- RetentionStory.h - Telling why a value is kept -----------*- C++ -*-===//
//
// The rules on kept values differ in when they speak and in what they advise.
// How they tell where the value came from, who keeps it and what repeats is the
// same, and stands here.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_REPORT_RETENTIONSTORY_H
#define TORCHLEAK_REPORT_RETENTIONSTORY_H

#include "analysis/UnitAnalysis.h"
#include "report/Story.h"

namespace torchleak {

class RetentionStory : public Story {
public:
  RetentionStory(const UnitAnalysis &Unit, const Retention &R);

  /// "'loss'", or "the result of 'forward'".
  std::string stored() const;
  /// "'history', which outlives the loop".
  std::string retainer() const;
  /// "each iteration adds one more graph with its activations".
  std::string growth() const;
  /// "each iteration", "each call of 'infer'".
  std::string round() const;
  /// Offers to store the value without its history, where the edit is certain:
  /// a tensor that is written out at the store.
  void offerDetach();

private:
  Retainer retainerKind() const;
  std::string sinkName() const;
  void tellHistory();
  void tellRetainer();
  void tellRepeat();

  const Retention &R;
};

} // namespace torchleak

#endif
