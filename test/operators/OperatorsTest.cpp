//===- OperatorsTest.cpp - The model of operators, asked of libtorch ------===//
//
// What Operators.h says of an operator is compared with what libtorch does to
// an operand that requires grad: above all where no definition of PyTorch
// tells, because the operator only calls others or exists in C++ alone.
//
//===----------------------------------------------------------------------===//

#include "model/operators/Operators.h"
#include "gtest/gtest.h"
#include <torch/torch.h>
#include <torch/version.h>

using namespace torchleak;

namespace {

torch::Tensor leaf() { return torch::rand({3, 3}, torch::requires_grad()); }

void expectGrad(const char *Name, const torch::Tensor &Result, unsigned I = 0) {
  const bool Never = cutsHistory(Name) || (neverRequiresGrad(Name) >> I & 1);
  EXPECT_EQ(Result.requires_grad(), !Never) << Name << ", result " << I;
}

template <class... Ts>
void expectGrad(const char *Name, const std::tuple<Ts...> &Results) {
  unsigned I = 0;
  std::apply([&](auto &...R) { (expectGrad(Name, R, I++), ...); }, Results);
}

} // namespace

TEST(OperatorsOfLibtorch, OneResult) {
  const torch::Tensor X = leaf(), Y = leaf();
#define METHOD(NAME, ...) expectGrad(#NAME, X.NAME(__VA_ARGS__))
  METHOD(detach);
  METHOD(data);
  METHOD(tensor_data);
  METHOD(variable_data);
  METHOD(clone);
  METHOD(contiguous);
  METHOD(floor);
  METHOD(round);
  METHOD(sign);
  METHOD(bernoulli);
  METHOD(floor_divide, Y);
  METHOD(remainder, Y);
  METHOD(argmax);
  METHOD(argsort);
  METHOD(nonzero);
  METHOD(multinomial, 1);
  METHOD(isclose, Y);
  METHOD(isfinite);
  METHOD(isnan);
  METHOD(greater, 0);
  METHOD(less_equal, 0);
  METHOD(not_equal, Y);
  METHOD(logical_and, Y);
  METHOD(any);
  METHOD(all);
  METHOD(max);
  METHOD(median);
  METHOD(masked_select, X > 0.5);
  METHOD(new_zeros, {2});
  METHOD(histc, 4, 0, 1);
#undef METHOD
#define FUNCTION(NAME, ...) expectGrad(#NAME, torch::NAME(__VA_ARGS__))
  FUNCTION(zeros_like, X);
  FUNCTION(rand_like, X);
  FUNCTION(randint_like, X, 4);
  FUNCTION(isreal, X);
  FUNCTION(searchsorted, torch::arange(4.), X);
  FUNCTION(bucketize, X, torch::arange(4.));
  FUNCTION(where, X > 0, X, Y);
  FUNCTION(_shape_as_tensor, X);
  FUNCTION(one_hot, X.argmax(1));
  FUNCTION(bincount, X.argmax(1), X.diagonal());
#undef FUNCTION
  expectGrad("operator%", X % Y);
  expectGrad("operator>", X > Y);
  expectGrad("operator==", X == 1);
  expectGrad("operator[]", X[0]);
}

TEST(OperatorsOfLibtorch, SeveralResults) {
  const torch::Tensor X = leaf();
  expectGrad("max", X.max(1));
  expectGrad("topk", X.topk(2));
  expectGrad("sort", X.sort());
  expectGrad("kthvalue", X.kthvalue(1));
  expectGrad("cummax", X.cummax(0));
  expectGrad("mode", X.mode());
  expectGrad("frexp", X.frexp());
  expectGrad("_unique2", torch::_unique2(X, true, true, true));
  expectGrad("unique_dim", torch::unique_dim(X, 0, true, true, true));
  expectGrad("unique_consecutive", torch::unique_consecutive(X, true, true));
  expectGrad("histogram", torch::histogram(X, 4));
  expectGrad("linalg_lu", torch::linalg_lu(X));
#if TORCH_VERSION_MAJOR >= 2 // The residuals had no gradient before.
  expectGrad("linalg_lstsq", torch::linalg_lstsq(X, leaf()));
#endif
  expectGrad("native_dropout", torch::native_dropout(X, 0.5, true));
  expectGrad("var_mean", torch::var_mean(X));
}

TEST(OperatorsOfLibtorch, Views) {
  const torch::Tensor X = torch::rand({4, 4});
#define VIEW(NAME, ...)                                                        \
  EXPECT_TRUE(returnsView(#NAME) && X.NAME(__VA_ARGS__).is_alias_of(X)) << #NAME
  VIEW(select, 0, 1);
  VIEW(narrow, 0, 1, 2);
  VIEW(view, {16});
  VIEW(reshape, {16});
  VIEW(contiguous);
  VIEW(t);
  VIEW(diagonal);
  VIEW(unsqueeze, 0);
  VIEW(expand_as, X);
  VIEW(index, {torch::indexing::Slice()});
  VIEW(detach);
  VIEW(to, torch::kFloat);
#undef VIEW
#define COPY(NAME, ...)                                                        \
  EXPECT_FALSE(returnsView(#NAME) || X.NAME(__VA_ARGS__).is_alias_of(X))       \
      << #NAME
  COPY(clone);
  COPY(index_select, 0, torch::arange(2));
  COPY(masked_select, X > 0);
  COPY(repeat, {2, 1});
  COPY(flip, 0);
#undef COPY
}

TEST(OperatorsOfLibtorch, WritesInPlace) {
  torch::Tensor X = torch::rand({4, 4});
#define WRITES(NAME, CALL)                                                     \
  do {                                                                         \
    const auto Before = X._version();                                          \
    CALL;                                                                      \
    EXPECT_EQ(isInPlaceOperator(NAME), X._version() != Before) << NAME;        \
  } while (false)
  WRITES("operator+=", X += 1);
  WRITES("operator/=", X /= 2);
  WRITES("copy_", X.copy_(torch::zeros({4, 4})));
  WRITES("index_put_", X.index_put_({0}, 1));
  WRITES("lerp_", X.lerp_(torch::ones({4, 4}), 0.5));
  WRITES("add_out", torch::add_out(X, X, X));
  WRITES("relu_", torch::relu_(X));
  WRITES("add", (void)X.add(1));
#undef WRITES
}
