#include <torch/torch.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

// Non player characters with an LSTM memory. A life lasts at most kMaxLife frames, after which a
// new character (with an empty memory) takes its place. Brains are shared, characters are not.

namespace npc {

constexpr int kMaxLife = 400;

class BrainImpl : public torch::nn::Module {
public:
    BrainImpl(int64_t senses, int64_t hidden, int64_t moves)
        : cell(register_module("cell", torch::nn::LSTMCell(senses, hidden))),
          head(register_module("head", torch::nn::Linear(hidden, moves))),
          width(hidden) {}

    torch::nn::LSTMCell cell;
    torch::nn::Linear head;
    int64_t width;
};
TORCH_MODULE(Brain);

class Character {
public:
    Character(Brain brain, int id)
        : brain_(std::move(brain)), id_(id),
          memory_(torch::zeros({1, brain_->width}), torch::zeros({1, brain_->width})) {}

    void live() {
        auto senses = torch::tensor({x_, y_, static_cast<float>(age_) / kMaxLife}).unsqueeze(0);
        memory_ = brain_->cell->forward(senses, memory_);
        auto logits = brain_->head->forward(std::get<0>(memory_));
        thoughts_.push_back(logits);
        move(logits.argmax(1).item<int>());
        ++age_;
    }

    bool dead() const { return age_ >= kMaxLife || x_ * x_ + y_ * y_ > 400.f; }
    int id() const { return id_; }

    float indecision() const {
        if (thoughts_.empty()) return 0.f;
        auto p = torch::softmax(torch::cat(thoughts_), 1);
        return -(p * p.log()).sum(1).mean().item<float>();
    }

private:
    void move(int a) {
        static constexpr float dx[] = {0, 1, -1, 0, 0};
        static constexpr float dy[] = {0, 0, 0, 1, -1};
        x_ += 0.1f * dx[a];
        y_ += 0.1f * dy[a];
    }

    Brain brain_;
    int id_;
    std::tuple<torch::Tensor, torch::Tensor> memory_;
    std::vector<torch::Tensor> thoughts_;
    float x_ = 0, y_ = 0;
    int age_ = 0;
};

class Camera {
public:
    void follow(const std::shared_ptr<Character>& c) { target_ = c; }
    std::string caption() const {
        if (auto c = target_.lock()) return "following #" + std::to_string(c->id());
        return "idle";
    }
private:
    std::weak_ptr<Character> target_;
};

class World {
public:
    World() : brain_(3, 32, 5) {
        for (int i = 0; i < 4; ++i) population_.push_back(spawn());
    }

    void tick() {
        for (auto& c : population_) c->live();
        for (auto& c : population_) {
            if (!c->dead()) continue;
            if (c->id() % 50 == 0) std::cout << camera_.caption() << ", entropy " << c->indecision() << '\n';
            c = spawn();
        }
    }

private:
    std::shared_ptr<Character> spawn() {
        auto c = std::make_shared<Character>(brain_, nextId_++);
        camera_.follow(c);
        return c;
    }

    Brain brain_;
    Camera camera_;
    std::vector<std::shared_ptr<Character>> population_;
    int nextId_ = 0;
};

}  // namespace npc

int main() {
    npc::World world;
    for (;;) world.tick();
}
