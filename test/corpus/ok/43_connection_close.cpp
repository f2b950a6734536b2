#include <torch/script.h>
#include <functional>
#include <map>
#include <memory>
#include <vector>

class Hub;

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<Hub> hub, int id) : hub_(std::move(hub)), id_(id) {
  }
  void open();
  void close();
  void deliver(torch::Tensor t) {
    inbox_.push_back(t);
  }
  std::vector<torch::Tensor> drain() {
    std::vector<torch::Tensor> out;
    out.swap(inbox_);
    return out;
  }
  int id() const {
    return id_;
  }

 private:
  std::shared_ptr<Hub> hub_;
  int id_;
  std::vector<torch::Tensor> inbox_;
};

class Hub {
 public:
  explicit Hub(const std::string& path) : module_(torch::jit::load(path)) {
  }
  void join(std::shared_ptr<Connection> c) {
    connections_[c->id()] = std::move(c);
  }
  void leave(int id) {
    connections_.erase(id);
  }
  void broadcast(const torch::Tensor& x) {
    torch::NoGradGuard g;
    auto y = module_.forward({x}).toTensor();
    for (auto& kv : connections_)
      kv.second->deliver(y);
  }

 private:
  torch::jit::Module module_;
  std::map<int, std::shared_ptr<Connection>> connections_;
};

void Connection::open() {
  hub_->join(shared_from_this());
}
void Connection::close() {
  hub_->leave(id_);
  hub_ = nullptr;
}
