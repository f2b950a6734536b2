#include <torch/torch.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <functional>
#include <memory>

using torch::Tensor;

struct Click { Tensor x, y; };

class Accumulator {
public:
    explicit Accumulator(int every) : every_(every) {}

    // returns true when it is time for an update
    bool push(const Tensor& loss) {
        pending_ = pending_.defined() ? pending_ + loss : loss;
        seen_ += loss.item<double>();
        return ++n_ % every_ == 0;
    }
    Tensor flush() {
        Tensor out;
        std::swap(out, pending_);
        return out / every_;
    }
    double average() const { return n_ ? seen_ / n_ : 0.0; }

private:
    int every_;
    long n_ = 0;
    double seen_ = 0;
    Tensor pending_;
};

class CtrModel : public torch::nn::Module {
public:
    CtrModel() {
        deep_ = register_module("deep", torch::nn::Sequential(
            torch::nn::Linear(32, 64), torch::nn::ReLU(), torch::nn::Dropout(0.1), torch::nn::Linear(64, 1)));
        wide_ = register_module("wide", torch::nn::Linear(32, 1));
    }
    Tensor operator()(const Tensor& x) { return (deep_->forward(x) + wide_(x)).squeeze(-1); }
private:
    torch::nn::Sequential deep_{nullptr};
    torch::nn::Linear wide_{nullptr};
};

class StreamLearner {
public:
    StreamLearner(std::shared_ptr<CtrModel> m, int every)
        : model_(std::move(m)), acc_(every), opt_(model_->parameters(), torch::optim::AdamOptions(1e-3)) {}

    std::function<void(long, double)> on_update;

    void operator()(const Click& c) {
        auto loss = torch::binary_cross_entropy_with_logits((*model_)(c.x), c.y);
        if (!acc_.push(loss)) return;
        opt_.zero_grad();
        acc_.flush().backward();
        opt_.step();
        ++updates_;
        if (on_update) on_update(updates_, acc_.average());
    }

private:
    std::shared_ptr<CtrModel> model_;
    Accumulator acc_;
    torch::optim::Adam opt_;
    long updates_ = 0;
};

int main()
{
    auto model = std::make_shared<CtrModel>();
    StreamLearner learn(model, 8);
    learn.on_update = [](long n, double avg) {
        if (n % 500 == 0) std::printf("%ld updates, logloss %.5f\n", n, avg);
    };
    Tensor truth = torch::randn({32});
    while (true) {
        Tensor x = torch::randn({16, 32});
        learn({x, (x.mv(truth) > 1.0).to(torch::kFloat)});
    }
}
