#include <torch/torch.h>
#include <deque>
#include <functional>
#include <iostream>
#include <string>
#include <variant>

namespace telemetry {

using Field = std::variant<double, std::string, torch::Tensor>;

class Event {
 public:
  class Builder;
  const std::string& name() const { return name_; }
  const Field& field() const { return field_; }

 private:
  Event(std::string n, Field f) : name_(std::move(n)), field_(std::move(f)) {}
  std::string name_;
  Field field_;
};

class Event::Builder {
 public:
  explicit Builder(std::string name) : name_(std::move(name)) {}
  template <class T>
  Builder& with(T&& v) {
    field_ = std::forward<T>(v);
    return *this;
  }
  Event build() { return Event(std::move(name_), std::visit(Portable{}, std::move(field_))); }

 private:
  struct Portable {
    Field operator()(double d) const { return d; }
    Field operator()(std::string s) const { return s; }
    Field operator()(torch::Tensor t) const { return t.data().to(torch::kCPU, torch::kFloat); }
  };
  std::string name_;
  Field field_ = 0.0;
};

class Log {
 public:
  void append(Event e) { events_.push_back(std::move(e)); }
  template <class Fn>
  void forEach(Fn fn) const {
    for (const auto& e : events_) fn(e);
  }
  void rotate(std::size_t keep) {
    while (events_.size() > keep) events_.pop_front();
  }

 private:
  std::deque<Event> events_;
};

}  // namespace telemetry

int main() {
  using telemetry::Event;
  torch::nn::Sequential net(torch::nn::Linear(32, 256), torch::nn::SiLU(), torch::nn::Linear(256, 1));
  torch::optim::Adam opt(net->parameters(), 1e-3);
  telemetry::Log log;

  for (int64_t step = 0;; ++step) {
    auto x = torch::randn({64, 32});
    auto out = net->forward(x);
    auto loss = torch::huber_loss(out, x.norm(2, 1, true));
    opt.zero_grad();
    loss.backward();
    opt.step();

    log.append(Event::Builder("loss").with(loss).build());
    log.append(Event::Builder("outputs").with(out).build());
    log.append(Event::Builder("phase").with(std::string(step < 500 ? "warmup" : "steady")).build());

    if (step % 1000 == 999) {
      double total = 0;
      int n = 0;
      log.forEach([&](const Event& e) {
        if (e.name() != "loss") return;
        if (auto* t = std::get_if<torch::Tensor>(&e.field())) total += t->item<float>(), ++n;
      });
      std::cout << step << ": " << total / std::max(n, 1) << '\n';
      log.rotate(300);
    }
  }
}
