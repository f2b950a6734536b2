#include <torch/torch.h>

#include <deque>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <utility>
#include <vector>

// Temperature calibration of a triage classifier, refitted for a clinic whenever it sends new labels.

struct Labelled {
  torch::Tensor logits;
  torch::Tensor label;
};

class Calibrator {
 public:
  struct Fit {
    double temperature;
    double nll;
  };

  Fit fit(const std::deque<Labelled>& window) const {
    std::vector<torch::Tensor> ls, ys;
    for (const auto& w : window) {
      ls.push_back(w.logits);
      ys.push_back(w.label);
    }
    const auto logits = torch::stack(ls);
    const auto labels = torch::stack(ys);

    auto log_t = torch::zeros({1}, torch::requires_grad());
    torch::optim::LBFGS solver(std::vector<torch::Tensor>{log_t}, torch::optim::LBFGSOptions(0.5).max_iter(15));

    torch::Tensor latest;
    auto closure = [&]() -> torch::Tensor {
      solver.zero_grad();
      latest = objective(logits, labels, log_t);
      latest.backward();
      return latest;
    };
    for (int round = 0; round < 3; ++round) {
      solver.step(closure);
    }
    return {log_t.exp().item<double>(), latest.item<double>()};
  }

 private:
  static torch::Tensor objective(const torch::Tensor& logits, const torch::Tensor& labels,
                                 const torch::Tensor& log_t) {
    return torch::nll_loss(torch::log_softmax(logits / log_t.exp(), 1), labels);
  }
};

class Triage {
 public:
  Triage()
      : net_(torch::nn::Linear(30, 64), torch::nn::ReLU(), torch::nn::Linear(64, 5)) {
    net_->eval();
  }

  torch::Tensor classify(const torch::Tensor& vitals) { return net_->forward(vitals); }

  void label(const std::string& clinic, const torch::Tensor& vitals, int64_t y) {
    auto& w = windows_[clinic];
    w.push_back({classify(vitals).detach(), torch::tensor(y, torch::kLong)});
    if (w.size() > 200) w.pop_front();
    if (w.size() % 20 == 0) fits_[clinic] = calibrator_.fit(w);
  }

  int64_t urgency(const std::string& clinic, const torch::Tensor& vitals, double* probability) {
    const auto it = fits_.find(clinic);
    const double t = it == fits_.end() ? 1.0 : it->second.temperature;
    auto p = torch::softmax(classify(vitals) / t, 0);
    last_[clinic] = p;
    *probability = p.max().item<double>();
    return p.argmax().item<int64_t>();
  }

  double nll(const std::string& clinic) const {
    const auto it = fits_.find(clinic);
    return it == fits_.end() ? 0.0 : it->second.nll;
  }

 private:
  torch::nn::Sequential net_;
  Calibrator calibrator_;
  std::map<std::string, std::deque<Labelled>> windows_;
  std::map<std::string, Calibrator::Fit> fits_;
  std::map<std::string, torch::Tensor> last_;
};

int main() {
  const std::vector<std::string> clinics{"north", "harbour", "airport"};
  Triage triage;
  for (int64_t n = 0;; ++n) {
    const auto& clinic = clinics[static_cast<size_t>(n) % clinics.size()];
    auto vitals = torch::randn({30});
    double p = 0.0;
    const auto u = triage.urgency(clinic, vitals, &p);
    if (n % 2 == 0) triage.label(clinic, vitals, (u + n / 2) % 5);
    if (n % 3000 == 0) {
      std::cout << clinic << " urgency " << u << " p " << p << " nll " << triage.nll(clinic) << '\n';
    }
  }
}
