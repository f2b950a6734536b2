// RUN: %check_rule %s
// Who asks how many entries there are bounds them only by what is done then: to
// take some out, or to put none in.
#include "../Inputs/net.h"
#include <cstdio>
#include <map>
#include <stdexcept>

using Cache = std::map<int64_t, torch::Tensor>;
static Cache told, taken, refused, thrown, by_caller, by_helper, elsewhere,
    counted;

void told_bad(const torch::Tensor &x) {
  if (told.size() > 100)
    std::printf("%zu entries\n", told.size());
  told[x.size(1)] = x.detach(); // WARN: unbounded-cache
}
void taken_ok(const torch::Tensor &x) {
  if (taken.size() > 100)
    taken.erase(taken.begin());
  taken[x.size(1)] = x.detach();
}
void refused_ok(const torch::Tensor &x) {
  if (refused.size() > 100)
    return;
  refused[x.size(1)] = x.detach();
}
void thrown_ok(const torch::Tensor &x) {
  if (thrown.size() > 100)
    throw std::length_error("too many");
  thrown[x.size(1)] = x.detach();
}

static void put_ok(const torch::Tensor &x) {
  by_caller[x.size(1)] = x.detach();
}
void caller(const torch::Tensor &x) {
  if (by_caller.size() < 100)
    put_ok(x);
}

static void evict() { by_helper.erase(by_helper.begin()); }
void by_helper_ok(const torch::Tensor &x) {
  if (by_helper.size() > 100)
    evict();
  by_helper[x.size(1)] = x.detach();
}

void elsewhere_bad(const torch::Tensor &x) {
  elsewhere[x.size(1)] = x.detach(); // WARN: unbounded-cache
}
bool many() { return elsewhere.size() > 100 ? true : false; }

void counted_bad(const torch::Tensor &x) {
  counted[x.size(1)] = x.detach(); // WARN: unbounded-cache
}
void report() {
  for (size_t i = 0; i < counted.size(); ++i)
    std::printf(".");
}
