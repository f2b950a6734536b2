#include <torch/torch.h>
#include <memory>
#include <string>
#include <vector>

class Mailbox;

class Actor : public std::enable_shared_from_this<Actor> {
 public:
  virtual ~Actor() = default;
  void join(const std::shared_ptr<Mailbox>& box);
  virtual void receive(const torch::Tensor& t) = 0;

 protected:
  std::shared_ptr<Mailbox> mailbox_;
};

class Mailbox {
 public:
  void subscribe(std::shared_ptr<Actor> a) {
    readers_.push_back(std::move(a));  // WARN: ownership-cycle
  }
  void publish(const torch::Tensor& t) {
    for (auto& r : readers_)
      r->receive(t);
  }

 private:
  std::vector<std::shared_ptr<Actor>> readers_;
};

void Actor::join(const std::shared_ptr<Mailbox>& box) {
  mailbox_ = box;
  box->subscribe(shared_from_this());
}

class Averager : public Actor {
 public:
  void receive(const torch::Tensor& t) override {
    mean_ = mean_.defined() ? 0.9 * mean_ + 0.1 * t.detach() : t.detach();
  }

 private:
  torch::Tensor mean_;
};

void simulate(int n) {
  for (int i = 0; i < n; ++i) {
    auto box = std::make_shared<Mailbox>();
    auto actor = std::make_shared<Averager>();
    actor->join(box);
    box->publish(torch::randn({1024, 1024}));
  }
}
