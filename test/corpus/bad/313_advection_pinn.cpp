// Physics-informed network for the linear advection equation u_t + c u_x = 0 on the unit square.
#include <torch/torch.h>

#include <cmath>
#include <iostream>
#include <memory>

class AdvectionSolver
{
public:
    struct Settings
    {
        double speed = 0.5;
        int64_t collocation = 1024;
        int64_t initialPoints = 128;
        double lr = 1e-3;
        double initialWeight = 10.0;
    };

    explicit AdvectionSolver(Settings s) : settings(s)
    {
        field = torch::nn::Sequential(
            torch::nn::Linear(2, 64), torch::nn::Tanh(),
            torch::nn::Linear(64, 64), torch::nn::Tanh(),
            torch::nn::Linear(64, 64), torch::nn::Tanh(),
            torch::nn::Linear(64, 1));
        optimizer = std::make_unique<torch::optim::Adam>(field->parameters(), torch::optim::AdamOptions(settings.lr));
    }

    double iterate()
    {
        torch::Tensor points = torch::rand({settings.collocation, 2}, torch::requires_grad());
        torch::Tensor derivatives = gradientOfField(points);
        torch::Tensor ux = derivatives.select(1, 0);
        torch::Tensor ut = derivatives.select(1, 1);
        torch::Tensor residual = ut + settings.speed * ux;

        optimizer->zero_grad();
        torch::Tensor loss = residual.pow(2).mean() + settings.initialWeight * initialCondition();
        loss.backward();
        optimizer->step();
        return loss.item<double>();
    }

    double errorAt(double time)
    {
        torch::NoGradGuard noGrad;
        torch::Tensor x = torch::linspace(0.0, 1.0, 200);
        torch::Tensor t = torch::full_like(x, time);
        torch::Tensor u = field->forward(torch::stack({x, t}, 1)).squeeze(1);
        return (u - profile(x - settings.speed * t)).abs().max().item<double>();
    }

private:
    static torch::Tensor profile(const torch::Tensor& x)
    {
        return torch::exp(-80.0 * (x - 0.3).pow(2));
    }

    torch::Tensor gradientOfField(const torch::Tensor& points)
    {
        torch::Tensor u = field->forward(points);
        u.backward(torch::ones_like(u), /*retain_graph=*/true, /*create_graph=*/true);  // WARN: create-graph-cycle
        return points.grad();
    }

    torch::Tensor initialCondition()
    {
        torch::Tensor x = torch::rand({settings.initialPoints});
        torch::Tensor u = field->forward(torch::stack({x, torch::zeros_like(x)}, 1)).squeeze(1);
        return torch::mse_loss(u, profile(x));
    }

    Settings settings;
    torch::nn::Sequential field;
    std::unique_ptr<torch::optim::Adam> optimizer;
};

int main()
{
    AdvectionSolver::Settings settings;
    settings.speed = 0.4;
    AdvectionSolver solver(settings);

    double average = 0.0;
    for (int i = 0; i < 2000000; ++i)
    {
        const double loss = solver.iterate();
        average = i == 0 ? loss : 0.99 * average + 0.01 * loss;
        if (i % 1000 == 0)
        {
            std::cout << "iteration " << i << " loss " << average << " max error at t=1: " << solver.errorAt(1.0)
                      << std::endl;
        }
    }
    return 0;
}
