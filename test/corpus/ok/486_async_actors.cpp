// threaded actors feed one learner through a bounded queue; recurrent actors
#include <torch/torch.h>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <iostream>
#include <mutex>
#include <functional>
#include <thread>
#include <vector>

using torch::Tensor;

struct Sample {
  Tensor obs, state, value;
  int64_t action;
  float reward;
};

template <class V>
class Channel {
 public:
  explicit Channel(size_t cap) : cap_(cap) {}
  bool put(V v) {
    std::unique_lock<std::mutex> lk(m_);
    room_.wait(lk, [&] { return closed_ || q_.size() < cap_; });
    if (closed_) return false;
    q_.push_back(std::move(v));
    data_.notify_one();
    return true;
  }
  V take() {
    std::unique_lock<std::mutex> lk(m_);
    data_.wait(lk, [&] { return !q_.empty(); });
    V v = std::move(q_.front());
    q_.pop_front();
    room_.notify_one();
    return v;
  }
  void close() {
    std::lock_guard<std::mutex> lk(m_);
    closed_ = true;
    room_.notify_all();
  }

 private:
  size_t cap_;
  bool closed_ = false;
  std::mutex m_;
  std::condition_variable room_, data_;
  std::deque<V> q_;
};

struct AgentImpl : torch::nn::Module {
  torch::nn::GRUCell cell{nullptr};
  torch::nn::Linear pi{nullptr}, v{nullptr};
  AgentImpl() {
    cell = register_module("cell", torch::nn::GRUCell(6, 48));
    pi = register_module("pi", torch::nn::Linear(48, 3));
    v = register_module("v", torch::nn::Linear(48, 1));
  }
  Tensor advance(const Tensor& o, const Tensor& h) { return cell->forward(o, h); }
};
TORCH_MODULE(Agent);

static std::mutex weights;

static int64_t decide(Agent& net, const Tensor& obs, Tensor& h, Tensor& value) {
  std::lock_guard<std::mutex> lk(weights);
  h = net->advance(obs, h);
  value = net->v(h).squeeze();
  return torch::softmax(net->pi(h), 1).multinomial(1).item<int64_t>();
}

static void actor(Agent net, Channel<Sample>& out, int id) {
  torch::NoGradGuard quiet;
  std::deque<Tensor> past;
  auto h = torch::zeros({1, 48});
  auto goal = torch::full({1, 6}, 0.1 * id);
  for (;;) {
    Sample s;
    s.obs = torch::randn({1, 6});
    s.state = h;
    s.action = decide(net, s.obs, h, s.value);
    s.reward = ((s.obs - goal).sum().item<float>() > 0) == (s.action == 2) ? 1.f : 0.f;
    past.push_back(h);
    if (past.size() > 16) past.pop_front();
    if (!out.put(std::move(s))) return;
  }
}

static float learn(Agent& net, torch::optim::Optimizer& opt, const std::vector<Sample>& batch) {
  std::vector<Tensor> o, h, r, old;
  std::vector<int64_t> a;
  for (auto& s : batch) {
    o.push_back(s.obs);
    h.push_back(s.state);
    old.push_back(s.value);
    a.push_back(s.action);
    r.push_back(torch::tensor(s.reward));
  }
  std::lock_guard<std::mutex> lk(weights);
  auto next = net->advance(torch::cat(o), torch::cat(h));
  auto logp = torch::log_softmax(net->pi(next), 1).gather(1, torch::tensor(a).unsqueeze(1)).squeeze(1);
  auto target = torch::stack(r);
  auto adv = target - torch::stack(old);
  auto loss = -(logp * adv).mean() + 0.5 * torch::mse_loss(net->v(next).squeeze(1), target);
  opt.zero_grad();
  loss.backward();
  opt.step();
  return loss.item<float>();
}

int main(int argc, char** argv) {
  int updates = argc > 1 ? std::stoi(argv[1]) : 5000;
  int workers = argc > 2 ? std::stoi(argv[2]) : 3;
  Agent net;
  torch::optim::RMSprop opt(net->parameters(), torch::optim::RMSpropOptions(1e-3));
  Channel<Sample> chan(128);
  std::vector<std::thread> pool;
  for (int i = 0; i < workers; ++i) pool.emplace_back(actor, net, std::ref(chan), i);
  for (int u = 0; u < updates; ++u) {
    std::vector<Sample> batch;
    while (batch.size() < 32) batch.push_back(chan.take());
    float l = learn(net, opt, batch);
    if (u % 100 == 0) std::cout << "update " << u << " loss " << l << "\n";
  }
  chan.close();
  for (auto& t : pool) t.join();
  torch::save(net, "agent.pt");
}
