#include <torch/torch.h>
#include <iostream>
#include <tuple>
#include <vector>

struct ActorCritic : torch::nn::Module {
    torch::nn::Linear fc{nullptr}, actor{nullptr}, critic{nullptr};
    ActorCritic(int64_t in, int64_t acts)
    {
        fc = register_module("fc", torch::nn::Linear(in, 100));
        actor = register_module("actor", torch::nn::Linear(100, acts));
        critic = register_module("critic", torch::nn::Linear(100, 1));
    }
    std::pair<torch::Tensor, torch::Tensor> forward(torch::Tensor s)
    {
        s = torch::relu(fc(s));
        return std::make_pair(torch::softmax(actor(s), -1), critic(s));
    }
};

int main()
{
    ActorCritic net(6, 3);
    torch::optim::Adam adam(net.parameters(), 1e-3);
    std::vector<std::tuple<int, torch::Tensor, float>> episodeLog;

    for (int episode = 0; episode < 20000; episode++)
    {
        auto state = torch::randn({6});
        std::vector<torch::Tensor> logps, vals;
        std::vector<float> rewards;
        torch::Tensor entropy = torch::zeros({});
        for (int t = 0; t < 64; t++)
        {
            auto [p, v] = net.forward(state);
            auto a = p.multinomial(1);
            logps.push_back(p.gather(0, a).log());
            vals.push_back(v);
            entropy = entropy - (p * p.log()).sum();
            rewards.push_back(static_cast<float>(a.item<int64_t>()));
            state = torch::randn({6});
        }
        float run = 0.f;
        for (auto it = rewards.rbegin(); it != rewards.rend(); ++it) { run = *it + 0.98f * run; *it = run; }
        auto R = torch::tensor(rewards);
        auto V = torch::cat(vals);
        auto loss = -(torch::cat(logps) * (R - V.detach())).sum() + torch::mse_loss(V, R) - 0.001 * entropy;
        adam.zero_grad();
        loss.backward();
        adam.step();

        episodeLog.push_back(std::make_tuple(episode, entropy / 64, run)); // WARN: graph-in-container
        if (episode % 200 == 199)
        {
            float ent = 0;
            for (size_t i = episodeLog.size() - 200; i < episodeLog.size(); i++) ent += std::get<1>(episodeLog[i]).item<float>();
            std::cout << episode << " entropy " << ent / 200 << " return " << std::get<2>(episodeLog.back()) << "\n";
        }
    }
}
