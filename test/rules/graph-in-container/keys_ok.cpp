// RUN: %check_rule %s
// Keys that are written down, or that name the parts of something.
#include "../Inputs/net.h"
#include <map>
#include <string>
#include <vector>

using torch::Tensor;

struct Output {
  std::map<std::string, Tensor> parts;
};
struct K1 {
  std::map<std::string, Tensor> latest;
  void note_ok(const Output &out) {
    for (const auto &[name, value] : out.parts)
      latest[name] = value;
  }
};
struct K2 {
  Net net;
  std::map<std::string, Tensor> last;
  void score_ok(const std::string &clinic) {
    last[clinic] = net->forward(nextBatch().data);
  }
};
struct K3 {
  Net net;
  std::map<long, Tensor> last;
  void step_ok() {
    static const long Ids[] = {3, 5, 8};
    for (long id : Ids)
      last[id] = net->forward(nextBatch().data);
  }
};

void run(K1 &k1, K2 &k2, K3 &k3, Net &net) {
  const std::vector<std::string> clinics{"north", "harbour", "airport"};
  for (size_t n = 0; more(); ++n) {
    Output out;
    out.parts["loss"] = net->forward(nextBatch().data).mean();
    k1.note_ok(out);
    const auto &clinic = clinics[n % clinics.size()];
    k2.score_ok(clinic);
    for (const auto &name : clinics)
      k2.score_ok(name);
    k3.step_ok();
  }
}
