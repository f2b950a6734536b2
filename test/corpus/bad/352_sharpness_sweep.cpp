// Random search over small MLPs; ranks candidates by loss and by the Hessian trace (Hutchinson).
#include <torch/torch.h>

#include <iostream>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

struct Candidate {
    int64_t width;
    int64_t depth;
    double lr;
};

struct Outcome {
    Candidate cand{};
    double loss = std::numeric_limits<double>::infinity();
    double trace = 0.0;
};

static torch::nn::Sequential build(const Candidate& c)
{
    torch::nn::Sequential s;
    int64_t in = 8;
    for (int64_t i = 0; i < c.depth; ++i) {
        s->push_back(torch::nn::Linear(in, c.width));
        s->push_back(torch::nn::Tanh());
        in = c.width;
    }
    s->push_back(torch::nn::Linear(in, 1));
    return s;
}

static void fit(torch::nn::Sequential& net, const torch::Tensor& x, const torch::Tensor& y, double lr)
{
    torch::optim::SGD sgd(net->parameters(), torch::optim::SGDOptions(lr));
    for (int e = 0; e < 40; ++e) {
        sgd.zero_grad();
        auto l = torch::mse_loss(net->forward(x), y);
        l.backward();
        sgd.step();
    }
    sgd.zero_grad();
}

static double hessianTrace(torch::nn::Sequential& net, const torch::Tensor& x, const torch::Tensor& y,
                           int probes)
{
    auto loss = torch::mse_loss(net->forward(x), y);
    loss.backward({}, /*retain_graph=*/true, /*create_graph=*/true);  // WARN: create-graph-cycle

    const auto params = net->parameters();
    double trace = 0.0;
    for (int k = 0; k < probes; ++k) {
        std::vector<torch::Tensor> vs;
        torch::Tensor gv = torch::zeros({});
        for (const auto& p : params) {
            auto v = torch::randint(0, 2, p.sizes(), p.options().requires_grad(false)) * 2 - 1;
            gv = gv + (p.grad() * v).sum();
            vs.push_back(v);
        }
        auto hv = torch::autograd::grad({gv}, params, {}, /*retain_graph=*/true,
                                        /*create_graph=*/false, /*allow_unused=*/true);
        for (std::size_t i = 0; i < vs.size(); ++i)
            if (hv[i].defined())
                trace += (hv[i] * vs[i]).sum().item<double>();
    }
    return trace / probes;
}

static Outcome evaluate(const Candidate& c, const torch::Tensor& x, const torch::Tensor& y)
{
    auto net = build(c);
    fit(net, x, y, c.lr);
    Outcome o;
    o.cand = c;
    o.trace = hessianTrace(net, x, y, 3);
    torch::NoGradGuard ng;
    o.loss = torch::mse_loss(net->forward(x), y).item<double>();
    return o;
}

int main()
{
    std::mt19937 gen(99);
    std::uniform_int_distribution<int64_t> width(16, 128), depth(1, 3);
    std::uniform_real_distribution<double> logLr(-3.0, -1.0);

    auto x = torch::randn({512, 8});
    auto y = torch::sin(x.sum(1, true));

    Outcome best;
    for (long trial = 0;; ++trial) {
        Candidate c{width(gen), depth(gen), std::pow(10.0, logLr(gen))};
        auto o = evaluate(c, x, y);
        if (o.loss + 1e-4 * o.trace < best.loss + 1e-4 * best.trace) {
            best = o;
            std::cout << "trial " << trial << ": width " << o.cand.width << " depth " << o.cand.depth
                      << " loss " << o.loss << " tr(H) " << o.trace << "\n";
        }
    }
}
