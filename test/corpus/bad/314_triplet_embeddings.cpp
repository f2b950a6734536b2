#include <torch/torch.h>

#include <fstream>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

// ---- Records where a fixed set of probe items sits in embedding space while training goes on.
class EmbeddingRecorder {
public:
  EmbeddingRecorder(std::string path, long every) : path_(std::move(path)), every_(every) {}

  bool due(long step) const { return step % every_ == 0; }

  void capture(long step, const torch::Tensor &embedding) {
    auto snapshot = embedding.to(torch::kCPU).clone();
    frames_.emplace_back(step, snapshot); // WARN: graph-in-container
  }

  void writeDrift() const {
    if (frames_.size() < 2) return;
    std::ofstream csv(path_, std::ios::trunc);
    csv << "step,drift\n";
    for (size_t i = 1; i < frames_.size(); ++i) {
      const auto drift = (frames_[i].second - frames_[i - 1].second).norm(2).item<double>();
      csv << frames_[i].first << ',' << drift << '\n';
    }
  }

private:
  std::string path_;
  long every_;
  std::vector<std::pair<long, torch::Tensor>> frames_;
};

// ---- Model
class EmbedNetImpl : public torch::nn::Module {
public:
  EmbedNetImpl(int64_t inputs, int64_t dims) : fc1(inputs, 256), fc2(256, 256), fc3(256, dims) {
    register_module("fc1", fc1);
    register_module("fc2", fc2);
    register_module("fc3", fc3);
  }
  torch::Tensor forward(torch::Tensor x) {
    x = torch::relu(fc1(x));
    x = torch::relu(fc2(x));
    x = fc3(x);
    return x / x.norm(2, /*dim=*/1, /*keepdim=*/true).clamp_min(1e-6);
  }
  torch::nn::Linear fc1, fc2, fc3;
};
TORCH_MODULE(EmbedNet);

struct Triplets {
  torch::Tensor anchor, positive, negative;
};

static Triplets draw(const torch::Tensor &centres, int64_t n) {
  auto a = torch::randint(0, centres.size(0), {n}, torch::kLong);
  auto shift = torch::randint(1, centres.size(0), {n}, torch::kLong);
  auto b = (a + shift).remainder(centres.size(0));
  auto noisy = [](torch::Tensor t) { return t + 0.3 * torch::randn_like(t); };
  return {noisy(centres.index_select(0, a)), noisy(centres.index_select(0, a)), noisy(centres.index_select(0, b))};
}

int main(int argc, char **argv) {
  const torch::Device device(torch::cuda::is_available() ? torch::kCUDA : torch::kCPU);
  const long steps = argc > 1 ? std::stol(argv[1]) : 1000000L;

  EmbedNet net(64, 32);
  net->to(device);
  torch::optim::RMSprop optimizer(net->parameters(), torch::optim::RMSpropOptions(1e-4));

  const auto centres = torch::randn({50, 64}, device);
  const auto probes = centres.repeat({4, 1}) + 0.3 * torch::randn({200, 64}, device);
  EmbeddingRecorder recorder("drift.csv", 20);

  for (long step = 0; step < steps; ++step) {
    const auto batch = draw(centres.cpu(), 96);
    auto loss = torch::triplet_margin_loss(net(batch.anchor.to(device)), net(batch.positive.to(device)),
                                           net(batch.negative.to(device)), 0.4);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();

    if (recorder.due(step)) {
      recorder.capture(step, net(probes));
    }
    if (step % 2000 == 0) {
      std::cout << "step " << step << " loss " << loss.item<float>() << std::endl;
      recorder.writeDrift();
    }
  }
  recorder.writeDrift();
  return 0;
}
