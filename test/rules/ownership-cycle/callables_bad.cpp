// RUN: %check_rule %s
// Objects that own a callable that owns the object.
#include "../Inputs/net.h"
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

class Trainer : public std::enable_shared_from_this<Trainer> {
public:
  void init_bad() {
    auto self = shared_from_this();
    on_step_ = [self](const torch::Tensor &loss) { self->last_ = loss; }; // WARN: ownership-cycle
  }

private:
  Net net_;
  torch::Tensor last_;
  std::function<void(const torch::Tensor &)> on_step_;
};

class Session : public std::enable_shared_from_this<Session> {
public:
  void start_bad() {
    handlers_["infer"] = [self = shared_from_this()](torch::Tensor x) { // WARN: ownership-cycle
      return self->net_->forward(x);
    };
  }
  void start_copy_bad() {
    auto self = shared_from_this();
    callbacks_.push_back([=] { self->steps_++; }); // WARN: ownership-cycle
  }

private:
  Net net_;
  int steps_ = 0;
  std::map<std::string, std::function<torch::Tensor(torch::Tensor)>> handlers_;
  std::vector<std::function<void()>> callbacks_;
};

// From outside.
struct Layer {
  torch::Tensor weight;
  std::function<torch::Tensor(torch::Tensor)> apply;
};

std::shared_ptr<Layer> make_layer_bad() {
  auto layer = std::make_shared<Layer>();
  layer->weight = torch::randn({16, 16});
  layer->apply = [layer](torch::Tensor x) { return x.matmul(layer->weight); }; // WARN: ownership-cycle
  return layer;
}

struct BlockImpl : torch::nn::Module {
  void init_bad() {
    auto self = std::dynamic_pointer_cast<BlockImpl>(shared_from_this());
    activation = [self](torch::Tensor x) { return x * self->scale; }; // WARN: ownership-cycle
  }
  torch::Tensor scale = register_parameter("scale", torch::ones({16}));
  std::function<torch::Tensor(torch::Tensor)> activation;
};

// Through a second object that keeps the callable.
class Bus {
public:
  void subscribe(std::function<void()> f) { subscribers_.push_back(std::move(f)); }

private:
  std::vector<std::function<void()>> subscribers_;
};
class Model : public std::enable_shared_from_this<Model> {
public:
  void connect_bad() {
    bus_ = std::make_shared<Bus>();
    auto self = shared_from_this();
    bus_->subscribe([self] { self->reload(); }); // WARN: ownership-cycle
  }
  void reload() {}

private:
  Net net_;
  std::shared_ptr<Bus> bus_;
};
