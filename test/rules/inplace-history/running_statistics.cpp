// RUN: %check_rule %s
// Buffers of the code's own modules that take in what has history, each step
// more of it, wherever the module is registered.
#include "../Inputs/net.h"
#include <memory>

struct NormImpl : torch::nn::Module {
  torch::Tensor mean = register_buffer("mean", torch::zeros({16}));
  torch::Tensor forward(const torch::Tensor &x) {
    track_bad(x.mean(0));
    return x - mean;
  }
  void track_bad(const torch::Tensor &m) { mean.mul_(0.9).add_(m, 0.1); } // WARN: graph-accumulation
};
TORCH_MODULE(Norm);
struct Field : torch::nn::Module {
  torch::nn::Linear fc{register_module("fc", torch::nn::Linear(4, 16))};
  Norm norm{register_module("norm", Norm())};
  torch::Tensor forward(torch::Tensor x) { return norm->forward(fc->forward(x)); }
};

struct SequenceNormImpl : torch::nn::Module {
  torch::Tensor mean = register_buffer("mean", torch::zeros({16}));
  torch::Tensor forward(const torch::Tensor &x) {
    track_bad(x.mean(0));
    return x - mean;
  }
  void track_bad(const torch::Tensor &m) { mean.mul_(0.9).add_(m, 0.1); } // WARN: graph-accumulation
};
TORCH_MODULE(SequenceNorm);
struct InSequence : torch::nn::Module {
  torch::nn::Sequential body{register_module(
      "body", torch::nn::Sequential(torch::nn::Linear(4, 16), SequenceNorm()))};
  torch::Tensor forward(torch::Tensor x) { return body->forward(x); }
};

struct FirstNormImpl : torch::nn::Module {
  torch::Tensor mean = register_buffer("mean", torch::zeros({16}));
  torch::Tensor forward(const torch::Tensor &x) {
    track_ok(x.mean(0));
    return x - mean;
  }
  // What comes from the data has no history.
  void track_ok(const torch::Tensor &m) { mean.mul_(0.9).add_(m, 0.1); }
};
TORCH_MODULE(FirstNorm);
struct AtFirst : torch::nn::Module {
  torch::nn::Sequential body{register_module(
      "body", torch::nn::Sequential(FirstNorm(), torch::nn::Linear(4, 16)))};
  torch::Tensor forward(torch::Tensor x) { return body->forward(x); }
};

struct CutNormImpl : torch::nn::Module {
  torch::Tensor mean = register_buffer("mean", torch::zeros({16}));
  torch::Tensor forward(const torch::Tensor &x) {
    track_ok(x.mean(0).detach());
    return x - mean;
  }
  void track_ok(const torch::Tensor &m) { mean.mul_(0.9).add_(m, 0.1); }
};
TORCH_MODULE(CutNorm);
struct GuardedNormImpl : torch::nn::Module {
  torch::Tensor mean = register_buffer("mean", torch::zeros({16}));
  torch::Tensor forward(const torch::Tensor &x) {
    track_ok(x.mean(0));
    return x - mean;
  }
  void track_ok(const torch::Tensor &m) {
    torch::NoGradGuard guard;
    mean.mul_(0.9).add_(m, 0.1);
  }
};
TORCH_MODULE(GuardedNorm);
struct PushedNormImpl : torch::nn::Module {
  torch::Tensor mean = register_buffer("mean", torch::zeros({16}));
  torch::Tensor forward(const torch::Tensor &x) {
    mean = mean * 0.9 + x.mean(0) * 0.1; // WARN: graph-accumulation
    return x - mean;
  }
};
TORCH_MODULE(PushedNorm);
struct Pushes : torch::nn::Module {
  Pushes() {
    body = register_module("body", torch::nn::Sequential());
    body->push_back(torch::nn::Linear(4, 16));
    body->push_back(CutNorm());
    body->push_back(GuardedNorm());
    body->push_back(PushedNorm());
  }
  torch::Tensor forward(torch::Tensor x) { return body->forward(x); }
  torch::nn::Sequential body{nullptr};
};

struct LocalNormImpl : torch::nn::Module {
  torch::Tensor mean = register_buffer("mean", torch::zeros({16}));
  torch::Tensor forward(const torch::Tensor &x) {
    track_bad(x.mean(0));
    return x - mean;
  }
  void track_bad(const torch::Tensor &m) { mean.copy_(mean * 0.9 + m * 0.1); } // WARN: inplace-history
};
TORCH_MODULE(LocalNorm);
void train() {
  torch::nn::Sequential net(torch::nn::Linear(4, 16), LocalNorm(), torch::nn::ReLU());
  while (more())
    net->forward(nextBatch().data).sum().backward();
}

struct MadeNormImpl : torch::nn::Module {
  torch::Tensor mean = register_buffer("mean", torch::zeros({16}));
  torch::Tensor forward(const torch::Tensor &x) {
    track_bad(x.mean(0));
    return x - mean;
  }
  void track_bad(const torch::Tensor &m) { mean.lerp_(m, 0.1); } // WARN: inplace-history
};
TORCH_MODULE(MadeNorm);
torch::nn::Sequential makeBody() {
  torch::nn::Sequential body;
  body->push_back("fc", torch::nn::Linear(4, 16));
  body->push_back("norm", MadeNorm());
  return body;
}
struct Made : torch::nn::Module {
  torch::nn::Sequential body{register_module("body", makeBody())};
  torch::Tensor forward(torch::Tensor x) { return body->forward(x); }
};

struct NestedNormImpl : torch::nn::Module {
  torch::Tensor mean = register_buffer("mean", torch::zeros({16}));
  torch::Tensor forward(const torch::Tensor &x) {
    track_bad(x.mean(0));
    return x - mean;
  }
  void track_bad(const torch::Tensor &m) { mean.mul_(0.9).add_(m, 0.1); } // WARN: graph-accumulation
};
TORCH_MODULE(NestedNorm);
struct Nested : torch::nn::Module {
  torch::nn::Sequential body{register_module(
      "body", torch::nn::Sequential(torch::nn::Linear(4, 16),
                                    torch::nn::Sequential(torch::nn::ReLU(), NestedNorm())))};
  torch::Tensor forward(torch::Tensor x) { return body->forward(x); }
};

struct SharedNormImpl : torch::nn::Module {
  torch::Tensor mean = register_buffer("mean", torch::zeros({16}));
  torch::Tensor forward(const torch::Tensor &x) {
    track_bad(x.mean(0));
    return x - mean;
  }
  void track_bad(const torch::Tensor &m) { mean.mul_(0.9).add_(m, 0.1); } // WARN: graph-accumulation
};
struct Shared : torch::nn::Module {
  torch::nn::Linear fc{4, 16};
  std::shared_ptr<SharedNormImpl> norm =
      register_module("norm", std::make_shared<SharedNormImpl>());
  torch::Tensor forward(torch::Tensor x) { return norm->forward(fc->forward(x)); }
};
