// RUN: %check_rule %s
// Typical programs of several domains, none of which leaks.
#include "../Inputs/net.h"
#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

// GAN: fake samples kept for a picture, losses as numbers.
void gan_ok(Net &generator, Net &discriminator, torch::optim::Adam &g,
            torch::optim::Adam &d) {
  std::vector<torch::Tensor> samples;
  std::vector<float> d_losses, g_losses;
  auto noise = torch::randn({16, 16});
  for (int epoch = 0; epoch < 100; ++epoch) {
    while (more()) {
      auto real = nextBatch().data;
      auto fake = generator->forward(torch::randn({16, 16}));
      auto d_loss =
          (discriminator->forward(fake.detach()) - discriminator->forward(real))
              .mean();
      d.zero_grad();
      d_loss.backward();
      d.step();
      auto g_loss = -discriminator->forward(fake).mean();
      g.zero_grad();
      g_loss.backward();
      g.step();
      d_losses.push_back(d_loss.item<float>());
      g_losses.push_back(g_loss.item<float>());
    }
    generator->eval();
    torch::NoGradGuard no_grad;
    samples.push_back(generator->forward(noise));
  }
}

// Federated averaging: weights, not graphs.
std::vector<torch::Tensor> average_ok(const std::vector<Net> &clients) {
  std::vector<torch::Tensor> sums;
  for (const auto &client : clients) {
    auto params = client->parameters();
    for (size_t i = 0; i < params.size(); ++i) {
      if (i >= sums.size())
        sums.push_back(params[i].detach().clone());
      else
        sums[i] += params[i].detach();
    }
  }
  return sums;
}

// Message passing in one forward.
struct GnnImpl : torch::nn::Module {
  torch::Tensor forward(torch::Tensor nodes,
                        const std::vector<std::pair<int, int>> &edges) {
    for (int round = 0; round < 3; ++round) {
      std::map<int, std::vector<torch::Tensor>> inbox;
      for (const auto &edge : edges)
        inbox[edge.second].push_back(message->forward(nodes[edge.first]));
      std::vector<torch::Tensor> rows;
      for (auto &entry : inbox)
        rows.push_back(torch::stack(entry.second).sum(0));
      nodes = torch::stack(rows);
    }
    return nodes;
  }
  torch::nn::Linear message =
      register_module("message", torch::nn::Linear(16, 16));
};
TORCH_MODULE(Gnn);

void gnn_ok(Gnn &net, torch::optim::Adam &opt,
            const std::vector<std::pair<int, int>> &edges) {
  while (more()) {
    auto loss = net->forward(nextBatch().data, edges).mean();
    opt.zero_grad();
    loss.backward();
    opt.step();
  }
}

// Attention maps of one forward.
struct AttentionImpl : torch::nn::Module {
  std::tuple<torch::Tensor, std::vector<torch::Tensor>>
  forward(torch::Tensor x) {
    std::vector<torch::Tensor> maps;
    for (int i = 0; i < 4; ++i) {
      auto scores = torch::softmax(q->forward(x).matmul(k->forward(x).t()), -1);
      maps.push_back(scores);
      x = scores.matmul(x);
    }
    return {x, maps};
  }
  torch::nn::Linear q = register_module("q", torch::nn::Linear(16, 16));
  torch::nn::Linear k = register_module("k", torch::nn::Linear(16, 16));
};
TORCH_MODULE(Attention);

void attention_ok(Attention &net, torch::optim::Adam &opt) {
  std::vector<torch::Tensor> last_maps;
  while (more()) {
    auto [out, maps] = net->forward(nextBatch().data);
    last_maps = maps;
    out.mean().backward();
    opt.step();
  }
}

// Beam search: candidates replaced in each step.
std::vector<int64_t> beam_ok(Net &net, torch::Tensor start) {
  struct Beam {
    torch::Tensor state;
    double score;
  };
  std::vector<Beam> beams{{start, 0.0}};
  std::vector<int64_t> tokens;
  for (int t = 0; t < 50; ++t) {
    std::vector<Beam> next;
    for (const auto &beam : beams) {
      auto [values, indices] = net->forward(beam.state).detach().topk(4);
      for (int64_t i = 0; i < 4; ++i)
        next.push_back({values, beam.score + values[0][i].item<double>()});
    }
    std::sort(next.begin(), next.end(),
              [](const Beam &a, const Beam &b) { return a.score > b.score; });
    next.resize(std::min<size_t>(next.size(), 4));
    beams = std::move(next);
    tokens.push_back(beams.front().state.argmax().item<int64_t>());
  }
  return tokens;
}

// Key and value caches of a decoder, per sequence.
class Decoder {
public:
  torch::Tensor generate(torch::Tensor x, int n) {
    torch::NoGradGuard no_grad;
    std::vector<torch::Tensor> keys, out;
    for (int i = 0; i < n; ++i) {
      keys.push_back(net_->forward(x));
      x = torch::stack(keys).mean(0);
      out.push_back(x);
    }
    return torch::cat(out, 0);
  }

private:
  Net net_;
};

// Contrastive learning with a queue of negatives.
class Moco {
public:
  void step(torch::optim::SGD &opt, const Batch &b) {
    auto q = query_->forward(b.data);
    torch::Tensor k;
    {
      torch::NoGradGuard no_grad;
      k = key_->forward(b.target);
    }
    negatives_.push_back(k);
    auto loss = (q * k).sum() -
                q.matmul(torch::cat(negatives_).t()).logsumexp(1).mean();
    opt.zero_grad();
    loss.backward();
    opt.step();
  }

private:
  Net query_, key_;
  std::vector<torch::Tensor> negatives_;
};

// k-fold cross validation: a model and its history per fold.
void folds_ok(const std::vector<std::vector<Batch>> &folds) {
  std::vector<double> scores;
  for (const auto &fold : folds) {
    Net net;
    torch::optim::Adam opt(net->parameters(), 1e-3);
    std::vector<torch::Tensor> history;
    for (const auto &b : fold) {
      auto loss = torch::mse_loss(net->forward(b.data), b.target);
      opt.zero_grad();
      loss.backward();
      opt.step();
      history.push_back(loss);
    }
    scores.push_back(torch::stack(history).mean().item<double>());
  }
}

// Style transfer: targets of fixed features.
void style_ok(Net &features, torch::Tensor style, torch::Tensor image) {
  std::vector<torch::Tensor> targets;
  for (int layer = 0; layer < 5; ++layer)
    targets.push_back(features->forward(style).detach());
  image.requires_grad_(true);
  torch::optim::LBFGS opt({image});
  for (int i = 0; i < 300; ++i)
    opt.step([&] {
      opt.zero_grad();
      std::vector<torch::Tensor> losses;
      for (const auto &target : targets)
        losses.push_back(torch::mse_loss(features->forward(image), target));
      auto loss = torch::stack(losses).sum();
      loss.backward();
      return loss;
    });
}
