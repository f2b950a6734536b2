// RUN: %check_rule %s
// Guards, frozen models and values without history, as people spell them.
#include "../Inputs/net.h"
#include <algorithm>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <torch/script.h>
#include <vector>

using torch::Tensor;

struct G1 {
  Net net;
  std::vector<Tensor> v;
  void step_ok() {
    auto g = torch::NoGradGuard();
    v.push_back(net->forward(nextBatch().data));
  }
};
struct G2 {
  Net net;
  std::vector<Tensor> v;
  void step_ok() {
    c10::InferenceMode g(true);
    v.push_back(net->forward(nextBatch().data));
  }
};
struct G3 {
  Net net;
  std::vector<Tensor> v;
  void step_ok() {
    torch::AutoGradMode g{false};
    v.push_back(net->forward(nextBatch().data));
  }
};
struct G4 {
  Net net;
  std::vector<Tensor> v;
  void step_ok() {
    at::NoGradGuard g;
    v.push_back(net->forward(nextBatch().data));
  }
};
struct G5 {
  Net net;
  std::vector<Tensor> v;
  void step_ok() {
    at::GradMode::set_enabled(false);
    v.push_back(net->forward(nextBatch().data));
    at::GradMode::set_enabled(true);
  }
};
struct G6 {
  Net net;
  std::vector<Tensor> v;
  template <class F> auto quiet(F f) {
    torch::NoGradGuard g;
    return f();
  }
  void step_ok() {
    v.push_back(quiet([&] { return net->forward(nextBatch().data); }));
  }
};
struct G7 {
  Net net;
  std::vector<Tensor> v;
  torch::NoGradGuard guard;
  void step_ok() {
    v.push_back(net->forward(nextBatch().data));
  }
};
struct Scope {
  torch::NoGradGuard g;
  int n = 0;
};
struct G8 {
  Net net;
  std::vector<Tensor> v;
  void step_ok() {
    Scope s;
    v.push_back(net->forward(nextBatch().data));
  }
};
struct G9 {
  Net net;
  std::vector<Tensor> v;
  void step_ok(bool train) {
    std::unique_ptr<torch::NoGradGuard> g;
    if (!train)
      g = std::make_unique<torch::NoGradGuard>();
    auto y = net->forward(nextBatch().data);
    if (!train)
      v.push_back(y);
    else
      y.sum().backward();
  }
};
struct G10 {
  Net net;
  std::vector<Tensor> v;
  void step_ok() {
    std::thread t([&] {
      torch::NoGradGuard g;
      v.push_back(net->forward(nextBatch().data));
    });
    t.join();
  }
};
struct G11 {
  Net net;
  std::vector<Tensor> v;
  void step_ok() {
    auto f = std::async(std::launch::async, [&] {
      torch::NoGradGuard g;
      return net->forward(nextBatch().data);
    });
    v.push_back(f.get());
  }
};
struct G12 {
  Net net;
  std::vector<Tensor> v;
  Tensor infer(Tensor x) {
    torch::NoGradGuard g;
    return net->forward(x);
  }
  void step_ok() {
    v.push_back(infer(nextBatch().data));
  }
};
struct G13 {
  Net net;
  std::vector<Tensor> v;
  void step_ok() {
    torch::NoGradGuard g;
    helper();
  }
  void helper() {
    v.push_back(net->forward(nextBatch().data));
  }
};
struct F1 {
  Net net;
  std::vector<Tensor> v;
  F1() {
    for (auto &p : net->parameters())
      p.set_requires_grad(false);
  }
  void step_ok() {
    v.push_back(net->forward(nextBatch().data));
  }
};
struct F2 {
  Net net;
  std::vector<Tensor> v;
  F2() {
    for (auto &kv : net->named_parameters())
      kv.value().requires_grad_(false);
  }
  void step_ok() {
    v.push_back(net->forward(nextBatch().data));
  }
};
struct F3 {
  Net net;
  std::vector<Tensor> v;
  F3() {
    auto ps = net->parameters();
    for (auto &p : ps)
      p.set_requires_grad(false);
  }
  void step_ok() {
    v.push_back(net->forward(nextBatch().data));
  }
};
struct F4 {
  Net net;
  std::vector<Tensor> v;
  F4() {
    auto ps = net->parameters();
    std::for_each(ps.begin(), ps.end(),
                  [](Tensor &p) { p.set_requires_grad(false); });
  }
  void step_ok() {
    v.push_back(net->forward(nextBatch().data));
  }
};
struct F5 {
  Net net;
  std::vector<Tensor> v;
  F5() {
    net->apply([](torch::nn::Module &m) {
      for (auto &p : m.parameters(false))
        p.set_requires_grad(false);
    });
  }
  void step_ok() {
    v.push_back(net->forward(nextBatch().data));
  }
};
struct F6 {
  Net net;
  std::vector<Tensor> v;
  static void freeze(torch::nn::Module &m) {
    for (auto &p : m.parameters())
      p.set_requires_grad(false);
  }
  F6() {
    freeze(*net);
  }
  void step_ok() {
    v.push_back(net->forward(nextBatch().data));
  }
};
struct F7 {
  std::shared_ptr<NetImpl> net = std::make_shared<NetImpl>();
  std::vector<Tensor> v;
  F7() {
    for (auto p : net->parameters())
      p.requires_grad_(false);
  }
  void step_ok() {
    v.push_back(net->forward(nextBatch().data));
  }
};
struct F8 {
  Net net;
  std::vector<Tensor> v;
  F8() {
    for (size_t i = 0; i < net->parameters().size(); ++i)
      net->parameters()[i].set_requires_grad(false);
  }
  void step_ok() {
    v.push_back(net->forward(nextBatch().data));
  }
};
struct F9 {
  torch::jit::Module m;
  std::vector<Tensor> v;
  F9() {
    m = torch::jit::load("x.pt");
    m.eval();
    m = torch::jit::freeze(m);
  }
  void step_ok() {
    v.push_back(m.forward({nextBatch().data}).toTensor());
  }
};
struct F10 {
  torch::jit::Module m;
  std::vector<Tensor> v;
  F10() {
    m = torch::jit::load("x.pt");
    for (const auto &p : m.parameters())
      p.set_requires_grad(false);
  }
  void step_ok() {
    v.push_back(m.forward({nextBatch().data}).toTensor());
  }
};
struct F11 {
  torch::jit::Module m;
  std::vector<Tensor> v;
  F11() {
    m = torch::jit::load("x.pt");
    for (auto p : m.parameters()) {
      p.requires_grad_(false);
    }
  }
  void step_ok() {
    auto o = m.forward({nextBatch().data}).toTuple()->elements()[0].toTensor();
    v.push_back(o);
  }
};
struct F12Base {
  Net net;
  virtual ~F12Base() = default;
  void freeze_all() {
    for (auto &p : net->parameters())
      p.set_requires_grad(false);
  }
};
struct F12 : F12Base {
  std::vector<Tensor> v;
  F12() {
    freeze_all();
  }
  void step_ok() {
    v.push_back(net->forward(nextBatch().data));
  }
};
static Net make_frozen() {
  Net n;
  for (auto &p : n->parameters())
    p.set_requires_grad(false);
  return n;
}
struct F13 {
  Net net;
  std::vector<Tensor> v;
  F13() : net(make_frozen()) {
  }
  void step_ok() {
    v.push_back(net->forward(nextBatch().data));
  }
};
struct F14 {
  std::map<std::string, Net> nets;
  std::vector<Tensor> v;
  F14() {
    for (auto &[k, n] : nets)
      for (auto &p : n->parameters())
        p.set_requires_grad(false);
  }
  void step_ok() {
    for (auto &[k, n] : nets)
      v.push_back(n->forward(nextBatch().data));
  }
};
struct F15 {
  std::vector<Net> nets;
  std::vector<Tensor> v;
  void add() {
    Net n;
    for (auto &p : n->parameters())
      p.set_requires_grad(false);
    nets.push_back(n);
  }
  void step_ok() {
    for (auto &n : nets)
      v.push_back(n->forward(nextBatch().data));
  }
};
struct V1 {
  Net net;
  std::vector<Tensor> v;
  void step_ok() {
    auto y = net->forward(nextBatch().data);
    v.push_back(y.detach());
    v.push_back(y.data());
    v.push_back(y.argmax());
    v.push_back(torch::tensor(y.sum().item<float>()));
    v.push_back(y.gt(0));
    v.push_back(torch::argsort(y));
    v.push_back(torch::ones_like(y));
    v.push_back(y.to(torch::kLong));
    v.push_back(y.sign().detach());
    v.push_back(torch::empty_like(y));
    v.push_back(y.round().to(torch::kInt));
  }
};
struct V2 {
  Net net;
  std::vector<std::vector<float>> v;
  void step_ok() {
    auto y = net->forward(nextBatch().data).contiguous();
    v.emplace_back(y.data_ptr<float>(), y.data_ptr<float>() + y.numel());
  }
};
struct V3 {
  Net net;
  std::vector<Tensor> v;
  void step_ok() {
    auto b = nextBatch();
    v.push_back(b.data);
    auto t = b.data * 2;
    v.push_back(t + 1);
  }
};
struct V4 {
  torch::nn::ReLU relu;
  torch::nn::MaxPool2d pool{2};
  std::vector<Tensor> v;
  void step_ok() {
    v.push_back(pool(relu(nextBatch().data)));
  }
};
struct V5 {
  Net net;
  std::vector<Tensor> v;
  void step_ok() {
    auto y = net->forward(nextBatch().data);
    y.sum().backward();
    for (auto &p : net->parameters())
      v.push_back(p.grad().clone());
  }
};
struct V6 {
  Net net;
  std::vector<Tensor> v;
  void step_ok() {
    v.clear();
    for (auto &p : net->parameters())
      v.push_back(p.norm());
    torch::stack(v).sum().backward();
  }
};
struct V7 {
  Net net;
  std::map<std::string, Tensor> last;
  void step_ok() {
    auto y = net->forward(nextBatch().data);
    last["y"] = y;
    last["loss"] = y.sum();
  }
};

