#include <torch/torch.h>

#include <algorithm>
#include <cstdio>
#include <limits>
#include <string>
#include <tuple>
#include <utility>

// Meters run for the whole life of the job; nothing resets them between epochs.
template <class Derived>
class Meter {
 public:
  void feed(const torch::Tensor& value) {
    ++count_;
    self().absorb(value);
  }

  void print(const char* label) const { std::printf("  %-10s %.5f (n=%ld)\n", label, self().read(), count_); }

 protected:
  long count_ = 0;

 private:
  Derived& self() { return static_cast<Derived&>(*this); }
  const Derived& self() const { return static_cast<const Derived&>(*this); }
};

class LastMeter : public Meter<LastMeter> {
 public:
  void absorb(const torch::Tensor& v) { last_ = v.item<double>(); }
  double read() const { return last_; }

 private:
  double last_ = 0;
};

class MeanMeter : public Meter<MeanMeter> {
 public:
  void absorb(const torch::Tensor& v) {
    sum_ += v.to(torch::kDouble);  // WARN: graph-accumulation
  }
  double read() const { return count_ ? sum_.item<double>() / static_cast<double>(count_) : 0.0; }

 private:
  torch::Tensor sum_ = torch::zeros({}, torch::kDouble);
};

class BestMeter : public Meter<BestMeter> {
 public:
  void absorb(const torch::Tensor& v) { best_ = std::min(best_, v.item<double>()); }
  double read() const { return best_; }

 private:
  double best_ = std::numeric_limits<double>::infinity();
};

template <class... Ms>
class MeterSet {
 public:
  void feed(const torch::Tensor& v) {
    std::apply([&](auto&... m) { (m.feed(v), ...); }, meters_);
  }

  template <class F>
  void each(F&& f) const {
    std::apply([&](const auto&... m) { (f(m), ...); }, meters_);
  }

 private:
  std::tuple<Ms...> meters_;
};

static torch::nn::Sequential make_autoencoder(int64_t width, int64_t code) {
  using namespace torch::nn;
  return Sequential(Linear(width, 96), ELU(), Linear(96, code), ELU(), Linear(code, 96), ELU(), Linear(96, width));
}

int main() {
  torch::manual_seed(11);
  auto ae = make_autoencoder(48, 8);
  torch::optim::SGD opt(ae->parameters(), torch::optim::SGDOptions(0.02).momentum(0.9));
  MeterSet<LastMeter, MeanMeter, BestMeter> meters;

  for (int epoch = 0;; ++epoch) {
    for (int i = 0; i < 250; ++i) {
      auto spectrum = torch::rand({40, 48});
      opt.zero_grad();
      auto rec = ae->forward(spectrum);
      auto loss = torch::nn::functional::smooth_l1_loss(rec, spectrum);
      loss.backward();
      opt.step();
      meters.feed(loss);
    }
    std::printf("epoch %d\n", epoch);
    const char* names[] = {"last", "mean", "best"};
    int k = 0;
    meters.each([&](const auto& m) { m.print(names[k++]); });
  }
}
