// RUN: %check_rule %s
// A target network that follows the trained one outside a no-grad region: its
// parameters ask for no gradients, so libtorch lets them be written, and each
// write adds to their history.
#include "../Inputs/net.h"

void by_index_bad(Net &target, Net &online) {
  auto to = target->parameters(), from = online->parameters();
  for (size_t i = 0; i < to.size(); ++i)
    to[i].mul_(0.99).add_(from[i], 0.01); // WARN: inplace-history
}

template <typename Holder> void by_name_bad(Holder &target, Holder &online) {
  auto to = target->named_parameters();
  for (const auto &entry : online->named_parameters())
    to[entry.key()].lerp_(entry.value(), 0.01); // WARN: inplace-history
}

class Learner {
public:
  Learner() {
    for (auto &p : target_->parameters())
      p.set_requires_grad(false);
  }
  void follow_bad() {
    auto to = target_->parameters();
    auto from = online_->parameters();
    for (size_t i = 0; i < to.size(); ++i)
      to[i].copy_(0.01 * from[i] + 0.99 * to[i]); // WARN: inplace-history
  }

private:
  Net online_, target_;
};

int main() {
  Net online, target, second;
  for (auto &p : target->parameters())
    p.set_requires_grad(false);
  for (auto p : second->parameters())
    p.requires_grad_(false);
  Learner learner;
  while (more()) {
    by_index_bad(target, online);
    by_name_bad(second, online);
    learner.follow_bad();
    auto to = target->parameters(), from = online->parameters();
    for (size_t i = 0; i < to.size(); ++i)
      to[i].add_(from[i], 0.01); // WARN: inplace-history
  }
}
