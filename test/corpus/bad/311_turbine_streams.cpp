#include <torch/torch.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <iostream>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace turbine {

/// Small bounded channel: the producer blocks when the consumer falls behind.
template <typename T>
class Channel {
public:
    explicit Channel(std::size_t limit) : limit_(limit) {}

    void send(T item) {
        std::unique_lock<std::mutex> lock(mutex_);
        notFull_.wait(lock, [this] { return items_.size() < limit_; });
        items_.push_back(std::move(item));
        notEmpty_.notify_one();
    }

    std::optional<T> receive() {
        std::unique_lock<std::mutex> lock(mutex_);
        notEmpty_.wait(lock, [this] { return closed_ || !items_.empty(); });
        if (items_.empty()) return std::nullopt;
        T item = std::move(items_.front());
        items_.pop_front();
        notFull_.notify_one();
        return item;
    }

    void close() {
        std::lock_guard<std::mutex> lock(mutex_);
        closed_ = true;
        notEmpty_.notify_all();
    }

private:
    std::size_t limit_;
    std::deque<T> items_;
    std::mutex mutex_;
    std::condition_variable notEmpty_, notFull_;
    bool closed_ = false;
};

class LoadForecasterImpl : public torch::nn::Module {
public:
    LoadForecasterImpl() : cell_(24, 128), readout_(128, 1) {
        register_module("cell", cell_);
        register_module("readout", readout_);
    }
    torch::Tensor advance(const torch::Tensor& reading, const torch::Tensor& state) {
        return cell_->forward(reading, state);
    }
    torch::Tensor forecast(const torch::Tensor& state) { return readout_->forward(state); }

private:
    torch::nn::GRUCell cell_;
    torch::nn::Linear readout_;
};
TORCH_MODULE(LoadForecaster);

class Plant {
public:
    explicit Plant(int turbines) : latest_(turbines) {
        for (int i = 0; i < turbines; ++i) channels_.push_back(std::make_unique<Channel<torch::Tensor>>(16));
    }

    void run(long readings) {
        model_->eval();
        torch::NoGradGuard no_grad;

        std::vector<std::thread> workers;
        for (std::size_t i = 0; i < channels_.size(); ++i) {
            workers.emplace_back([this, i] { follow(i); });
        }
        for (long r = 0; r < readings; ++r) {
            for (auto& channel : channels_) channel->send(torch::randn({1, 24}));
            if (r % 1000 == 0) report(r);
        }
        for (auto& channel : channels_) channel->close();
        for (auto& worker : workers) worker.join();
    }

private:
    void follow(std::size_t index) {
        torch::Tensor state = torch::zeros({1, 128});
        while (auto reading = channels_[index]->receive()) {
            state = model_->advance(*reading, state);  // WARN: ineffective-guard
            latest_[index].store(model_->forecast(state).item<float>());
        }
    }

    void report(long reading) const {
        std::cout << "t=" << reading;
        for (const auto& value : latest_) std::cout << ' ' << value.load();
        std::cout << '\n';
    }

    LoadForecaster model_;
    std::vector<std::unique_ptr<Channel<torch::Tensor>>> channels_;
    std::vector<std::atomic<float>> latest_;
};

}  // namespace turbine

int main(int argc, char** argv) {
    turbine::Plant plant(4);
    plant.run(argc > 1 ? std::atol(argv[1]) : 100000000L);
}
