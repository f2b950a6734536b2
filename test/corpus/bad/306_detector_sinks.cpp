/*
 * Single-scale grid detector on synthetic images.
 * Metrics leave the trainer through named sinks, selected in the run config.
 */
#include <torch/torch.h>

#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

struct StepOutcome
{
    long step;
    torch::Tensor total;
    double box_share;
};

using OutcomeSink = std::function<void(StepOutcome)>;

class SinkRegistry
{
public:
    static SinkRegistry& instance()
    {
        static SinkRegistry registry;
        return registry;
    }
    void add(const std::string& name, OutcomeSink sink) { sinks_[name] = std::move(sink); }
    const OutcomeSink& find(const std::string& name) const
    {
        auto it = sinks_.find(name);
        if (it == sinks_.end()) throw std::runtime_error("unknown sink: " + name);
        return it->second;
    }

private:
    std::map<std::string, OutcomeSink> sinks_;
};

class GridDetectorImpl : public torch::nn::Module
{
public:
    GridDetectorImpl()
        : backbone_(torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 16, 3).stride(2).padding(1)), torch::nn::ReLU(),
                    torch::nn::Conv2d(torch::nn::Conv2dOptions(16, 32, 3).stride(2).padding(1)), torch::nn::ReLU()),
          head_(torch::nn::Conv2dOptions(32, 5, 1))
    {
        register_module("backbone", backbone_);
        register_module("head", head_);
    }
    torch::Tensor forward(const torch::Tensor& images) { return head_->forward(backbone_->forward(images)); }

private:
    torch::nn::Sequential backbone_;
    torch::nn::Conv2d head_;
};
TORCH_MODULE(GridDetector);

struct Batch
{
    torch::Tensor images, objectness, boxes;
};

static Batch make_batch(int64_t n)
{
    return {torch::rand({n, 3, 64, 64}), torch::rand({n, 16, 16}).gt(0.9).to(torch::kFloat), torch::rand({n, 4, 16, 16})};
}

class DetectorTrainer
{
public:
    DetectorTrainer() : optimizer_(net_->parameters(), torch::optim::SGDOptions(0.01).momentum(0.9)) {}

    StepOutcome train_step(const Batch& batch)
    {
        auto out = net_->forward(batch.images);
        auto obj_loss = torch::binary_cross_entropy_with_logits(out.select(1, 0), batch.objectness);
        auto mask = batch.objectness.unsqueeze(1);
        auto box_loss = ((out.narrow(1, 1, 4).sigmoid() - batch.boxes).abs() * mask).sum() / mask.sum().clamp_min(1.0);
        auto total = obj_loss + 2.0 * box_loss;

        optimizer_.zero_grad();
        total.backward();
        optimizer_.step();

        const double share = 2.0 * box_loss.item<double>() / total.item<double>();
        return {step_++, total, share};
    }

private:
    GridDetector net_;
    torch::optim::SGD optimizer_;
    long step_ = 0;
};

static void install_sinks()
{
    SinkRegistry::instance().add("stdout", [](StepOutcome o) {
        std::cout << o.step << ' ' << o.total.item<double>() << ' ' << o.box_share << '\n';
    });
    auto archive = std::make_shared<std::vector<StepOutcome>>();
    SinkRegistry::instance().add("archive", [archive](StepOutcome o) { archive->push_back(std::move(o)); });  // WARN: graph-in-container
}

int main()
{
    install_sinks();
    const char* choice = std::getenv("DETECTOR_SINK");
    const OutcomeSink& sink = SinkRegistry::instance().find(choice ? choice : "archive");

    DetectorTrainer trainer;
    for (long i = 0; i < 1000000; ++i)
    {
        sink(trainer.train_step(make_batch(8)));
    }
    return 0;
}
