// RUN: %check_rule %s
// Of a key that a function is given, its callers tell: through helpers, in
// records that are made on the way, and of what a map was filled with.
#include "../Inputs/net.h"
#include <map>
#include <string>
#include <vector>

using torch::Tensor;

struct Frame {
  std::string camera;
  long number;
};
struct Stamped {
  Stamped(std::string camera, long number)
      : camera(std::move(camera)), number(number) {}
  std::string camera;
  long number;
};
struct Output {
  std::map<std::string, Tensor> parts;
};

struct Kept {
  Net net;
  std::map<std::string, Tensor> texts;
  std::map<long, Tensor> numbers;
  Tensor run() { return net->forward(nextBatch().data); }
};
struct ByText : Kept {
  void put_ok(const std::string &name) { texts[name] = run(); }
};
struct ByOpenText : Kept {
  void put_bad(const std::string &name) {
    texts[name] = run(); // WARN: unguarded-inference
  }
};
struct ByHelper : Kept {
  void put_ok(const std::string &name) { store(name + "/out"); }
  void store(const std::string &name) { texts[name] = run(); }
};
struct ByOpenHelper : Kept {
  void put(const std::string &name) { store_bad(name + "/out"); }
  void store_bad(const std::string &name) {
    texts[name] = run(); // WARN: unguarded-inference
  }
};
struct ByConstructed : Kept {
  void camera_ok(const Stamped &frame) { texts[frame.camera] = run(); }
  void number_bad(const Stamped &frame) {
    numbers[frame.number] = run(); // WARN: unguarded-inference
  }
};
struct ByAssigned : Kept {
  void camera_ok(const Frame &frame) { texts[frame.camera] = run(); }
  void number_bad(const Frame &frame) {
    numbers[frame.number] = run(); // WARN: unguarded-inference
  }
};
struct ByParts : Kept {
  void put_ok(const Output &out) {
    for (const auto &[name, value] : out.parts)
      texts[name] = value;
  }
};
struct ByOpenParts : Kept {
  void put_bad(const Output &out) {
    for (const auto &[name, value] : out.parts)
      texts[name] = value; // WARN: unguarded-inference
  }
};
struct ByCount : Kept {
  void layers_ok(long count) {
    for (long i = 0; i < count; ++i)
      numbers[i] = run();
  }
};

int main() {
  ByText text;
  ByOpenText open_text;
  ByHelper helper;
  ByOpenHelper open_helper;
  ByConstructed constructed;
  ByAssigned assigned;
  ByParts parts;
  ByOpenParts open_parts;
  ByCount count;
  const std::vector<std::string> cameras{"gate", "yard"};
  for (long number = 0; more(); ++number) {
    text.put_ok("last");
    open_text.put_bad("frame" + std::to_string(number));
    helper.put_ok("last");
    open_helper.put("frame" + std::to_string(number));
    constructed.camera_ok(Stamped("gate", number));
    constructed.number_bad(Stamped("gate", number));
    Frame frame;
    frame.number = number;
    for (const auto &camera : cameras) {
      frame.camera = camera;
      assigned.camera_ok(frame);
    }
    assigned.number_bad(frame);
    Output out;
    out.parts["loss"] = text.run().mean();
    out.parts.emplace("scores", text.run());
    parts.put_ok(out);
    Output open;
    open.parts["frame" + std::to_string(number)] = text.run();
    open_parts.put_bad(open);
    count.layers_ok(3);
  }
}
