// RUN: %check_rule %s
// What runs only where a state is there already cuts it every time.
#include "../Inputs/net.h"
#include <map>
#include <string>

class Stream {
public:
  void cut_or_made_ok(torch::Tensor x) {
    if (h_.defined())
      h_ = h_.detach();
    else
      h_ = torch::zeros({1, 16});
    h_ = cell_->forward(x, h_);
  }
  void negated_ok(torch::Tensor x) {
    if (!g_.defined())
      g_ = torch::zeros({1, 16});
    else
      g_.detach_();
    g_ = cell_->forward(x, g_);
  }
  void cut_in_place_ok(torch::Tensor x) {
    if (f_.defined())
      f_.detach_();
    f_ = cell_->forward(x, f_);
  }
  void cut_by_helper_ok(torch::Tensor x) {
    repackage();
    e_ = cell_->forward(x, e_);
  }
  void new_size_ok(torch::Tensor x) {
    if (d_.defined() && d_.size(0) == x.size(0))
      d_ = d_.detach();
    else
      d_ = torch::zeros({x.size(0), 16});
    d_ = cell_->forward(x, d_);
  }
  // The last batch of an epoch is smaller.
  void other_size_ok(torch::Tensor x) {
    if (!b_.defined() || b_.size(0) != x.size(0))
      b_ = torch::zeros({x.size(0), 16});
    b_ = cell_->forward(x, b_);
  }
  void early_return_ok(torch::Tensor x) {
    if (!c_.defined()) {
      c_ = cell_->forward(x);
      return;
    }
    c_ = cell_->forward(x, c_.detach());
  }

private:
  void repackage() {
    if (e_.defined())
      e_ = e_.detach();
  }
  torch::nn::GRUCell cell_{16, 16};
  torch::Tensor h_, g_, f_, e_, d_, c_, b_;
};

class Sessions {
public:
  void found_ok(const std::string &id, torch::Tensor x) {
    auto it = states_.find(id);
    if (it != states_.end())
      it->second.detach_();
    else
      it = states_.emplace(id, torch::zeros({1, 16})).first;
    it->second = cell_->forward(x, it->second);
  }
  void inserted_ok(const std::string &id, torch::Tensor x) {
    auto [it, inserted] = others_.try_emplace(id, torch::zeros({1, 16}));
    if (!inserted)
      it->second.detach_();
    it->second = cell_->forward(x, it->second);
  }
  void counted_ok(const std::string &id, torch::Tensor x) {
    if (counted_.count(id) > 0)
      counted_[id] = counted_[id].detach();
    counted_[id] = cell_->forward(x, counted_[id]);
  }

private:
  torch::nn::GRUCell cell_{16, 16};
  std::map<std::string, torch::Tensor> states_, others_, counted_;
};

void run(Stream &stream, Sessions &sessions) {
  while (more()) {
    auto x = nextBatch().data;
    stream.cut_or_made_ok(x);
    stream.negated_ok(x);
    stream.cut_in_place_ok(x);
    stream.cut_by_helper_ok(x);
    stream.new_size_ok(x);
    stream.other_size_ok(x);
    stream.early_return_ok(x);
    sessions.found_ok("a", x);
    sessions.inserted_ok("b", x);
    sessions.counted_ok("c", x);
  }
}
