// RUN: %check_rule %s
// Values without history.
#include "../Inputs/net.h"
#include <map>
#include <string>
#include <tuple>
#include <vector>

struct Row {
  int step;
  torch::Tensor loss;
};

void detached_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> kept;
  std::vector<Row> rows;
  std::map<int, torch::Tensor> map;
  for (int i = 0; more(); ++i) {
    Batch b = nextBatch();
    auto loss = torch::mse_loss(net->forward(b.data), b.target);
    opt.zero_grad();
    loss.backward();
    opt.step();
    kept.push_back(loss.detach());
    kept.push_back(loss.data());
    kept.push_back(loss.tensor_data());
    kept.push_back(loss.variable_data());
    kept.push_back(loss.detach().clone());
    kept.push_back(loss.clone().detach());
    kept.push_back(loss.detach().cpu().squeeze());
    kept.push_back(loss.cpu().detach());
    kept.push_back(torch::tensor(loss.item<float>()));
    kept.push_back(torch::zeros_like(loss));
    rows.push_back({i, loss.detach()});
    map[i] = loss.detach();
    auto copy = loss.detach();
    kept.push_back(copy);
    kept.push_back(copy * 2 + 1);
    kept.push_back(torch::mse_loss(copy, b.target.mean()));
  }
}

void detached_in_place_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> kept;
  while (more()) {
    auto loss = net->forward(nextBatch().data).mean();
    loss.backward();
    opt.step();
    loss.detach_();
    kept.push_back(loss);
    auto other = net->forward(nextBatch().data);
    other = other.detach();
    kept.push_back(other);
  }
}

void not_differentiable_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> kept;
  while (more()) {
    Batch b = nextBatch();
    auto out = net->forward(b.data);
    torch::mse_loss(out, b.target).backward();
    opt.step();
    kept.push_back(out.argmax(1));
    kept.push_back(out > 0.5);
    kept.push_back(out.eq(b.target));
    kept.push_back(out.argmax(1) == b.target);
    kept.push_back(std::get<1>(out.max(1)));
    kept.push_back(std::get<1>(out.topk(3)));
    auto [values, indices] = out.sort(1);
    kept.push_back(indices);
    kept.push_back(out.argmax(1).eq(b.target).sum());
    kept.push_back(out.argsort());
    kept.push_back(torch::isnan(out));
    kept.push_back(torch::softmax(out, 1).multinomial(1));
  }
}

void numbers_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<double> losses;
  std::vector<float> floats;
  std::vector<std::string> lines;
  std::map<int, double> by_step;
  std::vector<std::vector<int64_t>> shapes;
  std::vector<bool> ok;
  for (int i = 0; more(); ++i) {
    Batch b = nextBatch();
    auto loss = torch::mse_loss(net->forward(b.data), b.target);
    loss.backward();
    opt.step();
    losses.push_back(loss.item<double>());
    losses.push_back(loss.item().toDouble());
    floats.push_back(loss.template item<float>());
    floats.push_back(*loss.data_ptr<float>());
    by_step[i] = loss.item<double>();
    lines.push_back(std::to_string(loss.item<float>()));
    shapes.push_back(loss.sizes().vec());
    ok.push_back(loss.defined());
  }
}

static torch::Tensor step(Net &net, torch::optim::SGD &opt) {
  Batch b = nextBatch();
  auto loss = torch::mse_loss(net->forward(b.data), b.target);
  loss.backward();
  opt.step();
  return loss.detach();
}

static std::tuple<torch::Tensor, double> both(Net &net) {
  auto loss = net->forward(nextBatch().data).mean();
  loss.backward();
  return {loss.detach(), loss.item<double>()};
}

void helper_detaches_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> kept;
  while (more()) {
    kept.push_back(step(net, opt));
    auto [loss, value] = both(net);
    kept.push_back(loss);
  }
}

class Logger {
public:
  void log(const torch::Tensor &t) { values_.push_back(t.detach()); }
  void log_item(const torch::Tensor &t) { items_.push_back(t.item<float>()); }
  void plain(torch::Tensor t) { plain_.push_back(t); }

private:
  std::vector<torch::Tensor> values_, plain_;
  std::vector<float> items_;
};

void logger_ok(Net &net, torch::optim::SGD &opt) {
  Logger logger;
  while (more()) {
    auto loss = net->forward(nextBatch().data).mean();
    loss.backward();
    opt.step();
    logger.log(loss);
    logger.log_item(loss);
    logger.plain(loss.detach());
  }
}

void data_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> inputs, targets;
  std::vector<Batch> batches;
  while (more()) {
    Batch b = nextBatch();
    torch::mse_loss(net->forward(b.data), b.target).backward();
    opt.step();
    inputs.push_back(b.data);
    targets.push_back(b.target.to(torch::kFloat));
    inputs.push_back(b.data / 255.0);
    inputs.push_back(torch::cat({b.data, b.target}, 1));
    batches.push_back(b);
    inputs.push_back(torch::randn({3, 4}));
  }
}
