#include <torch/torch.h>
#include <deque>
#include <iostream>

class DqnLearner {
public:
    DqnLearner(int64_t obsDim, int64_t nActions)
        : net_(torch::nn::Linear(obsDim, 64), torch::nn::ReLU(), torch::nn::Linear(64, nActions)),
          opt_(net_->parameters(), torch::optim::AdamOptions(5e-4)) {}

    double learn(const torch::Tensor& obs, const torch::Tensor& act, const torch::Tensor& target) {
        auto q = net_->forward(obs).gather(1, act);
        auto delta = target - q;
        auto loss = delta.pow(2).mean();
        opt_.zero_grad();
        loss.backward();
        opt_.step();
        tdErrors_.push_back(delta.abs().mean()); // WARN: graph-in-container
        return loss.item<double>();
    }

    double meanTdError() const {
        double acc = 0.0;
        for (const auto& e : tdErrors_) acc += e.item<double>();
        return tdErrors_.empty() ? 0.0 : acc / static_cast<double>(tdErrors_.size());
    }

private:
    torch::nn::Sequential net_;
    torch::optim::Adam opt_;
    std::deque<torch::Tensor> tdErrors_;
};

int main() {
    DqnLearner learner(8, 4);
    for (long step = 0; step < 1000000; ++step) {
        auto obs = torch::randn({32, 8});
        auto act = torch::randint(0, 4, {32, 1}, torch::kLong);
        auto target = torch::randn({32, 1});
        learner.learn(obs, act, target);
        if (step % 1000 == 0)
            std::cout << step << " td " << learner.meanTdError() << '\n';
    }
}
