#include <torch/torch.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <iostream>
#include <map>
#include <random>
#include <utility>
#include <vector>

// Condition monitoring: an autoencoder scores vibration spectra coming from machines on the shop floor.

namespace monitor {

constexpr int kBins = 256;

struct Frame {
  int machine;
  std::array<float, kBins> spectrum;
};

struct Verdict {
  float error;
  bool alarm;
};

class AutoEncoderImpl : public torch::nn::Module {
 public:
  AutoEncoderImpl() {
    enc1_ = register_module("enc1", torch::nn::Linear(kBins, 128));
    enc2_ = register_module("enc2", torch::nn::Linear(128, 16));
    dec1_ = register_module("dec1", torch::nn::Linear(16, 128));
    dec2_ = register_module("dec2", torch::nn::Linear(128, kBins));
  }
  torch::Tensor forward(const torch::Tensor& x) {
    auto z = enc2_->forward(torch::elu(enc1_->forward(x)));
    return dec2_->forward(torch::elu(dec1_->forward(z)));
  }

 private:
  torch::nn::Linear enc1_{nullptr}, enc2_{nullptr}, dec1_{nullptr}, dec2_{nullptr};
};
TORCH_MODULE(AutoEncoder);

class MonitorService {
 public:
  explicit MonitorService(float threshold) : threshold_(threshold) { model_->eval(); }

  Verdict Inspect(const Frame& frame) {
    torch::Tensor x = ToTensor(frame);
    torch::Tensor recon = model_->forward(x);
    Verdict verdict;
    verdict.error = torch::mse_loss(recon, x).item<float>();
    verdict.alarm = verdict.error > threshold_;
    Remember(frame.machine, recon.squeeze(0));
    return verdict;
  }

  void PrintSummary(std::ostream& os) const {
    for (const auto& [machine, items] : audit_) {
      const torch::Tensor& last = items.back();
      os << "machine " << machine << ": " << items.size() << " inspections, peak bin "
         << last.argmax().item<int64_t>() << '\n';
    }
  }

 private:
  static torch::Tensor ToTensor(const Frame& frame) {
    torch::Tensor t = torch::empty({1, kBins});
    std::copy(frame.spectrum.begin(), frame.spectrum.end(), t.data_ptr<float>());
    return t;
  }

  void Remember(int machine, torch::Tensor reconstruction) {
    audit_[machine].push_back(std::move(reconstruction));  // WARN: unguarded-inference
  }

  float threshold_;
  AutoEncoder model_;
  std::map<int, std::vector<torch::Tensor>> audit_;
};

Frame ReadSensor(int machine, std::mt19937& rng) {
  std::uniform_real_distribution<float> noise(0.f, 1.f);
  Frame f;
  f.machine = machine;
  for (auto& v : f.spectrum) v = noise(rng);
  return f;
}

}  // namespace monitor

int main() {
  std::mt19937 rng(std::random_device{}());
  monitor::MonitorService service(0.5f);
  auto lastPrint = std::chrono::steady_clock::now();
  while (true) {
    for (int machine = 1; machine <= 6; ++machine) {
      const auto verdict = service.Inspect(monitor::ReadSensor(machine, rng));
      if (verdict.alarm) std::cerr << "ALARM machine " << machine << " error " << verdict.error << '\n';
    }
    const auto now = std::chrono::steady_clock::now();
    if (now - lastPrint > std::chrono::seconds(10)) {
      service.PrintSummary(std::cout);
      lastPrint = now;
    }
  }
}
