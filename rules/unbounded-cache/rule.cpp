//===- unbounded-cache - Maps that only ever grow -------------------------===//
//
// A lasting map or registry from an open key to tensors or modules only ever
// grows.
//
//===----------------------------------------------------------------------===//

#include "driver/DiagnosisRule.h"

using namespace torchleak;

namespace {

/// Where new keys come from.
const char *sourceOf(const KeySource &Key) {
  switch (Key.Origin) {
  case KeyOrigin::Counter:
    return "its key counts up";
  case KeyOrigin::Extent:
    return "its key is made from the size of a tensor";
  case KeyOrigin::Input:
    return "its key is read from a stream";
  case KeyOrigin::Fresh:
    return "its key is another each time";
  case KeyOrigin::Address:
    return "its key is an address";
  default:
    return "callers choose its key";
  }
}

class UnboundedCache : public RetentionRule {
public:
  UnboundedCache() : RetentionRule(Diagnosis::UnboundedCache) {}

private:
  void tell(const Retention &R, RetentionStory &S) const override {
    const StoreEffect &E = R.Effect;
    S.say("'" + S.unit().facts().describe(R.Sink) +
          "' only ever grows: " + S.round() +
          " may add an entry, which keeps " + S.stored() + " alive");
    S.advise(E.Key->Loc.isValid() ? E.Key->Loc : E.Loc,
             std::string(sourceOf(*E.Key)) +
                 ", so there is no end to how many entries there are");
    S.advise(E.Loc, "bound it: erase the oldest entry beyond a limit, clear it "
                    "now and then, or make the key one of a few");
  }
};

RuleRegistry::Add<UnboundedCache>
    X("torchleak-unbounded-cache",
      "A lasting map or registry of tensors or modules only ever grows");

} // namespace