void run(G1 &g1, G2 &g2, G3 &g3, G4 &g4, G5 &g5, G6 &g6, G7 &g7, G8 &g8, G9 &g9,
         G10 &g10, G11 &g11, G12 &g12, G13 &g13, F1 &f1, F2 &f2, F3 &f3, F4 &f4,
         F5 &f5, F6 &f6, F7 &f7, F8 &f8, F9 &f9, F10 &f10, F11 &f11, F12 &f12,
         F13 &f13, F14 &f14, F15 &f15, V1 &v1, V2 &v2, V3 &v3, V4 &v4, V5 &v5,
         V6 &v6, V7 &v7) {
  while (more()) {
    g1.step_ok();
    g2.step_ok();
    g3.step_ok();
    g4.step_ok();
    g5.step_ok();
    g6.step_ok();
    g7.step_ok();
    g8.step_ok();
    g9.step_ok(more());
    g10.step_ok();
    g11.step_ok();
    g12.step_ok();
    g13.step_ok();
    f1.step_ok();
    f2.step_ok();
    f3.step_ok();
    f4.step_ok();
    f5.step_ok();
    f6.step_ok();
    f7.step_ok();
    f8.step_ok();
    f9.step_ok();
    f10.step_ok();
    f11.step_ok();
    f12.step_ok();
    f13.step_ok();
    f14.step_ok();
    f15.step_ok();
    v1.step_ok();
    v2.step_ok();
    v3.step_ok();
    v4.step_ok();
    v5.step_ok();
    v6.step_ok();
    v7.step_ok();
  }
}
