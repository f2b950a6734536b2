// System identification: recovers stiffness and damping of a spring from noisy trajectories with L-BFGS.
#include <torch/torch.h>

#include <cmath>
#include <iostream>
#include <random>
#include <vector>

namespace
{

constexpr int kSteps = 80;
constexpr double kDt = 0.05;

struct Measurement
{
    double trueStiffness;
    double trueDamping;
    torch::Tensor positions;
};

/// Semi-implicit Euler; `theta` holds log(stiffness) and log(damping).
torch::Tensor simulate(const torch::Tensor& theta)
{
    const torch::Tensor stiffness = theta[0].exp();
    const torch::Tensor damping = theta[1].exp();
    torch::Tensor position = torch::ones({});
    torch::Tensor velocity = torch::zeros({});
    std::vector<torch::Tensor> trajectory;
    for (int i = 0; i < kSteps; ++i)
    {
        velocity = velocity - kDt * (stiffness * position + damping * velocity);
        position = position + kDt * velocity;
        trajectory.push_back(position);
    }
    return torch::stack(trajectory);
}

Measurement measure(std::mt19937& rng)
{
    std::uniform_real_distribution<double> stiffness(1.0, 8.0), damping(0.1, 1.0);
    Measurement m;
    m.trueStiffness = stiffness(rng);
    m.trueDamping = damping(rng);
    const auto theta = torch::tensor({std::log(m.trueStiffness), std::log(m.trueDamping)}, torch::kFloat);
    m.positions = simulate(theta) + 0.01 * torch::randn({kSteps});
    return m;
}

class Identifier
{
public:
    struct Result
    {
        double stiffness, damping, residual;
    };

    Identifier() : m_guess(torch::zeros({2})) {}

    Result identify(const Measurement& m)
    {
        torch::Tensor theta = m_guess.clone().requires_grad_();
        torch::optim::LBFGS optimizer(std::vector<torch::Tensor>{theta},
                                      torch::optim::LBFGSOptions(1.0).max_iter(25).line_search_fn("strong_wolfe"));

        torch::Tensor best;
        auto closure = [&]() -> torch::Tensor {
            optimizer.zero_grad();
            torch::Tensor loss = torch::mse_loss(simulate(theta), m.positions);
            loss.backward();
            best = loss;
            return loss;
        };
        for (int round = 0; round < 3; ++round)
        {
            optimizer.step(closure);
        }

        const auto estimate = theta.detach().exp();
        m_guess = 0.9 * m_guess + 0.1 * theta.detach();
        return {estimate[0].item<double>(), estimate[1].item<double>(), best.item<double>()};
    }

private:
    torch::Tensor m_guess;
};

} // namespace

int main()
{
    std::mt19937 rng(11);
    Identifier identifier;
    double relativeError = 0.0;
    for (int64_t n = 1; n <= 1000000; ++n)
    {
        const Measurement m = measure(rng);
        const auto result = identifier.identify(m);
        relativeError += (std::abs(result.stiffness - m.trueStiffness) / m.trueStiffness - relativeError) / static_cast<double>(n);
        if (n % 50 == 0)
        {
            std::cout << n << " springs, mean relative error " << relativeError << ", last residual " << result.residual
                      << std::endl;
        }
    }
    return 0;
}
