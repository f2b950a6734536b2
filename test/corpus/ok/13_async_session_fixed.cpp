#include <torch/script.h>
#include <functional>
#include <memory>
#include <string>
#include <vector>

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(std::string id, torch::jit::Module m) : id_(std::move(id)), module_(std::move(m)) {
  }

  void open() {
    std::weak_ptr<Session> weak = weak_from_this();
    on_message_ = [weak](const std::vector<float>& data) {
      auto self = weak.lock();
      if (!self)
        return;
      c10::InferenceMode guard;
      auto x = torch::tensor(data).unsqueeze(0);
      self->last_ = self->module_.forward({x}).toTensor();
    };
  }
  void receive(const std::vector<float>& data) {
    if (on_message_)
      on_message_(data);
  }
  const torch::Tensor& last() const {
    return last_;
  }

 private:
  std::string id_;
  torch::jit::Module module_;
  torch::Tensor last_;
  std::function<void(const std::vector<float>&)> on_message_;
};

class Listener {
 public:
  explicit Listener(const std::string& path) : prototype_(torch::jit::load(path)) {
  }
  std::shared_ptr<Session> accept(const std::string& id) {
    auto s = std::make_shared<Session>(id, prototype_.deepcopy());
    s->open();
    return s;
  }

 private:
  torch::jit::Module prototype_;
};
