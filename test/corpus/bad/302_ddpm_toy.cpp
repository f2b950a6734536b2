#include <torch/torch.h>

#include <cstdio>
#include <cstdlib>

namespace
{

struct DiffusionConfig
{
    int64_t timesteps = 200;
    int64_t batch = 64;
    int64_t dim = 32;
    double betaStart = 1e-4;
    double betaEnd = 2e-2;
    double learningRate = 2e-4;
    double lossDecay = 0.98;
};

class RunningLoss
{
public:
    explicit RunningLoss(double decay) : m_decay(decay) {}

    void update(const torch::Tensor& value)
    {
        if (!m_value.defined())
        {
            m_value = torch::zeros_like(value);
        }
        m_value = m_decay * m_value + (1.0 - m_decay) * value; // WARN: graph-accumulation
        ++m_count;
    }

    double current() const
    {
        return m_count > 0 ? m_value.item<double>() : 0.0;
    }

private:
    double m_decay;
    int64_t m_count = 0;
    torch::Tensor m_value;
};

class DenoiserImpl : public torch::nn::Module
{
public:
    DenoiserImpl(int64_t dim, int64_t timesteps)
    {
        m_time = register_module("time", torch::nn::Embedding(timesteps, 64));
        m_in = register_module("in", torch::nn::Linear(dim + 64, 256));
        m_mid = register_module("mid", torch::nn::Linear(256, 256));
        m_out = register_module("out", torch::nn::Linear(256, dim));
    }

    torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& t)
    {
        auto h = torch::cat({x, m_time->forward(t)}, 1);
        h = torch::silu(m_in->forward(h));
        h = h + torch::silu(m_mid->forward(h));
        return m_out->forward(h);
    }

private:
    torch::nn::Embedding m_time{nullptr};
    torch::nn::Linear m_in{nullptr}, m_mid{nullptr}, m_out{nullptr};
};
TORCH_MODULE(Denoiser);

class Schedule
{
public:
    explicit Schedule(const DiffusionConfig& cfg)
    {
        auto betas = torch::linspace(cfg.betaStart, cfg.betaEnd, cfg.timesteps);
        m_alphaBar = torch::cumprod(1.0 - betas, 0);
    }

    torch::Tensor addNoise(const torch::Tensor& x0, const torch::Tensor& noise, const torch::Tensor& t) const
    {
        auto a = m_alphaBar.index_select(0, t).view({-1, 1});
        return a.sqrt() * x0 + (1.0 - a).sqrt() * noise;
    }

private:
    torch::Tensor m_alphaBar;
};

torch::Tensor sampleData(const DiffusionConfig& cfg)
{
    auto centre = torch::randint(0, 2, {cfg.batch, 1}, torch::kFloat) * 2.0 - 1.0;
    return centre + 0.1 * torch::randn({cfg.batch, cfg.dim});
}

} // namespace

int main(int argc, char* argv[])
{
    DiffusionConfig cfg;
    const long iterations = argc > 1 ? std::atol(argv[1]) : 1000000L;

    Denoiser model(cfg.dim, cfg.timesteps);
    Schedule schedule(cfg);
    RunningLoss smoothed(cfg.lossDecay);
    torch::optim::AdamW optimizer(model->parameters(), torch::optim::AdamWOptions(cfg.learningRate));

    for (long it = 0; it < iterations; ++it)
    {
        const auto x0 = sampleData(cfg);
        const auto noise = torch::randn_like(x0);
        const auto t = torch::randint(0, cfg.timesteps, {cfg.batch}, torch::kLong);

        const auto predicted = model->forward(schedule.addNoise(x0, noise, t), t);
        const auto loss = torch::mse_loss(predicted, noise);

        optimizer.zero_grad();
        loss.backward();
        optimizer.step();

        smoothed.update(loss);
        if (it % 500 == 0)
        {
            std::printf("iter %ld  loss(ema) %.5f\n", it, smoothed.current());
        }
    }
    return 0;
}
