#include <torch/torch.h>
#include <atomic>
#include <chrono>
#include <thread>
#include <tuple>

// A controller thread that follows the sensors with an LSTM.
class Controller {
 public:
  void start() { thread_ = std::thread(&Controller::loop, this); }
  void stop() {
    running_ = false;
    thread_.join();
  }
  float command() const { return command_; }

 private:
  void loop() {
    auto h = torch::zeros({1, 64});
    auto c = torch::zeros({1, 64});
    while (running_) {
      auto x = sense();
      std::tie(h, c) = lstm_->forward(x, std::make_tuple(h, c));  // WARN: recurrent-state
      command_ = out_->forward(h).item<float>();
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }
  torch::Tensor sense() { return torch::randn({1, 12}); }
  torch::nn::LSTMCell lstm_{12, 64};
  torch::nn::Linear out_{64, 1};
  std::atomic<bool> running_{true};
  std::atomic<float> command_{0};
  std::thread thread_;
};

int main() {
  Controller controller;
  controller.start();
  std::this_thread::sleep_for(std::chrono::hours(24));
  controller.stop();
}
