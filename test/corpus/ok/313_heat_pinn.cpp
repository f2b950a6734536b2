// Physics-informed network for the heat equation u_t = a u_xx on a rod.
#include <torch/torch.h>

#include <cmath>
#include <iostream>
#include <memory>
#include <utility>

class HeatSolver
{
public:
    struct Settings
    {
        double diffusivity = 0.1;
        int64_t collocation = 512;
        int64_t boundaryPoints = 64;
        double lr = 1e-3;
        double dataWeight = 5.0;
    };

    explicit HeatSolver(Settings s)
        : settings(s),
          field(torch::nn::Linear(2, 48), torch::nn::Tanh(), torch::nn::Linear(48, 48), torch::nn::Tanh(),
                torch::nn::Linear(48, 1)),
          optimizer(field->parameters(), torch::optim::AdamOptions(s.lr))
    {
    }

    double iterate()
    {
        torch::Tensor points = torch::rand({settings.collocation, 2}).requires_grad_();
        torch::Tensor first = derivative(field->forward(points), points);
        torch::Tensor second = derivative(first.select(1, 0).contiguous(), points);
        torch::Tensor residual = first.select(1, 1) - settings.diffusivity * second.select(1, 0);

        optimizer.zero_grad();
        torch::Tensor loss = residual.pow(2).mean() + settings.dataWeight * dataLoss();
        loss.backward();
        optimizer.step();
        return loss.item<double>();
    }

    double errorAt(double time)
    {
        torch::NoGradGuard noGrad;
        torch::Tensor x = torch::linspace(0.0, 1.0, 101);
        torch::Tensor u = evaluate(x, torch::full_like(x, time));
        return (u - exact(x, time)).abs().max().item<double>();
    }

private:
    torch::Tensor exact(const torch::Tensor& x, double time) const
    {
        return std::exp(-settings.diffusivity * M_PI * M_PI * time) * torch::sin(M_PI * x);
    }

    torch::Tensor evaluate(const torch::Tensor& x, const torch::Tensor& t)
    {
        return field->forward(torch::stack({x, t}, 1)).squeeze(1);
    }

    static torch::Tensor derivative(const torch::Tensor& u, torch::Tensor& points)
    {
        u.backward(torch::ones_like(u), /*retain_graph=*/true, /*create_graph=*/true);
        torch::Tensor gradient = points.grad();
        points.mutable_grad() = torch::Tensor();
        return gradient;
    }

    torch::Tensor dataLoss()
    {
        const int64_t n = settings.boundaryPoints;
        torch::Tensor x = torch::rand({n});
        torch::Tensor initial = torch::mse_loss(evaluate(x, torch::zeros({n})), exact(x, 0.0));
        torch::Tensor side = torch::randint(0, 2, {n}, torch::kFloat);
        torch::Tensor edges = evaluate(side, torch::rand({n})).pow(2).mean();
        return initial + edges;
    }

    Settings settings;
    torch::nn::Sequential field;
    torch::optim::Adam optimizer;
};

int main()
{
    HeatSolver::Settings settings;
    settings.diffusivity = 0.05;
    HeatSolver solver(settings);

    double average = 0.0;
    for (int i = 0; i < 2000000; ++i)
    {
        const double loss = solver.iterate();
        average = i == 0 ? loss : 0.99 * average + 0.01 * loss;
        if (i % 500 == 0)
        {
            std::cout << "iteration " << i << " loss " << average << " max error at t=0.5: " << solver.errorAt(0.5)
                      << std::endl;
        }
    }
    return 0;
}
