// DDPG on a random linear system. Two online nets, two slowly moving copies.
#include <torch/torch.h>
#include <deque>
#include <iostream>
#include <random>
#include <vector>

using torch::Tensor;

struct Mlp : torch::nn::Module
{
    torch::nn::Linear a, b, c;
    bool squash;
    Mlp(int64_t in, int64_t out, bool squash_)
        : a(in, 128), b(128, 128), c(128, out), squash(squash_)
    {
        register_module("a", a);
        register_module("b", b);
        register_module("c", c);
    }
    Tensor operator()(const Tensor& x)
    {
        Tensor y = c(torch::relu(b(torch::relu(a(x)))));
        return squash ? torch::tanh(y) : y;
    }
};

struct Step { Tensor s, u, s2; float r; };

static void blend(const Tensor& dst, const Tensor& src, double tau)
{
    dst.lerp_(src, tau);
}

static void soft_update(Mlp& target, Mlp& online, double tau)
{
    torch::NoGradGuard g;
    auto tp = target.parameters();
    auto op = online.parameters();
    for (size_t i = 0; i < tp.size(); ++i)
        blend(tp[i], op[i], tau);
}

int main()
{
    torch::manual_seed(1);
    std::mt19937 gen(1);
    const int64_t NX = 5, NU = 2;
    const size_t CAP = 10000, BATCH = 64;
    const double GAMMA = 0.95, TAU = 0.01;

    Mlp actor(NX, NU, true), actor_t(NX, NU, true);
    Mlp critic(NX + NU, 1, false), critic_t(NX + NU, 1, false);
    soft_update(actor_t, actor, 1.0);
    soft_update(critic_t, critic, 1.0);

    torch::optim::Adam opt_a(actor.parameters(), torch::optim::AdamOptions(1e-4));
    torch::optim::Adam opt_c(critic.parameters(), torch::optim::AdamOptions(1e-3));

    Tensor A = 0.9 * torch::eye(NX) + 0.05 * torch::randn({NX, NX});
    Tensor Bm = 0.3 * torch::randn({NU, NX});
    std::deque<Step> replay;
    Tensor s = torch::randn({1, NX});
    double critic_avg = 0, reward_avg = 0;

    for (long n = 0; n < 10000000; ++n)
    {
        Tensor u = (actor(s) + 0.1 * torch::randn({1, NU})).clamp(-1, 1).detach();
        Tensor s2 = (s.mm(A) + u.mm(Bm) + 0.02 * torch::randn({1, NX})).clamp(-5, 5);
        float r = -s2.pow(2).mean().item<float>() - 0.01f * u.pow(2).mean().item<float>();
        reward_avg = 0.999 * reward_avg + 0.001 * r;
        replay.push_back({s, u, s2, r});
        if (replay.size() > CAP)
            replay.pop_front();
        s = n % 200 == 199 ? torch::randn({1, NX}) : s2;
        if (replay.size() < 500)
            continue;

        std::vector<Tensor> vs, vu, vs2;
        std::vector<float> vr;
        for (size_t k = 0; k < BATCH; ++k)
        {
            const Step& st = replay[gen() % replay.size()];
            vs.push_back(st.s);
            vu.push_back(st.u);
            vs2.push_back(st.s2);
            vr.push_back(st.r);
        }
        Tensor S = torch::cat(vs), U = torch::cat(vu), S2 = torch::cat(vs2);
        Tensor R = torch::tensor(vr).unsqueeze(1);

        Tensor q_next = critic_t(torch::cat({S2, actor_t(S2)}, 1)).detach();
        Tensor c_loss = torch::mse_loss(critic(torch::cat({S, U}, 1)), R + GAMMA * q_next);
        opt_c.zero_grad();
        c_loss.backward();
        opt_c.step();
        critic_avg = 0.99 * critic_avg + 0.01 * c_loss.item<double>();

        Tensor a_loss = -critic(torch::cat({S, actor(S)}, 1)).mean();
        opt_a.zero_grad();
        a_loss.backward();
        opt_a.step();

        soft_update(actor_t, actor, TAU);
        soft_update(critic_t, critic, TAU);

        if (n % 1000 == 0)
            std::cout << n << " reward " << reward_avg << " critic " << critic_avg << "\n";
    }
}
