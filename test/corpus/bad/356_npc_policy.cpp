#include <torch/torch.h>

#include <iostream>
#include <memory>
#include <tuple>
#include <type_traits>
#include <vector>

// --- recurrent brains for non player characters ------------------------------------------

template <class Cell>
struct CellTraits;

template <>
struct CellTraits<torch::nn::GRUCell> {
    using State = torch::Tensor;
    static State initial(int64_t h) { return torch::zeros({1, h}); }
    static State advance(torch::nn::GRUCell& c, const torch::Tensor& x, const State& s) { return c->forward(x, s); }
    static torch::Tensor visible(const State& s) { return s; }
};

template <>
struct CellTraits<torch::nn::LSTMCell> {
    using State = std::tuple<torch::Tensor, torch::Tensor>;
    static State initial(int64_t h) { return {torch::zeros({1, h}), torch::zeros({1, h})}; }
    static State advance(torch::nn::LSTMCell& c, const torch::Tensor& x, const State& s) { return c->forward(x, s); }
    static torch::Tensor visible(const State& s) { return std::get<0>(s); }
};

class Brain {
public:
    virtual ~Brain() = default;
    virtual int decide(const torch::Tensor& senses) = 0;
    virtual void respawn() = 0;
};

template <class Cell>
class RecurrentBrain : public Brain {
    using Traits = CellTraits<Cell>;
public:
    RecurrentBrain(int64_t senses, int64_t hidden, int64_t moves)
        : cell(senses, hidden), head(hidden, moves), hiddenSize(hidden), memory(Traits::initial(hidden)) {
        cell->eval();
        head->eval();
    }

    int decide(const torch::Tensor& senses) override {
        memory = Traits::advance(cell, senses.unsqueeze(0), memory);  // FN: recurrent-state
        return head->forward(Traits::visible(memory)).argmax(1).template item<int>();
    }

    void respawn() override { memory = Traits::initial(hiddenSize); }

private:
    Cell cell;
    torch::nn::Linear head;
    int64_t hiddenSize;
    typename Traits::State memory;
};

// --- world ------------------------------------------------------------------------------

struct Npc {
    std::unique_ptr<Brain> brain;
    float x = 0, y = 0;
    int hp = 100;
};

class World {
public:
    World() {
        npcs.push_back(Npc{std::make_unique<RecurrentBrain<torch::nn::GRUCell>>(4, 32, 5)});
        npcs.push_back(Npc{std::make_unique<RecurrentBrain<torch::nn::LSTMCell>>(4, 32, 5)});
    }

    void tick() {
        ++frame;
        for (auto& n : npcs) {
            const float others = static_cast<float>(npcs.size() - 1);
            auto senses = torch::tensor({n.x, n.y, others, static_cast<float>(n.hp) / 100.f});
            move(n, n.brain->decide(senses));
            if (n.hp <= 0) {
                n.hp = 100;
                n.brain->respawn();
            }
        }
        if (frame % 3600 == 0)
            for (const auto& n : npcs) std::cout << '(' << n.x << ',' << n.y << ") ";
    }

private:
    static void move(Npc& n, int action) {
        static constexpr float dx[] = {0, 1, -1, 0, 0};
        static constexpr float dy[] = {0, 0, 0, 1, -1};
        n.x += 0.1f * dx[action];
        n.y += 0.1f * dy[action];
    }

    std::vector<Npc> npcs;
    unsigned long frame = 0;
};

int main() {
    World world;
    for (;;) world.tick();
}
