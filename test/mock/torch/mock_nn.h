//===- mock_nn.h - layers, containers and losses of torch::nn ---*- C++ -*-===//

#ifndef TORCHLEAK_MOCK_TORCH_NN_H
#define TORCHLEAK_MOCK_TORCH_NN_H

#include "torch/mock_module.h"

namespace torch {
namespace enumtype {
struct kNone {};
struct kMean {};
struct kSum {};
struct kZeros {};
struct kReLU {};
struct kTanh {};
struct kBilinear {};
struct kNearest {};
} // namespace enumtype
constexpr enumtype::kNone kNone;
constexpr enumtype::kMean kMean;
constexpr enumtype::kSum kSum;
constexpr enumtype::kReLU kReLU;
constexpr enumtype::kTanh kTanh;
constexpr enumtype::kBilinear kBilinear;
constexpr enumtype::kNearest kNearest;
// A std::variant in the real header.
struct reduction_t {
  reduction_t(enumtype::kNone);
  reduction_t(enumtype::kMean);
  reduction_t(enumtype::kSum);
};

template <size_t D> struct ExpandingArray {
  ExpandingArray(std::initializer_list<int64_t> list);
  ExpandingArray(std::vector<int64_t> vec);
  ExpandingArray(int64_t single_size);
};

namespace nn {
struct LinearOptions {
  LinearOptions(int64_t in_features, int64_t out_features);
  TORCH_ARG(bool, bias) = true;
};
template <size_t D> struct ConvOptions {
  ConvOptions(int64_t in_channels, int64_t out_channels,
              ExpandingArray<D> kernel_size);
  TORCH_ARG(ExpandingArray<D>, stride) = 1;
  TORCH_ARG(ExpandingArray<D>, padding) = 0;
  TORCH_ARG(ExpandingArray<D>, dilation) = 1;
  TORCH_ARG(ExpandingArray<D>, output_padding) = 0;
  TORCH_ARG(int64_t, groups) = 1;
  TORCH_ARG(bool, bias) = true;
};
using Conv1dOptions = ConvOptions<1>;
using Conv2dOptions = ConvOptions<2>;
using ConvTranspose2dOptions = ConvOptions<2>;
struct RNNOptionsBase {
  RNNOptionsBase(int64_t input_size, int64_t hidden_size);
  TORCH_ARG(int64_t, num_layers) = 1;
  TORCH_ARG(bool, bias) = true;
  TORCH_ARG(bool, batch_first) = false;
  TORCH_ARG(double, dropout) = 0.0;
  TORCH_ARG(bool, bidirectional) = false;
};
struct LSTMOptions : RNNOptionsBase {
  using RNNOptionsBase::RNNOptionsBase;
  LSTMOptions(const RNNOptionsBase &base);
};
struct GRUOptions : RNNOptionsBase {
  using RNNOptionsBase::RNNOptionsBase;
  GRUOptions(const RNNOptionsBase &base);
};
struct BatchNormOptions {
  BatchNormOptions(int64_t num_features);
  TORCH_ARG(double, eps) = 1e-5;
  TORCH_ARG(bool, affine) = true;
};
struct LayerNormOptions {
  LayerNormOptions(std::vector<int64_t> normalized_shape);
};
struct DropoutOptions {
  DropoutOptions(double p = 0.5);
  TORCH_ARG(double, p) = 0.5;
};
struct EmbeddingOptions {
  EmbeddingOptions(int64_t num_embeddings, int64_t embedding_dim);
  TORCH_ARG(bool, sparse) = false;
};
struct ReLUOptions {
  ReLUOptions(bool inplace = false);
};
struct LeakyReLUOptions {
  TORCH_ARG(double, negative_slope) = 1e-2;
  TORCH_ARG(bool, inplace) = false;
};
struct SoftmaxOptions {
  SoftmaxOptions(int64_t dim);
};
struct FlattenOptions {
  TORCH_ARG(int64_t, start_dim) = 1;
  TORCH_ARG(int64_t, end_dim) = -1;
};
template <size_t D> struct PoolOptions {
  PoolOptions(ExpandingArray<D> kernel_size);
  TORCH_ARG(ExpandingArray<D>, stride) = 1;
  TORCH_ARG(ExpandingArray<D>, padding) = 0;
};
using MaxPool2dOptions = PoolOptions<2>;
using AvgPool2dOptions = PoolOptions<2>;
using AdaptiveAvgPool2dOptions = PoolOptions<2>;
struct LossOptions {
  LossOptions() = default;
  LossOptions(reduction_t reduction);
  TORCH_ARG(reduction_t, reduction) = torch::kMean;
};

class LinearImpl : public Cloneable<LinearImpl> {
public:
  LinearImpl(int64_t in_features, int64_t out_features);
  explicit LinearImpl(const LinearOptions &options_);
  void reset() override;
  Tensor forward(const Tensor &input);
  Tensor weight;
  Tensor bias;
};
TORCH_MODULE(Linear);

class Conv1dImpl : public Cloneable<Conv1dImpl> {
public:
  Conv1dImpl(int64_t input_channels, int64_t output_channels,
             ExpandingArray<1> kernel_size);
  explicit Conv1dImpl(ConvOptions<1> options_);
  void reset() override;
  Tensor forward(const Tensor &input);
  Tensor weight;
  Tensor bias;
};
TORCH_MODULE(Conv1d);

class Conv2dImpl : public Cloneable<Conv2dImpl> {
public:
  Conv2dImpl(int64_t input_channels, int64_t output_channels,
             ExpandingArray<2> kernel_size);
  explicit Conv2dImpl(ConvOptions<2> options_);
  void reset() override;
  Tensor forward(const Tensor &input);
  Tensor weight;
  Tensor bias;
};
TORCH_MODULE(Conv2d);

class ConvTranspose2dImpl : public Cloneable<ConvTranspose2dImpl> {
public:
  ConvTranspose2dImpl(int64_t input_channels, int64_t output_channels,
                      ExpandingArray<2> kernel_size);
  explicit ConvTranspose2dImpl(ConvOptions<2> options_);
  void reset() override;
  Tensor forward(const Tensor &input);
  Tensor weight;
  Tensor bias;
};
TORCH_MODULE(ConvTranspose2d);

class BatchNorm1dImpl : public Cloneable<BatchNorm1dImpl> {
public:
  explicit BatchNorm1dImpl(int64_t num_features);
  explicit BatchNorm1dImpl(const BatchNormOptions &options_);
  void reset() override;
  Tensor forward(const Tensor &input);
  Tensor weight;
  Tensor bias;
  Tensor running_mean;
  Tensor running_var;
};
TORCH_MODULE(BatchNorm1d);

class BatchNorm2dImpl : public Cloneable<BatchNorm2dImpl> {
public:
  explicit BatchNorm2dImpl(int64_t num_features);
  explicit BatchNorm2dImpl(const BatchNormOptions &options_);
  void reset() override;
  Tensor forward(const Tensor &input);
  Tensor weight;
  Tensor bias;
  Tensor running_mean;
  Tensor running_var;
};
TORCH_MODULE(BatchNorm2d);

class LayerNormImpl : public Cloneable<LayerNormImpl> {
public:
  explicit LayerNormImpl(std::vector<int64_t> normalized_shape);
  explicit LayerNormImpl(LayerNormOptions options_);
  void reset() override;
  Tensor forward(const Tensor &input);
  Tensor weight;
  Tensor bias;
};
TORCH_MODULE(LayerNorm);

class DropoutImpl : public Cloneable<DropoutImpl> {
public:
  explicit DropoutImpl(double p = 0.5);
  explicit DropoutImpl(const DropoutOptions &options_);
  void reset() override;
  Tensor forward(const Tensor &input);
};
TORCH_MODULE(Dropout);

class ReLUImpl : public Cloneable<ReLUImpl> {
public:
  explicit ReLUImpl(const ReLUOptions &options_ = {});
  void reset() override;
  Tensor forward(const Tensor &input);
};
TORCH_MODULE(ReLU);

class LeakyReLUImpl : public Cloneable<LeakyReLUImpl> {
public:
  explicit LeakyReLUImpl(const LeakyReLUOptions &options_ = {});
  void reset() override;
  Tensor forward(const Tensor &input);
};
TORCH_MODULE(LeakyReLU);

class TanhImpl : public Cloneable<TanhImpl> {
public:
  void reset() override;
  Tensor forward(const Tensor &input);
};
TORCH_MODULE(Tanh);

class SigmoidImpl : public Cloneable<SigmoidImpl> {
public:
  void reset() override;
  Tensor forward(const Tensor &input);
};
TORCH_MODULE(Sigmoid);

class GELUImpl : public Cloneable<GELUImpl> {
public:
  void reset() override;
  Tensor forward(const Tensor &input);
};
TORCH_MODULE(GELU);

class SiLUImpl : public Cloneable<SiLUImpl> {
public:
  void reset() override;
  Tensor forward(const Tensor &input);
};
TORCH_MODULE(SiLU);

class IdentityImpl : public Cloneable<IdentityImpl> {
public:
  void reset() override;
  Tensor forward(const Tensor &input);
};
TORCH_MODULE(Identity);

class SoftmaxImpl : public Cloneable<SoftmaxImpl> {
public:
  explicit SoftmaxImpl(int64_t dim);
  explicit SoftmaxImpl(const SoftmaxOptions &options_);
  void reset() override;
  Tensor forward(const Tensor &input);
};
TORCH_MODULE(Softmax);

class FlattenImpl : public Cloneable<FlattenImpl> {
public:
  explicit FlattenImpl(const FlattenOptions &options_ = {});
  void reset() override;
  Tensor forward(const Tensor &input);
};
TORCH_MODULE(Flatten);

class MaxPool2dImpl : public Cloneable<MaxPool2dImpl> {
public:
  explicit MaxPool2dImpl(ExpandingArray<2> kernel_size);
  explicit MaxPool2dImpl(const MaxPool2dOptions &options_);
  void reset() override;
  Tensor forward(const Tensor &input);
};
TORCH_MODULE(MaxPool2d);

class AvgPool2dImpl : public Cloneable<AvgPool2dImpl> {
public:
  explicit AvgPool2dImpl(ExpandingArray<2> kernel_size);
  explicit AvgPool2dImpl(const AvgPool2dOptions &options_);
  void reset() override;
  Tensor forward(const Tensor &input);
};
TORCH_MODULE(AvgPool2d);

class AdaptiveAvgPool2dImpl : public Cloneable<AdaptiveAvgPool2dImpl> {
public:
  explicit AdaptiveAvgPool2dImpl(ExpandingArray<2> output_size);
  void reset() override;
  Tensor forward(const Tensor &input);
};
TORCH_MODULE(AdaptiveAvgPool2d);

class EmbeddingImpl : public Cloneable<EmbeddingImpl> {
public:
  EmbeddingImpl(int64_t num_embeddings, int64_t embedding_dim);
  explicit EmbeddingImpl(EmbeddingOptions options_);
  void reset() override;
  Tensor forward(const Tensor &input);
  Tensor weight;
};
TORCH_MODULE(Embedding);

class LSTMImpl : public Cloneable<LSTMImpl> {
public:
  LSTMImpl(int64_t input_size, int64_t hidden_size);
  explicit LSTMImpl(const LSTMOptions &options_);
  void reset() override;
  std::tuple<Tensor, std::tuple<Tensor, Tensor>>
  forward(const Tensor &input,
          std::optional<std::tuple<Tensor, Tensor>> hx_opt = {});
};
TORCH_MODULE(LSTM);

class GRUImpl : public Cloneable<GRUImpl> {
public:
  GRUImpl(int64_t input_size, int64_t hidden_size);
  explicit GRUImpl(const GRUOptions &options_);
  void reset() override;
  std::tuple<Tensor, Tensor> forward(const Tensor &input, Tensor hx = {});
};
TORCH_MODULE(GRU);

class LSTMCellImpl : public Cloneable<LSTMCellImpl> {
public:
  LSTMCellImpl(int64_t input_size, int64_t hidden_size);
  void reset() override;
  std::tuple<Tensor, Tensor>
  forward(const Tensor &input,
          std::optional<std::tuple<Tensor, Tensor>> hx_opt = {});
};
TORCH_MODULE(LSTMCell);

class GRUCellImpl : public Cloneable<GRUCellImpl> {
public:
  GRUCellImpl(int64_t input_size, int64_t hidden_size);
  void reset() override;
  Tensor forward(const Tensor &input, const Tensor &hx = {});
};
TORCH_MODULE(GRUCell);

class RNNCellImpl : public Cloneable<RNNCellImpl> {
public:
  RNNCellImpl(int64_t input_size, int64_t hidden_size);
  void reset() override;
  Tensor forward(const Tensor &input, const Tensor &hx = {});
};
TORCH_MODULE(RNNCell);
using MSELossOptions = LossOptions;

class MSELossImpl : public Cloneable<MSELossImpl> {
public:
  explicit MSELossImpl(const LossOptions &options_ = {});
  void reset() override;
  Tensor forward(const Tensor &input, const Tensor &target);
};
TORCH_MODULE(MSELoss);
using L1LossOptions = LossOptions;

class L1LossImpl : public Cloneable<L1LossImpl> {
public:
  explicit L1LossImpl(const LossOptions &options_ = {});
  void reset() override;
  Tensor forward(const Tensor &input, const Tensor &target);
};
TORCH_MODULE(L1Loss);
using SmoothL1LossOptions = LossOptions;

class SmoothL1LossImpl : public Cloneable<SmoothL1LossImpl> {
public:
  explicit SmoothL1LossImpl(const LossOptions &options_ = {});
  void reset() override;
  Tensor forward(const Tensor &input, const Tensor &target);
};
TORCH_MODULE(SmoothL1Loss);
using CrossEntropyLossOptions = LossOptions;

class CrossEntropyLossImpl : public Cloneable<CrossEntropyLossImpl> {
public:
  explicit CrossEntropyLossImpl(const LossOptions &options_ = {});
  void reset() override;
  Tensor forward(const Tensor &input, const Tensor &target);
};
TORCH_MODULE(CrossEntropyLoss);
using BCELossOptions = LossOptions;

class BCELossImpl : public Cloneable<BCELossImpl> {
public:
  explicit BCELossImpl(const LossOptions &options_ = {});
  void reset() override;
  Tensor forward(const Tensor &input, const Tensor &target);
};
TORCH_MODULE(BCELoss);
using BCEWithLogitsLossOptions = LossOptions;

class BCEWithLogitsLossImpl : public Cloneable<BCEWithLogitsLossImpl> {
public:
  explicit BCEWithLogitsLossImpl(const LossOptions &options_ = {});
  void reset() override;
  Tensor forward(const Tensor &input, const Tensor &target);
};
TORCH_MODULE(BCEWithLogitsLoss);
using NLLLossOptions = LossOptions;

class NLLLossImpl : public Cloneable<NLLLossImpl> {
public:
  explicit NLLLossImpl(const LossOptions &options_ = {});
  void reset() override;
  Tensor forward(const Tensor &input, const Tensor &target);
};
TORCH_MODULE(NLLLoss);
using KLDivLossOptions = LossOptions;

class KLDivLossImpl : public Cloneable<KLDivLossImpl> {
public:
  explicit KLDivLossImpl(const LossOptions &options_ = {});
  void reset() override;
  Tensor forward(const Tensor &input, const Tensor &target);
};
TORCH_MODULE(KLDivLoss);
using HuberLossOptions = LossOptions;

class HuberLossImpl : public Cloneable<HuberLossImpl> {
public:
  explicit HuberLossImpl(const LossOptions &options_ = {});
  void reset() override;
  Tensor forward(const Tensor &input, const Tensor &target);
};
TORCH_MODULE(HuberLoss);

class AnyModule {
public:
  AnyModule() = default;
  template <typename ModuleType>
  explicit AnyModule(std::shared_ptr<ModuleType> module);
  template <typename ModuleType>
  explicit AnyModule(const ModuleHolder<ModuleType> &module_holder);
  template <typename ReturnType = Tensor, typename... ArgumentTypes>
  ReturnType forward(ArgumentTypes &&...arguments);
  std::shared_ptr<Module> ptr() const;
  bool is_empty() const noexcept;

private:
  std::shared_ptr<Module> content_;
};

class SequentialImpl : public Cloneable<SequentialImpl> {
public:
  using Iterator = std::vector<AnyModule>::iterator;
  SequentialImpl() = default;
  template <typename... Modules> explicit SequentialImpl(Modules &&...modules);
  void reset() override {}
  template <typename ReturnType = Tensor, typename... InputTypes>
  ReturnType forward(InputTypes &&...inputs);
  template <typename ModuleType>
  void push_back(std::shared_ptr<ModuleType> module_ptr);
  template <typename ModuleType>
  void push_back(std::string name, std::shared_ptr<ModuleType> module_ptr);
  template <typename M, typename = torch::detail::enable_if_module_t<M>>
  void push_back(M &&module);
  template <typename M> void push_back(const ModuleHolder<M> &module_holder);
  template <typename M>
  void push_back(std::string name, const ModuleHolder<M> &module_holder);
  void push_back(AnyModule any_module);
  Iterator begin();
  Iterator end();
  std::shared_ptr<Module> ptr(size_t index) const;
  std::shared_ptr<Module> operator[](size_t index) const;
  size_t size() const noexcept;

private:
  std::vector<AnyModule> modules_;
};
TORCH_MODULE(Sequential);

// A layer made from a function: it owns the function and what that captures.
class FunctionalImpl : public Cloneable<FunctionalImpl> {
public:
  using Function = std::function<Tensor(Tensor)>;
  explicit FunctionalImpl(Function function);
  void reset() override;
  Tensor forward(Tensor input);

private:
  Function function_;
};
TORCH_MODULE(Functional);

class ModuleListImpl : public Cloneable<ModuleListImpl> {
public:
  using Iterator = std::vector<std::shared_ptr<Module>>::iterator;
  ModuleListImpl() = default;
  void reset() override {}
  void push_back(std::shared_ptr<Module> module);
  template <typename M, typename = torch::detail::enable_if_module_t<M>>
  void push_back(M &&module);
  template <typename M> void push_back(const ModuleHolder<M> &module_holder);
  Iterator begin();
  Iterator end();
  template <typename T> T &at(size_t index);
  std::shared_ptr<Module> ptr(size_t index) const;
  template <typename T> std::shared_ptr<T> ptr(size_t index) const;
  std::shared_ptr<Module> operator[](size_t index) const;
  size_t size() const noexcept;

private:
  std::vector<std::shared_ptr<Module>> modules_;
};
TORCH_MODULE(ModuleList);

namespace init {
Tensor kaiming_normal_(Tensor tensor, double a = 0);
Tensor xavier_uniform_(Tensor tensor, double gain = 1.0);
Tensor normal_(Tensor tensor, double mean = 0, double std = 1);
Tensor constant_(Tensor tensor, Scalar value);
Tensor zeros_(Tensor tensor);
} // namespace init

namespace utils {
double clip_grad_norm_(const std::vector<Tensor> &parameters, double max_norm,
                       double norm_type = 2.0, bool error_if_nonfinite = false);
void clip_grad_value_(const std::vector<Tensor> &parameters, double clip_value);
Tensor parameters_to_vector(const std::vector<Tensor> &parameters);
void vector_to_parameters(const Tensor &vec,
                          const std::vector<Tensor> &parameters);
} // namespace utils
} // namespace nn
} // namespace torch

#endif
