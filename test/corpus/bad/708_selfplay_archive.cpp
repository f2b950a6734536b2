#include <torch/torch.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <utility>
#include <vector>

struct Ply {
  torch::Tensor log_prob;
  torch::Tensor value;
  float reward = 0.f;
};
using Game = std::vector<Ply>;

struct Board {
  torch::Tensor cells = torch::zeros({42});
  int moves = 0;

  float drop(int64_t column) {
    cells[column + 7 * (moves / 7 % 6)] = (moves % 2) ? 1.f : -1.f;
    ++moves;
    return moves >= 40 ? 1.f : 0.01f;
  }
  bool over() const { return moves >= 40; }
};

class PlayerImpl : public torch::nn::Module {
 public:
  PlayerImpl() : body(42, 128), policy(128, 7), value(128, 1) {
    register_module("body", body);
    register_module("policy", policy);
    register_module("value", value);
  }
  std::pair<torch::Tensor, torch::Tensor> forward(const torch::Tensor& cells) {
    auto h = torch::relu(body->forward(cells));
    return {torch::log_softmax(policy->forward(h), -1), torch::tanh(value->forward(h)).squeeze()};
  }
  torch::nn::Linear body, policy, value;
};
TORCH_MODULE(Player);

Game play(Player& player) {
  Game game;
  Board board;
  while (!board.over()) {
    auto [logits, value] = player->forward(board.cells.clone());
    const auto column = logits.exp().multinomial(1).item<int64_t>();
    Ply ply{logits[column], value, 0.f};
    ply.reward = board.drop(column);
    game.push_back(std::move(ply));
  }
  return game;
}

void learn(const Game& game, torch::optim::Optimizer& opt) {
  torch::Tensor loss = torch::zeros({});
  float ret = 0.f;
  for (auto it = game.rbegin(); it != game.rend(); ++it) {
    ret = it->reward + 0.98f * ret;
    const auto advantage = ret - it->value.detach();
    loss = loss - it->log_prob * advantage + (it->value - ret).pow(2);
  }
  opt.zero_grad();
  loss.backward();
  opt.step();
}

// Games by number, so that the web page can show "game 1234 of last night".
class Archive {
 public:
  void store(int64_t number, Game game) {
    const float total = score(game);
    if (total > best_score_) {
      best_score_ = total;
      best_game_ = number;
    }
    games_.emplace(number, std::move(game)); // WARN: graph-in-container
  }

  std::pair<int64_t, float> best() const { return {best_game_, best_score_}; }
  std::size_t size() const { return games_.size(); }

 private:
  static float score(const Game& game) {
    float sum = 0.f;
    std::for_each(game.begin(), game.end(), [&sum](const Ply& p) { sum += p.reward; });
    return sum;
  }

  std::map<int64_t, Game> games_;
  int64_t best_game_ = -1;
  float best_score_ = -1e9f;
};

int main() {
  Player player;
  torch::optim::RMSprop opt(player->parameters(), torch::optim::RMSpropOptions(7e-4));
  Archive archive;
  for (int64_t number = 0; number < 10'000'000; ++number) {
    Game game = play(player);
    learn(game, opt);
    archive.store(number, std::move(game));
    if (number % 200 == 0) {
      auto [which, score] = archive.best();
      std::cout << archive.size() << " games, best #" << which << " with " << score << "\n";
    }
  }
  return 0;
}
