// RUN: %check_rule %s
// Shapes that look like a leak to a pattern, and are none.
#include "../Inputs/net.h"
#include <map>
#include <memory>
#include <string>
#include <vector>

static torch::Tensor step(Net &net, torch::optim::SGD &opt) {
  Batch b = nextBatch();
  auto loss = torch::mse_loss(net->forward(b.data), b.target);
  opt.zero_grad();
  loss.backward();
  opt.step();
  return loss;
}

// push_back of something that is no container of tensors.
struct Sink {
  void push_back(const torch::Tensor &t) { last = t.item<float>(); }
  float last = 0;
};
void own_push_back_ok(Net &net, torch::optim::SGD &opt) {
  Sink sink;
  while (more())
    sink.push_back(step(net, opt));
}

void stays_empty_ok(Net &net, torch::optim::SGD &opt) {
  while (more()) {
    std::vector<torch::Tensor> one;
    one.push_back(step(net, opt));
    one[0].item<float>();
  }
}

void unique_per_iteration_ok(Net &net, torch::optim::SGD &opt) {
  while (more()) {
    auto list = std::make_unique<std::vector<torch::Tensor>>();
    list->push_back(step(net, opt));
    list->push_back(step(net, opt));
  }
}

void pointer_to_fresh_ok(Net &net, torch::optim::SGD &opt) {
  while (more()) {
    std::vector<torch::Tensor> list;
    auto *p = &list;
    auto &r = *p;
    p->push_back(step(net, opt));
    r.push_back(step(net, opt));
  }
}

void shared_reset_ok(Net &net, torch::optim::SGD &opt) {
  auto list = std::make_shared<std::vector<torch::Tensor>>();
  for (int epoch = 0; epoch < 10; ++epoch) {
    list = std::make_shared<std::vector<torch::Tensor>>();
    while (more())
      list->push_back(step(net, opt));
  }
}

void assign_whole_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> pair;
  while (more()) {
    pair = {step(net, opt), step(net, opt)};
    pair.assign({step(net, opt)});
  }
}

void keyed_by_name_ok(Net &net, torch::optim::SGD &opt) {
  std::map<std::string, torch::Tensor> parts;
  while (more()) {
    auto loss = step(net, opt);
    parts["a"] = loss;
    parts["b"] = loss * 2;
    parts.at("a") = loss;
    parts.find("b")->second = loss;
  }
}

void emptied_by_pop_loop_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> stack;
  while (more()) {
    for (int i = 0; i < 4; ++i)
      stack.push_back(step(net, opt));
    while (!stack.empty())
      stack.pop_back();
  }
}

void erased_range_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> window;
  while (more()) {
    window.insert(window.end(), step(net, opt));
    if (window.size() > 64)
      window.erase(window.begin(), window.begin() + 32);
  }
}

void returns_early_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> found;
  for (;;) {
    auto loss = step(net, opt);
    if (loss.item<float>() < 0.1) {
      found.push_back(loss);
      return;
    }
  }
}

void throws_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> bad;
  while (more()) {
    auto loss = step(net, opt);
    if (torch::isnan(loss).item<bool>()) {
      bad.push_back(loss);
      throw bad;
    }
  }
}

void stop_when_full_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> examples;
  while (examples.size() < 16)
    examples.push_back(step(net, opt));
  while (more())
    step(net, opt);
}

void do_once_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> once;
  do {
    once.push_back(step(net, opt));
  } while (false);
}

// The second loop only reads.
void read_loop_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> first;
  first.push_back(step(net, opt));
  while (more())
    for (const auto &t : first)
      (t * 2).sum().item<float>();
}

void copies_of_numbers_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<std::vector<float>> rows;
  while (more()) {
    auto out = step(net, opt).contiguous();
    rows.emplace_back(out.data_ptr<float>(),
                      out.data_ptr<float>() + out.numel());
  }
}

void integers_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> counts;
  while (more()) {
    auto out = step(net, opt);
    counts.push_back((out > 0).sum());
    counts.push_back(out.ne(0).to(torch::kFloat).mean());
    counts.push_back(out.argmax().to(torch::kFloat) / 2);
    counts.push_back(torch::ones_like(out).cumsum(0));
    counts.push_back(torch::full({1}, out.item<float>()));
    counts.push_back(torch::tensor({out.item<float>(), 1.f}));
  }
}

class Model {
public:
  void forget() { activations_.clear(); }
  torch::Tensor forward(torch::Tensor x) {
    forget();
    for (int i = 0; i < 3; ++i) {
      x = net_->forward(x);
      activations_.push_back(x);
    }
    return x;
  }

private:
  Net net_;
  std::vector<torch::Tensor> activations_;
};

void activations_ok(Model &model, torch::optim::SGD &opt) {
  while (more()) {
    model.forward(nextBatch().data).mean().backward();
    opt.step();
  }
}
