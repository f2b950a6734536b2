// RUN: %check_rule %s
// What sets a state up where nothing is there yet cuts nothing.
#include "../Inputs/net.h"
#include <map>
#include <string>

class Stream {
public:
  void made_here_bad(torch::Tensor x) {
    if (!h_.defined())
      h_ = torch::zeros({1, 16});
    h_ = cell_->forward(x, h_); // WARN: recurrent-state
  }
  void made_by_helper_bad(torch::Tensor x) {
    prepare();
    g_ = cell_->forward(x, g_); // WARN: recurrent-state
  }
  void prepare() {
    if (g_.defined())
      return;
    g_ = torch::zeros({1, 16});
  }
  void by_count_bad(torch::Tensor x) {
    if (!f_.defined() || f_.numel() == 0)
      f_ = torch::zeros({x.size(0), 16});
    f_ = cell_->forward(x, f_); // WARN: recurrent-state
  }

private:
  torch::nn::GRUCell cell_{16, 16};
  torch::Tensor h_, g_, f_;
};

struct State {
  torch::Tensor hidden;
  int64_t seen = 0;
};

class Store {
public:
  State &open(const std::string &id) {
    auto [it, fresh] = states_.try_emplace(id);
    if (fresh)
      it->second.hidden = torch::zeros({1, 16});
    return it->second;
  }
  State &find(const std::string &id) {
    auto it = found_.find(id);
    if (it == found_.end())
      it = found_.emplace(id, State{torch::zeros({1, 16})}).first;
    return it->second;
  }

private:
  std::map<std::string, State> states_, found_;
};

class Scorer {
public:
  void inserted_bad(const std::string &id, torch::Tensor x) {
    State &state = store_.open(id);
    state.hidden = cell_->forward(x, state.hidden); // WARN: recurrent-state
  }
  void found_bad(const std::string &id, torch::Tensor x) {
    State &state = store_.find(id);
    state.hidden = cell_->forward(x, state.hidden); // WARN: recurrent-state
  }

private:
  Store store_;
  torch::nn::GRUCell cell_{16, 16};
};

void run(Stream &stream, Scorer &scorer) {
  while (more()) {
    auto x = nextBatch().data;
    stream.made_here_bad(x);
    stream.made_by_helper_bad(x);
    stream.by_count_bad(x);
    scorer.inserted_bad("a", x);
    scorer.found_bad("b", x);
  }
}
