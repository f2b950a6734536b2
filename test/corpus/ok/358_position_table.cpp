#include <torch/torch.h>

#include <array>
#include <cstdint>
#include <iostream>
#include <unordered_map>
#include <utility>

// Puts the network into evaluation mode for the lifetime of the object.
class EvalScope : private torch::NoGradGuard {
    torch::nn::Module& m_;
    bool was_training_;
public:
    explicit EvalScope(torch::nn::Module& m) : m_(m), was_training_(m.is_training()) { m_.eval(); }
    ~EvalScope() { m_.train(was_training_); }
    EvalScope(const EvalScope&) = delete;
    EvalScope& operator=(const EvalScope&) = delete;
};

using Board = std::array<int8_t, 36>;

static uint64_t hash_of(const Board& b) {
    uint64_t h = 1469598103934665603ull;
    for (int8_t c : b) {
        h ^= static_cast<uint8_t>(c + 1);
        h *= 1099511628211ull;
    }
    return h;
}

struct PolicyValueImpl : torch::nn::Module {
    PolicyValueImpl() {
        trunk = register_module("trunk", torch::nn::Sequential(
            torch::nn::Linear(36, 128), torch::nn::ReLU(),
            torch::nn::Linear(128, 128), torch::nn::ReLU()));
        policy = register_module("policy", torch::nn::Linear(128, 36));
        value = register_module("value", torch::nn::Linear(128, 1));
    }
    std::pair<torch::Tensor, torch::Tensor> forward(const torch::Tensor& x) {
        auto h = trunk->forward(x);
        return {torch::softmax(policy(h), -1), torch::tanh(value(h))};
    }
    torch::nn::Sequential trunk{nullptr};
    torch::nn::Linear policy{nullptr}, value{nullptr};
};
TORCH_MODULE(PolicyValue);

struct Evaluation {
    torch::Tensor prior;
    float value;
};

class PositionTable {
public:
    explicit PositionTable(PolicyValue net) : net_(std::move(net)) {}

    Evaluation lookup(const Board& b) {
        const auto key = hash_of(b);
        if (auto it = table_.find(key); it != table_.end()) { ++hits_; return it->second; }

        EvalScope scope(*net_);
        auto [p, v] = net_->forward(encode(b));
        Evaluation ev{p.squeeze(0), v.item<float>()};
        return table_.emplace(key, std::move(ev)).first->second;
    }

    void newGame() {
        if (table_.size() > 20000) table_.clear();
    }

    std::size_t size() const { return table_.size(); }
    unsigned long hits() const { return hits_; }

private:
    static torch::Tensor encode(const Board& b) {
        std::array<float, 36> cells;
        for (std::size_t i = 0; i < b.size(); ++i) cells[i] = b[i];
        return torch::from_blob(cells.data(), {1, 36}).clone();
    }

    PolicyValue net_;
    std::unordered_map<uint64_t, Evaluation> table_;
    unsigned long hits_ = 0;
};

int main() {
    PolicyValue net;
    PositionTable table(net);
    for (unsigned long game = 0;; ++game) {
        table.newGame();
        Board b{};
        int8_t side = 1;
        for (int ply = 0; ply < 36; ++ply) {
            const auto ev = table.lookup(b);
            int64_t mv = -1;
            for (int tries = 0; tries < 64 && mv < 0; ++tries) {
                auto c = torch::multinomial(ev.prior, 1).item<int64_t>();
                if (b[c] == 0) mv = c;
            }
            if (mv < 0) break;
            b[mv] = side;
            side = static_cast<int8_t>(-side);
        }
        if (game % 100 == 0)
            std::cout << game << " games, " << table.size() << " positions, " << table.hits() << " hits\n";
    }
}
