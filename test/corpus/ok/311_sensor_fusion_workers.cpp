#include <torch/torch.h>

#include <algorithm>
#include <cstdlib>
#include <future>
#include <iostream>
#include <memory>
#include <tuple>
#include <utility>
#include <vector>

namespace fusion {

struct Estimate {
    int vehicle = 0;
    torch::Tensor state;
    float uncertainty = 0.f;
};

class StateEstimatorImpl : public torch::nn::Module {
public:
    StateEstimatorImpl() {
        lidar_ = register_module("lidar", torch::nn::Linear(128, 64));
        radar_ = register_module("radar", torch::nn::Linear(32, 64));
        cell_ = register_module("cell", torch::nn::LSTMCell(128, 64));
        spread_ = register_module("spread", torch::nn::Linear(64, 1));
    }

    using Memory = std::tuple<torch::Tensor, torch::Tensor>;

    Memory forward(const torch::Tensor& lidar, const torch::Tensor& radar, const Memory& memory) {
        auto joint = torch::cat({torch::relu(lidar_->forward(lidar)), torch::relu(radar_->forward(radar))}, 1);
        return cell_->forward(joint, memory);
    }
    torch::Tensor spread(const torch::Tensor& hidden) { return torch::softplus(spread_->forward(hidden)); }

private:
    torch::nn::Linear lidar_{nullptr}, radar_{nullptr}, spread_{nullptr};
    torch::nn::LSTMCell cell_{nullptr};
};
TORCH_MODULE(StateEstimator);

class Vehicle {
public:
    Vehicle(int id, StateEstimator model)
        : id_(id), model_(std::move(model)), memory_(torch::zeros({1, 64}), torch::zeros({1, 64})) {}

    Estimate advance(int ticks) {
        torch::NoGradGuard no_grad;
        Estimate estimate;
        estimate.vehicle = id_;
        for (int i = 0; i < ticks; ++i) {
            memory_ = model_->forward(torch::rand({1, 128}), torch::rand({1, 32}), memory_);
        }
        estimate.state = std::get<0>(memory_);
        estimate.uncertainty = model_->spread(estimate.state).item<float>();
        return estimate;
    }

private:
    int id_;
    StateEstimator model_;
    StateEstimatorImpl::Memory memory_;
};

class Fleet {
public:
    explicit Fleet(int size) : fleetMean_(torch::zeros({1, 64})) {
        model_->eval();
        for (int i = 0; i < size; ++i) vehicles_.push_back(std::make_unique<Vehicle>(i, model_));
    }

    float round(int ticks) {
        for (auto& vehicle : vehicles_) {
            Vehicle* v = vehicle.get();
            pending_.push_back(std::async(std::launch::async, [v, ticks] { return v->advance(ticks); }));
        }
        float worst = 0.f;
        for (auto& future : pending_) {
            Estimate estimate = future.get();
            worst = std::max(worst, estimate.uncertainty);
            fleetMean_ = 0.95 * fleetMean_ + 0.05 * estimate.state;
            last_[estimate.vehicle % kShown] = std::move(estimate);
        }
        pending_.clear();
        return worst;
    }

    void print(std::ostream& os) const {
        os << "fleet norm " << fleetMean_.norm().item<float>();
        for (const auto& e : last_) {
            if (e.state.defined()) os << "  #" << e.vehicle << ' ' << e.uncertainty;
        }
        os << '\n';
    }

private:
    static constexpr int kShown = 4;
    StateEstimator model_;
    std::vector<std::unique_ptr<Vehicle>> vehicles_;
    std::vector<std::future<Estimate>> pending_;
    torch::Tensor fleetMean_;
    Estimate last_[kShown];
};

}  // namespace fusion

int main(int argc, char** argv) {
    const long rounds = argc > 1 ? std::atol(argv[1]) : 10000000L;
    fusion::Fleet fleet(6);
    for (long r = 0; r < rounds; ++r) {
        const float worst = fleet.round(5);
        if (r % 500 == 0) {
            std::cout << "round " << r << " worst " << worst << "  ";
            fleet.print(std::cout);
        }
    }
}
