//===- mock_functional.h - torch::nn::functional ----------------*- C++ -*-===//

#ifndef TORCHLEAK_MOCK_TORCH_FUNCTIONAL_H
#define TORCHLEAK_MOCK_TORCH_FUNCTIONAL_H

#include "torch/mock_nn.h"

namespace torch {
namespace nn {
namespace functional {
using MSELossFuncOptions = LossOptions;
using L1LossFuncOptions = LossOptions;
using CrossEntropyFuncOptions = LossOptions;
using NLLLossFuncOptions = LossOptions;
using KLDivFuncOptions = LossOptions;
using SmoothL1LossFuncOptions = LossOptions;
using BinaryCrossEntropyFuncOptions = LossOptions;
using BinaryCrossEntropyWithLogitsFuncOptions = LossOptions;

Tensor mse_loss(const Tensor &input, const Tensor &target,
                const MSELossFuncOptions &options = {});
Tensor l1_loss(const Tensor &input, const Tensor &target,
               const L1LossFuncOptions &options = {});
Tensor smooth_l1_loss(const Tensor &input, const Tensor &target,
                      const SmoothL1LossFuncOptions &options = {});
Tensor cross_entropy(const Tensor &input, const Tensor &target,
                     const CrossEntropyFuncOptions &options = {});
Tensor nll_loss(const Tensor &input, const Tensor &target,
                const NLLLossFuncOptions &options = {});
Tensor kl_div(const Tensor &input, const Tensor &target,
              const KLDivFuncOptions &options = {});
Tensor binary_cross_entropy(const Tensor &input, const Tensor &target,
                            const BinaryCrossEntropyFuncOptions &options = {});
Tensor binary_cross_entropy_with_logits(
    const Tensor &input, const Tensor &target,
    const BinaryCrossEntropyWithLogitsFuncOptions &options = {});

struct SoftmaxFuncOptions {
  SoftmaxFuncOptions(int64_t dim);
};
using LogSoftmaxFuncOptions = SoftmaxFuncOptions;
struct DropoutFuncOptions {
  TORCH_ARG(double, p) = 0.5;
  TORCH_ARG(bool, training) = true;
};
struct NormalizeFuncOptions {
  TORCH_ARG(double, p) = 2.0;
  TORCH_ARG(int64_t, dim) = 1;
};
struct interpolate_mode_t {
  interpolate_mode_t(enumtype::kNearest);
  interpolate_mode_t(enumtype::kBilinear);
};
struct InterpolateFuncOptions {
  TORCH_ARG(std::optional<std::vector<int64_t>>, size) = std::nullopt;
  TORCH_ARG(std::optional<std::vector<double>>, scale_factor) = std::nullopt;
  TORCH_ARG(interpolate_mode_t, mode) = torch::kNearest;
  TORCH_ARG(std::optional<bool>, align_corners) = std::nullopt;
};
struct PadFuncOptions {
  PadFuncOptions(std::vector<int64_t> pad);
};
using MaxPool2dFuncOptions = PoolOptions<2>;

Tensor relu(Tensor input, bool inplace = false);
Tensor leaky_relu(Tensor input, const LeakyReLUOptions &options = {});
Tensor gelu(const Tensor &input);
Tensor softmax(const Tensor &input, const SoftmaxFuncOptions &options);
Tensor log_softmax(const Tensor &input, const LogSoftmaxFuncOptions &options);
Tensor dropout(Tensor input, const DropoutFuncOptions &options = {});
Tensor linear(const Tensor &input, const Tensor &weight,
              const Tensor &bias = {});
Tensor max_pool2d(const Tensor &input, const MaxPool2dFuncOptions &options);
Tensor normalize(const Tensor &input, NormalizeFuncOptions options = {});
Tensor interpolate(const Tensor &input,
                   const InterpolateFuncOptions &options = {});
Tensor pad(const Tensor &input, const PadFuncOptions &options);
Tensor one_hot(const Tensor &tensor, int64_t num_classes = -1);
} // namespace functional
} // namespace nn
} // namespace torch

#endif
