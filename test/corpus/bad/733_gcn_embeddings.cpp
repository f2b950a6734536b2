#include <torch/torch.h>
#include <iostream>
#include <string>
#include <vector>

struct Graph {
  torch::Tensor x, adj, y, train_mask, val_mask;
};

Graph make_graph(int64_t n, int64_t feats, int64_t classes) {
  Graph g;
  g.y = torch::randint(classes, {n}, torch::kLong);
  g.x = torch::randn({n, feats});
  auto same = g.y.unsqueeze(0) == g.y.unsqueeze(1);
  auto p = torch::where(same, torch::full({n, n}, 0.05), torch::full({n, n}, 0.005));
  auto a = torch::bernoulli(p);
  a = ((a + a.t()) > 0).to(torch::kFloat) + torch::eye(n);
  auto d = a.sum(1).pow(-0.5);
  g.adj = d.unsqueeze(1) * a * d.unsqueeze(0);
  auto r = torch::rand({n});
  g.train_mask = r < 0.6;
  g.val_mask = r >= 0.6;
  return g;
}

struct GCNImpl : torch::nn::Module {
  torch::nn::Linear l1, l2, cls;
  torch::nn::Dropout drop;
  GCNImpl(int64_t in, int64_t hid, int64_t out) : l1(in, hid), l2(hid, 16), cls(16, out), drop(0.5) {
    register_module("l1", l1);
    register_module("l2", l2);
    register_module("cls", cls);
    register_module("drop", drop);
  }
  torch::Tensor embed(const Graph& g) {
    auto h = torch::relu(g.adj.mm(l1(g.x)));
    return g.adj.mm(l2(drop(h)));
  }
  torch::Tensor forward(const Graph& g) { return cls(torch::relu(embed(g))); }
};
TORCH_MODULE(GCN);

void eval_mode(GCN& net) {
  net->eval();
  torch::NoGradGuard no_grad;
}

void train_mode(GCN& net) { net->train(); }

struct Trace {
  std::vector<torch::Tensor> embeddings;
  double best = 0;
  int best_epoch = -1;
};

double train_epoch(GCN& net, const Graph& g, torch::optim::Optimizer& opt) {
  train_mode(net);
  opt.zero_grad();
  auto out = net(g);
  auto loss = torch::nn::functional::cross_entropy(out.index({g.train_mask}), g.y.index({g.train_mask}));
  loss.backward();
  opt.step();
  return loss.item<double>();
}

double validate(GCN& net, const Graph& g, int epoch, Trace& trace) {
  eval_mode(net);
  auto z = net->embed(g);
  auto pred = net->cls(torch::relu(z)).argmax(1);
  auto acc = (pred == g.y).index({g.val_mask}).to(torch::kFloat).mean().item<double>();
  if (acc > trace.best) {
    trace.best = acc;
    trace.best_epoch = epoch;
  }
  trace.embeddings.push_back(z);  // WARN: graph-in-container
  return acc;
}

void save_trace(const Trace& t, const std::string& path) {
  torch::save(torch::stack(t.embeddings).detach(), path);  // {epochs, nodes, 16}, for the t-SNE movie
}

int main() {
  torch::manual_seed(0);
  auto g = make_graph(800, 64, 5);
  GCN net(64, 128, 5);
  torch::optim::Adam opt(net->parameters(), torch::optim::AdamOptions(0.01).weight_decay(5e-4));
  Trace trace;

  for (int epoch = 0; epoch < 20000; epoch++) {
    double loss = train_epoch(net, g, opt);
    double acc = validate(net, g, epoch, trace);
    if (epoch % 50 == 0)
      std::cout << "epoch " << epoch << " loss " << loss << " val " << acc << " best " << trace.best << "@"
                << trace.best_epoch << "\n";
  }
  save_trace(trace, "trace.pt");
}
