// RUN: %check_rule %s
// Parameters that are written without a history to grow.
#include "../Inputs/net.h"

void under_guard_ok(Net &target, Net &online) {
  torch::NoGradGuard guard;
  auto to = target->parameters(), from = online->parameters();
  for (size_t i = 0; i < to.size(); ++i)
    to[i].mul_(0.99).add_(from[i], 0.01);
}

void detached_ok(Net &target, Net &online) {
  auto to = target->parameters(), from = online->parameters();
  for (size_t i = 0; i < to.size(); ++i)
    to[i].mul_(0.99).add_(from[i].detach(), 0.01);
}

void through_data_ok(Net &target, Net &online) {
  auto to = target->parameters(), from = online->parameters();
  for (size_t i = 0; i < to.size(); ++i)
    to[i].data().mul_(0.99).add_(from[i], 0.01);
}

void through_detach_ok(Net &target, Net &online) {
  auto to = target->parameters(), from = online->parameters();
  for (size_t i = 0; i < to.size(); ++i)
    to[i].detach().mul_(0.99).add_(from[i], 0.01);
}

void buffers_ok(Net &target, Net &online) {
  auto to = target->buffers(), from = online->buffers();
  for (size_t i = 0; i < to.size(); ++i)
    to[i].copy_(from[i]);
}

// Both are frozen: nothing has history.
void of_frozen_ok(Net &target, Net &teacher) {
  auto to = target->parameters(), from = teacher->parameters();
  for (size_t i = 0; i < to.size(); ++i)
    to[i].mul_(0.99).add_(from[i], 0.01);
}

// libtorch throws: the leaves require grad.
void refused_ok(Net &left, Net &right) {
  auto to = left->parameters(), from = right->parameters();
  for (size_t i = 0; i < to.size(); ++i)
    to[i].mul_(0.99).add_(from[i], 0.01);
}

// Once, before the training.
void copied_once_ok(Net &target, Net &online) {
  auto to = target->parameters(), from = online->parameters();
  for (size_t i = 0; i < to.size(); ++i)
    to[i].copy_(from[i]);
}

int main() {
  Net online, target, teacher, other;
  for (auto &p : target->parameters())
    p.set_requires_grad(false);
  for (auto &p : teacher->parameters())
    p.set_requires_grad(false);
  copied_once_ok(target, online);
  while (more()) {
    under_guard_ok(target, online);
    detached_ok(target, online);
    through_data_ok(target, online);
    through_detach_ok(target, online);
    buffers_ok(target, online);
    of_frozen_ok(target, teacher);
    refused_ok(other, online);
  }
}
