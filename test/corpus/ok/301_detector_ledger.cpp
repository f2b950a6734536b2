/*
 * Anchor-free detector on synthetic scenes, with a ledger that keeps the recent history of every metric.
 */
#include <torch/torch.h>

#include <cstddef>
#include <deque>
#include <iostream>
#include <map>
#include <numeric>
#include <string>
#include <tuple>
#include <utility>

class MetricLedger
{
public:
    explicit MetricLedger(std::size_t window) : window_(window) {}

    void record(const std::string& name, const torch::Tensor& value)
    {
        latest_[name] = value;
        auto& series = series_[name];
        series.push_back(value.item<double>());
        if (series.size() > window_)
        {
            series.pop_front();
        }
    }

    void dump(std::ostream& os, long step) const
    {
        os << "step " << step;
        for (const auto& [name, series] : series_)
        {
            const double mean = std::accumulate(series.begin(), series.end(), 0.0) / static_cast<double>(series.size());
            os << "  " << name << '=' << latest_.at(name).item<double>() << " (" << mean << ')';
        }
        os << '\n';
    }

private:
    std::size_t window_;
    std::map<std::string, std::deque<double>> series_;
    std::map<std::string, torch::Tensor> latest_;
};

class CenterNetImpl : public torch::nn::Module
{
public:
    explicit CenterNetImpl(int64_t classes)
        : trunk_(torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 24, 3).stride(2).padding(1)), torch::nn::ReLU(),
                 torch::nn::Conv2d(torch::nn::Conv2dOptions(24, 48, 3).stride(2).padding(1)), torch::nn::ReLU()),
          heat_(torch::nn::Conv2dOptions(48, classes, 1)),
          size_(torch::nn::Conv2dOptions(48, 2, 1))
    {
        register_module("trunk", trunk_);
        register_module("heat", heat_);
        register_module("size", size_);
    }

    std::pair<torch::Tensor, torch::Tensor> forward(const torch::Tensor& images)
    {
        auto features = trunk_->forward(images);
        return {heat_->forward(features), size_->forward(features)};
    }

private:
    torch::nn::Sequential trunk_;
    torch::nn::Conv2d heat_, size_;
};
TORCH_MODULE(CenterNet);

struct Scene
{
    torch::Tensor images, heat, sizes;
};

static Scene render(int64_t n, int64_t classes)
{
    Scene s;
    s.images = torch::rand({n, 3, 64, 64});
    s.heat = torch::rand({n, classes, 16, 16}).gt(0.95).to(torch::kFloat);
    s.sizes = torch::rand({n, 2, 16, 16});
    return s;
}

class Trainer
{
public:
    Trainer(int64_t classes, MetricLedger& ledger)
        : classes_(classes), net_(classes), ledger_(ledger),
          optimizer_(net_->parameters(), torch::optim::SGDOptions(5e-3).momentum(0.9).weight_decay(1e-4))
    {
    }

    void step()
    {
        const Scene scene = render(8, classes_);
        auto [heat, sizes] = net_->forward(scene.images);
        auto heatLoss = torch::binary_cross_entropy_with_logits(heat, scene.heat);
        auto occupied = std::get<0>(scene.heat.max(1, /*keepdim=*/true));
        auto sizeLoss = ((sizes - scene.sizes).abs() * occupied).sum() / occupied.sum().clamp_min(1.0);
        auto total = heatLoss + 0.1 * sizeLoss;

        optimizer_.zero_grad();
        total.backward();
        optimizer_.step();

        ledger_.record("heat", heatLoss);
        ledger_.record("size", sizeLoss);
        ledger_.record("total", total);
    }

private:
    int64_t classes_;
    CenterNet net_;
    MetricLedger& ledger_;
    torch::optim::SGD optimizer_;
};

int main()
{
    MetricLedger ledger(200);
    Trainer trainer(6, ledger);
    for (long i = 0; i < 1000000; ++i)
    {
        trainer.step();
        if (i % 100 == 0)
        {
            ledger.dump(std::cout, i);
        }
    }
    return 0;
}
