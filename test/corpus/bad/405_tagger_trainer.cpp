#include <torch/torch.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <list>
#include <numeric>
#include <string>

struct Options {
  int64_t vocab = 4000;
  int64_t width = 128;
  int64_t batch = 24;
  int64_t length = 20;
  int64_t updates = 50000;
  double clip = 1.0;
  std::string curve = "curve.csv";
};

class TaggerImpl : public torch::nn::Cloneable<TaggerImpl> {
 public:
  explicit TaggerImpl(Options o) : o_(std::move(o)) { reset(); }

  void reset() override {
    embed = register_module("embed", torch::nn::Embedding(o_.vocab, o_.width));
    encoder = register_module("encoder", torch::nn::LSTM(torch::nn::LSTMOptions(o_.width, o_.width).batch_first(true)));
    project = register_module("project", torch::nn::Linear(o_.width, o_.vocab));
  }

  torch::Tensor forward(const torch::Tensor& tokens) {
    auto encoded = std::get<0>(encoder->forward(embed->forward(tokens)));
    return project->forward(encoded);
  }

  torch::nn::Embedding embed{nullptr};
  torch::nn::LSTM encoder{nullptr};
  torch::nn::Linear project{nullptr};

 private:
  Options o_;
};
TORCH_MODULE(Tagger);

struct Pair {
  torch::Tensor source, target;
};

class Session {
 public:
  explicit Session(const Options& o)
      : o_(o), model_(o), opt_(model_->parameters(), torch::optim::AdamWOptions(5e-4).weight_decay(0.01)) {
    model_->train();
  }

  // One optimiser update; gives the smoothed cross entropy of the batch.
  torch::Tensor update(const Pair& p) {
    opt_.zero_grad();
    auto scores = model_(p.source);
    auto objective = torch::nn::functional::cross_entropy(
        scores.reshape({-1, o_.vocab}), p.target.reshape({-1}),
        torch::nn::functional::CrossEntropyFuncOptions().label_smoothing(0.1));
    objective.backward();
    torch::nn::utils::clip_grad_norm_(model_->parameters(), o_.clip);
    opt_.step();
    return objective;
  }

  void checkpoint(const std::string& path) { torch::save(model_, path); }

 private:
  Options o_;
  Tagger model_;
  torch::optim::AdamW opt_;
};

Pair sample(const Options& o) {
  auto s = torch::randint(1, o.vocab, {o.batch, o.length}, torch::kLong);
  return {s, s.roll(1, 1)};
}

void write_curve(const std::string& path, const std::list<torch::Tensor>& points) {
  std::ofstream f(path);
  int64_t i = 0;
  for (const auto& p : points) f << i++ << ',' << p.item<float>() << '\n';
}

int main(int argc, char** argv) {
  Options o;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string key = argv[i];
    if (key == "--updates") o.updates = std::stoll(argv[i + 1]);
    if (key == "--batch") o.batch = std::stoll(argv[i + 1]);
    if (key == "--curve") o.curve = argv[i + 1];
  }
  torch::manual_seed(11);
  Session session(o);
  std::list<torch::Tensor> points;
  for (int64_t u = 0; u < o.updates; ++u) {
    points.emplace_back(session.update(sample(o)));  // WARN: attached-return
    if (u % 500 == 499) {
      const auto tail = std::prev(points.end(), 100);
      const double mean = std::accumulate(tail, points.end(), 0.0,
                                          [](double a, const torch::Tensor& t) { return a + t.item<double>(); }) / 100;
      std::cout << "update " << u + 1 << " loss " << mean << '\n';
      session.checkpoint("tagger.pt");
    }
  }
  write_curve(o.curve, points);
}
