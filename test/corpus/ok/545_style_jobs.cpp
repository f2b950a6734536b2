#include <torch/torch.h>
#include <condition_variable>
#include <iostream>
#include <mutex>
#include <queue>
#include <string>
#include <thread>
#include <vector>

// Gatys style transfer as a little job server. One worker optimises pictures, main() feeds it.

struct Job {
  std::string out;
  torch::Tensor content, style;
  int iters = 200;
};

class JobQueue {
 public:
  void push(Job j) {
    {
      std::unique_lock<std::mutex> l(m_);
      room_.wait(l, [&] { return q_.size() < 4; });
      q_.push(std::move(j));
    }
    ready_.notify_one();
  }
  Job pop() {
    std::unique_lock<std::mutex> l(m_);
    ready_.wait(l, [&] { return !q_.empty(); });
    Job j = std::move(q_.front());
    q_.pop();
    room_.notify_one();
    return j;
  }

 private:
  std::mutex m_;
  std::condition_variable ready_, room_;
  std::queue<Job> q_;
};

class Features {
 public:
  Features() {
    int64_t c = 3;
    for (int64_t w : {32, 64, 128}) {
      convs_.push_back(torch::nn::Conv2d(torch::nn::Conv2dOptions(c, w, 3).padding(1)));
      for (auto& p : convs_.back()->parameters()) p.requires_grad_(false);
      c = w;
    }
  }
  std::vector<torch::Tensor> operator()(torch::Tensor x) {
    std::vector<torch::Tensor> maps;
    for (auto& conv : convs_) {
      x = torch::relu(conv->forward(x));
      maps.push_back(x);
      x = torch::avg_pool2d(x, 2);
    }
    return maps;
  }

 private:
  std::vector<torch::nn::Conv2d> convs_;
};

static torch::Tensor gram(const torch::Tensor& f) {
  auto v = f.flatten(2).squeeze(0);
  return v.mm(v.t()) / double(v.numel());
}

class Painter {
 public:
  void paint(const Job& job) {
    content_ = vgg_(job.content).back();
    grams_.clear();
    for (auto& f : vgg_(job.style)) grams_.push_back(gram(f));

    auto image = job.content.clone().requires_grad_(true);
    torch::optim::Adam opt({image}, torch::optim::AdamOptions(0.02));
    std::vector<torch::Tensor> style_losses;
    for (int i = 0; i < job.iters; ++i) {
      style_losses.clear();
      auto maps = vgg_(image);
      for (size_t k = 0; k < maps.size(); ++k)
        style_losses.push_back(torch::mse_loss(gram(maps[k]), grams_[k]));
      total_ = torch::mse_loss(maps.back(), content_) + 1e4 * torch::stack(style_losses).sum();
      opt.zero_grad();
      total_.backward();
      opt.step();
      torch::NoGradGuard g;
      image.clamp_(0, 1);
    }
    torch::save(image.detach(), job.out);
    std::cout << job.out << " loss " << total_.item<double>() << std::endl;
  }

 private:
  Features vgg_;
  torch::Tensor content_, total_;
  std::vector<torch::Tensor> grams_;
};

int main() {
  JobQueue queue;
  std::thread worker([&] {
    Painter painter;
    for (Job j = queue.pop(); j.content.defined(); j = queue.pop()) painter.paint(j);
  });
  std::string name;
  while (std::cin >> name) {
    queue.push({name + ".pt", torch::rand({1, 3, 128, 128}), torch::rand({1, 3, 128, 128})});
  }
  queue.push({});
  worker.join();
}
