// RUN: %check_rule %s
// Keys that are fields of what a function is given.
#include "../Inputs/net.h"
#include <map>
#include <string>
#include <vector>

using torch::Tensor;

struct Frame {
  std::string camera;
  long number;
};
struct ByCamera {
  Net net;
  std::map<std::string, Tensor> latest;
  void add_ok(const Frame &frame) {
    latest[frame.camera] = net->forward(nextBatch().data);
  }
};
struct ByNumber {
  Net net;
  std::map<long, Tensor> all;
  void add_bad(const Frame &frame) {
    all[frame.number] = // WARN: unguarded-inference
        net->forward(nextBatch().data);
  }
};
struct ByName {
  Net net;
  std::map<std::string, Tensor> all;
  void add_bad(const Frame &frame) {
    all[frame.camera] = // WARN: unguarded-inference
        net->forward(nextBatch().data);
  }
};

int main() {
  ByCamera first, second;
  ByNumber third;
  ByName fourth;
  const std::vector<std::string> cameras{"gate", "yard"};
  for (long number = 0; more(); ++number)
    for (const auto &camera : cameras) {
      first.add_ok({camera, number});
      Frame frame{camera, number};
      second.add_ok(frame);
      third.add_bad(frame);
      fourth.add_bad({"camera" + std::to_string(number), number});
    }
}
