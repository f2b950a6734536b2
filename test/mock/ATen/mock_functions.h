//===- mock_functions.h - functions of at:: and torch:: ---------*- C++ -*-===//
//
// Free operators with the signatures of libtorch 2.11. As there, factories
// exist twice: those of torch:: can make tensors that require gradients and
// hide those of at::.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_MOCK_ATEN_FUNCTIONS_H
#define TORCHLEAK_MOCK_ATEN_FUNCTIONS_H

#include "ATen/mock_tensor.h"

namespace at {
namespace Reduction {
enum Reduction { None, Mean, Sum, END };
} // namespace Reduction
using Generator = int;

Tensor operator+(const Tensor &x, const Tensor &y);
Tensor operator+(const Tensor &x, const Scalar &y);
Tensor operator+(const Scalar &x, const Tensor &y);
Tensor operator-(const Tensor &x, const Tensor &y);
Tensor operator-(const Tensor &x, const Scalar &y);
Tensor operator-(const Scalar &x, const Tensor &y);
Tensor operator*(const Tensor &x, const Tensor &y);
Tensor operator*(const Tensor &x, const Scalar &y);
Tensor operator*(const Scalar &x, const Tensor &y);
Tensor operator/(const Tensor &x, const Tensor &y);
Tensor operator/(const Tensor &x, const Scalar &y);
Tensor operator/(const Scalar &x, const Tensor &y);
Tensor operator<(const Tensor &x, const Tensor &y);
Tensor operator<(const Tensor &x, const Scalar &y);
Tensor operator<(const Scalar &x, const Tensor &y);
Tensor operator<=(const Tensor &x, const Tensor &y);
Tensor operator<=(const Tensor &x, const Scalar &y);
Tensor operator<=(const Scalar &x, const Tensor &y);
Tensor operator>(const Tensor &x, const Tensor &y);
Tensor operator>(const Tensor &x, const Scalar &y);
Tensor operator>(const Scalar &x, const Tensor &y);
Tensor operator>=(const Tensor &x, const Tensor &y);
Tensor operator>=(const Tensor &x, const Scalar &y);
Tensor operator>=(const Scalar &x, const Tensor &y);
Tensor operator==(const Tensor &x, const Tensor &y);
Tensor operator==(const Tensor &x, const Scalar &y);
Tensor operator==(const Scalar &x, const Tensor &y);
Tensor operator!=(const Tensor &x, const Tensor &y);
Tensor operator!=(const Tensor &x, const Scalar &y);
Tensor operator!=(const Scalar &x, const Tensor &y);
Tensor operator&(const Tensor &x, const Tensor &y);
Tensor operator&(const Tensor &x, const Scalar &y);
Tensor operator&(const Scalar &x, const Tensor &y);
Tensor operator|(const Tensor &x, const Tensor &y);
Tensor operator|(const Tensor &x, const Scalar &y);
Tensor operator|(const Scalar &x, const Tensor &y);

Tensor abs(const Tensor &self);
Tensor add(const Tensor &self, const Tensor &other, const Scalar &alpha = 1);
Tensor add(const Tensor &self, const Scalar &other, const Scalar &alpha = 1);
Tensor addmm(const Tensor &self, const Tensor &mat1, const Tensor &mat2,
             const Scalar &beta = 1, const Scalar &alpha = 1);
Tensor sub(const Tensor &self, const Tensor &other, const Scalar &alpha = 1);
Tensor sub(const Tensor &self, const Scalar &other, const Scalar &alpha = 1);
Tensor mul(const Tensor &self, const Tensor &other);
Tensor mul(const Tensor &self, const Scalar &other);
Tensor div(const Tensor &self, const Tensor &other);
Tensor div(const Tensor &self, const Tensor &other,
           std::optional<std::string_view> rounding_mode);
Tensor div(const Tensor &self, const Scalar &other);
Tensor div(const Tensor &self, const Scalar &other,
           std::optional<std::string_view> rounding_mode);
Tensor pow(const Tensor &self, const Tensor &exponent);
Tensor pow(const Scalar &self, const Tensor &exponent);
Tensor pow(const Tensor &self, const Scalar &exponent);
Tensor neg(const Tensor &self);
Tensor exp(const Tensor &self);
Tensor log(const Tensor &self);
Tensor sqrt(const Tensor &self);
Tensor rsqrt(const Tensor &self);
Tensor sin(const Tensor &self);
Tensor cos(const Tensor &self);
Tensor tanh(const Tensor &self);
Tensor sigmoid(const Tensor &self);
Tensor relu(const Tensor &self);
Tensor square(const Tensor &self);
Tensor reciprocal(const Tensor &self);
Tensor sum(const Tensor &self, std::optional<ScalarType> dtype = std::nullopt);
Tensor sum(const Tensor &self, OptionalIntArrayRef dim, bool keepdim = false,
           std::optional<ScalarType> dtype = std::nullopt);
Tensor mean(const Tensor &self, std::optional<ScalarType> dtype = std::nullopt);
Tensor mean(const Tensor &self, OptionalIntArrayRef dim, bool keepdim = false,
            std::optional<ScalarType> dtype = std::nullopt);
std::tuple<Tensor, Tensor> max(const Tensor &self, int64_t dim,
                               bool keepdim = false);
Tensor max(const Tensor &self);
Tensor max(const Tensor &self, const Tensor &other);
std::tuple<Tensor, Tensor> min(const Tensor &self, int64_t dim,
                               bool keepdim = false);
Tensor min(const Tensor &self);
Tensor min(const Tensor &self, const Tensor &other);
Tensor amax(const Tensor &self, IntArrayRef dim = {}, bool keepdim = false);
Tensor amin(const Tensor &self, IntArrayRef dim = {}, bool keepdim = false);
Tensor argmax(const Tensor &self, std::optional<int64_t> dim = std::nullopt,
              bool keepdim = false);
Tensor argmin(const Tensor &self, std::optional<int64_t> dim = std::nullopt,
              bool keepdim = false);
Tensor argsort(const Tensor &self, int64_t dim = -1, bool descending = false);
Tensor argsort(const Tensor &self, bool stable, int64_t dim = -1,
               bool descending = false);
std::tuple<Tensor, Tensor> topk(const Tensor &self, int64_t k, int64_t dim = -1,
                                bool largest = true, bool sorted = true);
std::tuple<Tensor, Tensor> sort(const Tensor &self, int64_t dim = -1,
                                bool descending = false);
std::tuple<Tensor, Tensor> sort(const Tensor &self, std::optional<bool> stable,
                                int64_t dim = -1, bool descending = false);
Tensor clamp(const Tensor &self, const std::optional<Scalar> &min,
             const std::optional<Scalar> &max = std::nullopt);
Tensor clamp(const Tensor &self, const std::optional<Tensor> &min = {},
             const std::optional<Tensor> &max = {});
Tensor clamp_min(const Tensor &self, const Scalar &min);
Tensor clamp_min(const Tensor &self, const Tensor &min);
Tensor norm(const Tensor &self, const Scalar &p = 2);
Tensor norm(const Tensor &self, const std::optional<Scalar> &p, IntArrayRef dim,
            bool keepdim = false);
Tensor softmax(const Tensor &self, int64_t dim,
               std::optional<ScalarType> dtype = std::nullopt);
Tensor log_softmax(const Tensor &self, int64_t dim,
                   std::optional<ScalarType> dtype = std::nullopt);
Tensor matmul(const Tensor &self, const Tensor &other);
Tensor mm(const Tensor &self, const Tensor &mat2);
Tensor mv(const Tensor &self, const Tensor &vec);
Tensor bmm(const Tensor &self, const Tensor &mat2);
Tensor dot(const Tensor &self, const Tensor &tensor);
Tensor reshape(const Tensor &self, IntArrayRef shape);
Tensor permute(const Tensor &self, IntArrayRef dims);
Tensor transpose(const Tensor &self, int64_t dim0, int64_t dim1);
Tensor t(const Tensor &self);
Tensor unsqueeze(const Tensor &self, int64_t dim);
Tensor squeeze(const Tensor &self);
Tensor squeeze(const Tensor &self, int64_t dim);
Tensor squeeze(const Tensor &self, IntArrayRef dim);
Tensor flatten(const Tensor &self, int64_t start_dim = 0, int64_t end_dim = -1);
Tensor select(const Tensor &self, int64_t dim, int64_t index);
Tensor narrow(const Tensor &self, int64_t dim, int64_t start, int64_t length);
Tensor narrow(const Tensor &self, int64_t dim, const Tensor &start,
              int64_t length);
Tensor slice(const Tensor &self, int64_t dim = 0,
             std::optional<int64_t> start = std::nullopt,
             std::optional<int64_t> end = std::nullopt, int64_t step = 1);
Tensor index_select(const Tensor &self, int64_t dim, const Tensor &index);
Tensor gather(const Tensor &self, int64_t dim, const Tensor &index,
              bool sparse_grad = false);
Tensor scatter(const Tensor &self, int64_t dim, const Tensor &index,
               const Tensor &src);
Tensor scatter(const Tensor &self, int64_t dim, const Tensor &index,
               const Scalar &value);
Tensor scatter(const Tensor &self, int64_t dim, const Tensor &index,
               const Tensor &src, std::string_view reduce);
Tensor scatter(const Tensor &self, int64_t dim, const Tensor &index,
               const Scalar &value, std::string_view reduce);
Tensor masked_fill(const Tensor &self, const Tensor &mask, const Scalar &value);
Tensor masked_fill(const Tensor &self, const Tensor &mask, const Tensor &value);
Tensor masked_select(const Tensor &self, const Tensor &mask);
std::vector<Tensor> chunk(const Tensor &self, int64_t chunks, int64_t dim = 0);
std::vector<Tensor> split(const Tensor &self, int64_t split_size,
                          int64_t dim = 0);
std::vector<Tensor> split(const Tensor &self, IntArrayRef split_size,
                          int64_t dim = 0);
std::vector<Tensor> unbind(const Tensor &self, int64_t dim = 0);
Tensor eq(const Tensor &self, const Scalar &other);
Tensor eq(const Tensor &self, const Tensor &other);
Tensor gt(const Tensor &self, const Scalar &other);
Tensor gt(const Tensor &self, const Tensor &other);
Tensor ge(const Tensor &self, const Scalar &other);
Tensor ge(const Tensor &self, const Tensor &other);
Tensor lt(const Tensor &self, const Scalar &other);
Tensor lt(const Tensor &self, const Tensor &other);
Tensor le(const Tensor &self, const Scalar &other);
Tensor le(const Tensor &self, const Tensor &other);
Tensor ne(const Tensor &self, const Scalar &other);
Tensor ne(const Tensor &self, const Tensor &other);
Tensor any(const Tensor &self, int64_t dim, bool keepdim = false);
Tensor any(const Tensor &self, OptionalIntArrayRef dim, bool keepdim = false);
Tensor any(const Tensor &self);
Tensor all(const Tensor &self, int64_t dim, bool keepdim = false);
Tensor all(const Tensor &self, OptionalIntArrayRef dim, bool keepdim = false);
Tensor all(const Tensor &self);
Tensor std(const Tensor &self, bool unbiased);
Tensor std(const Tensor &self, OptionalIntArrayRef dim, bool unbiased,
           bool keepdim = false);
Tensor std(const Tensor &self, OptionalIntArrayRef dim = std::nullopt,
           const std::optional<Scalar> &correction = std::nullopt,
           bool keepdim = false);
Tensor var(const Tensor &self, bool unbiased);
Tensor var(const Tensor &self, OptionalIntArrayRef dim, bool unbiased,
           bool keepdim = false);
Tensor var(const Tensor &self, OptionalIntArrayRef dim = std::nullopt,
           const std::optional<Scalar> &correction = std::nullopt,
           bool keepdim = false);
Tensor cumsum(const Tensor &self, int64_t dim,
              std::optional<ScalarType> dtype = std::nullopt);
Tensor multinomial(const Tensor &self, int64_t num_samples,
                   bool replacement = false);
Tensor clone(const Tensor &self,
             std::optional<MemoryFormat> memory_format = std::nullopt);
Tensor nonzero(const Tensor &self);
Tensor lerp(const Tensor &self, const Tensor &end, const Scalar &weight);
Tensor lerp(const Tensor &self, const Tensor &end, const Tensor &weight);
Tensor tril(const Tensor &self, int64_t diagonal = 0);
Tensor where(const Tensor &condition, const Tensor &self, const Tensor &other);
Tensor where(const Tensor &condition, const Scalar &self, const Tensor &other);
Tensor where(const Tensor &condition, const Tensor &self, const Scalar &other);
Tensor where(const Tensor &condition, const Scalar &self, const Scalar &other);
std::vector<Tensor> where(const Tensor &condition);
Tensor bernoulli(const Tensor &self);
Tensor bernoulli(const Tensor &self, double p);
Tensor bernoulli(const Tensor &self, const Tensor &p);
bool allclose(const Tensor &self, const Tensor &other, double rtol = 1e-05,
              double atol = 1e-08, bool equal_nan = false);
bool equal(const Tensor &self, const Tensor &other);
Tensor roll(const Tensor &self, IntArrayRef shifts, IntArrayRef dims = {});
Tensor flip(const Tensor &self, IntArrayRef dims);
Tensor prod(const Tensor &self, std::optional<ScalarType> dtype = std::nullopt);
Tensor prod(const Tensor &self, int64_t dim, bool keepdim = false,
            std::optional<ScalarType> dtype = std::nullopt);
Tensor isnan(const Tensor &self);
Tensor round(const Tensor &self);
Tensor round(const Tensor &self, int64_t decimals);
Tensor floor(const Tensor &self);
Tensor sign(const Tensor &self);
Tensor logical_and(const Tensor &self, const Tensor &other);
Tensor logical_not(const Tensor &self);
Tensor logsumexp(const Tensor &self, IntArrayRef dim, bool keepdim = false);
Tensor maximum(const Tensor &self, const Tensor &other);
Tensor minimum(const Tensor &self, const Tensor &other);
Tensor outer(const Tensor &self, const Tensor &vec2);
Tensor cat(TensorList tensors, int64_t dim = 0);
Tensor concat(TensorList tensors, int64_t dim = 0);
Tensor stack(TensorList tensors, int64_t dim = 0);
Tensor mse_loss(const Tensor &self, const Tensor &target,
                int64_t reduction = Reduction::Mean);
Tensor l1_loss(const Tensor &self, const Tensor &target,
               int64_t reduction = Reduction::Mean);
Tensor smooth_l1_loss(const Tensor &self, const Tensor &target,
                      int64_t reduction = Reduction::Mean, double beta = 1.0);
Tensor huber_loss(const Tensor &self, const Tensor &target,
                  int64_t reduction = Reduction::Mean, double delta = 1.0);
Tensor nll_loss(const Tensor &self, const Tensor &target,
                const std::optional<Tensor> &weight = {},
                int64_t reduction = Reduction::Mean,
                int64_t ignore_index = -100);
Tensor cross_entropy_loss(const Tensor &self, const Tensor &target,
                          const std::optional<Tensor> &weight = {},
                          int64_t reduction = Reduction::Mean,
                          int64_t ignore_index = -100,
                          double label_smoothing = 0.0);
Tensor binary_cross_entropy(const Tensor &self, const Tensor &target,
                            const std::optional<Tensor> &weight = {},
                            int64_t reduction = Reduction::Mean);
Tensor
binary_cross_entropy_with_logits(const Tensor &self, const Tensor &target,
                                 const std::optional<Tensor> &weight = {},
                                 const std::optional<Tensor> &pos_weight = {},
                                 int64_t reduction = Reduction::Mean);
Tensor kl_div(const Tensor &self, const Tensor &target,
              int64_t reduction = Reduction::Mean, bool log_target = false);
Tensor dropout(const Tensor &input, double p, bool train);
Tensor linear(const Tensor &input, const Tensor &weight,
              const std::optional<Tensor> &bias = {});
Tensor conv2d(const Tensor &input, const Tensor &weight,
              const std::optional<Tensor> &bias = {}, IntArrayRef stride = 1,
              IntArrayRef padding = 0, IntArrayRef dilation = 1,
              int64_t groups = 1);
Tensor conv2d(const Tensor &input, const Tensor &weight,
              const std::optional<Tensor> &bias, IntArrayRef stride,
              std::string_view padding, IntArrayRef dilation = 1,
              int64_t groups = 1);
Tensor max_pool2d(const Tensor &self, IntArrayRef kernel_size,
                  IntArrayRef stride = {}, IntArrayRef padding = 0,
                  IntArrayRef dilation = 1, bool ceil_mode = false);
Tensor avg_pool2d(const Tensor &self, IntArrayRef kernel_size,
                  IntArrayRef stride = {}, IntArrayRef padding = 0,
                  bool ceil_mode = false, bool count_include_pad = true,
                  std::optional<int64_t> divisor_override = std::nullopt);
Tensor adaptive_avg_pool2d(const Tensor &self, IntArrayRef output_size);
Tensor layer_norm(const Tensor &input, IntArrayRef normalized_shape,
                  const std::optional<Tensor> &weight = {},
                  const std::optional<Tensor> &bias = {}, double eps = 1e-05,
                  bool cudnn_enable = true);
Tensor batch_norm(const Tensor &input, const std::optional<Tensor> &weight,
                  const std::optional<Tensor> &bias,
                  const std::optional<Tensor> &running_mean,
                  const std::optional<Tensor> &running_var, bool training,
                  double momentum, double eps, bool cudnn_enabled);
Tensor embedding(const Tensor &weight, const Tensor &indices,
                 int64_t padding_idx = -1, bool scale_grad_by_freq = false,
                 bool sparse = false);
Tensor leaky_relu(const Tensor &self, const Scalar &negative_slope = 0.01);
Tensor gelu(const Tensor &self, std::string_view approximate = "none");
Tensor elu(const Tensor &self, const Scalar &alpha = 1, const Scalar &scale = 1,
           const Scalar &input_scale = 1);
Tensor selu(const Tensor &self);
Tensor hardtanh(const Tensor &self, const Scalar &min_val = -1,
                const Scalar &max_val = 1);
Tensor threshold(const Tensor &self, const Scalar &threshold,
                 const Scalar &value);
Tensor silu(const Tensor &self);
Tensor softplus(const Tensor &self, const Scalar &beta = 1,
                const Scalar &threshold = 20);
Tensor log_sigmoid(const Tensor &self);
Tensor zeros_like(const Tensor &self, TensorOptions options = {},
                  std::optional<MemoryFormat> memory_format = std::nullopt);
Tensor ones_like(const Tensor &self, TensorOptions options = {},
                 std::optional<MemoryFormat> memory_format = std::nullopt);
Tensor rand_like(const Tensor &self, TensorOptions options = {},
                 std::optional<MemoryFormat> memory_format = std::nullopt);
Tensor randn_like(const Tensor &self, TensorOptions options = {},
                  std::optional<MemoryFormat> memory_format = std::nullopt);
Tensor empty_like(const Tensor &self, TensorOptions options = {},
                  std::optional<MemoryFormat> memory_format = std::nullopt);
Tensor full_like(const Tensor &self, const Scalar &fill_value,
                 TensorOptions options = {},
                 std::optional<MemoryFormat> memory_format = std::nullopt);
Tensor hstack(TensorList tensors);
Tensor vstack(TensorList tensors);
std::vector<Tensor> meshgrid(TensorList tensors);
std::vector<Tensor> meshgrid(TensorList tensors, std::string_view indexing);
Tensor einsum(std::string_view equation, TensorList tensors,
              OptionalIntArrayRef path = std::nullopt);
Tensor bucketize(const Tensor &self, const Tensor &boundaries,
                 bool out_int32 = false, bool right = false);
Tensor bucketize(const Scalar &self, const Tensor &boundaries,
                 bool out_int32 = false, bool right = false);
Tensor cosine_similarity(const Tensor &x1, const Tensor &x2, int64_t dim = 1,
                         double eps = 1e-08);
Tensor pairwise_distance(const Tensor &x1, const Tensor &x2, double p = 2,
                         double eps = 1e-06, bool keepdim = false);
Tensor one_hot(const Tensor &self, int64_t num_classes = -1);
Tensor isfinite(const Tensor &self);
Tensor cross(const Tensor &self, const Tensor &other,
             std::optional<int64_t> dim = std::nullopt);
Tensor triu(const Tensor &self, int64_t diagonal = 0);
Tensor det(const Tensor &self);
Tensor inverse(const Tensor &self);
Tensor trace(const Tensor &self);
Tensor log1p(const Tensor &self);
Tensor erf(const Tensor &self);
Tensor gru_cell(const Tensor &input, const Tensor &hx, const Tensor &w_ih,
                const Tensor &w_hh, const std::optional<Tensor> &b_ih = {},
                const std::optional<Tensor> &b_hh = {});
std::tuple<Tensor, Tensor> lstm_cell(const Tensor &input, TensorList hx,
                                     const Tensor &w_ih, const Tensor &w_hh,
                                     const std::optional<Tensor> &b_ih = {},
                                     const std::optional<Tensor> &b_hh = {});
std::tuple<Tensor, Tensor> gru(const Tensor &input, const Tensor &hx,
                               TensorList params, bool has_biases,
                               int64_t num_layers, double dropout, bool train,
                               bool bidirectional, bool batch_first);
std::tuple<Tensor, Tensor> gru(const Tensor &data, const Tensor &batch_sizes,
                               const Tensor &hx, TensorList params,
                               bool has_biases, int64_t num_layers,
                               double dropout, bool train, bool bidirectional);
std::tuple<Tensor, Tensor, Tensor> lstm(const Tensor &input, TensorList hx,
                                        TensorList params, bool has_biases,
                                        int64_t num_layers, double dropout,
                                        bool train, bool bidirectional,
                                        bool batch_first);
std::tuple<Tensor, Tensor, Tensor>
lstm(const Tensor &data, const Tensor &batch_sizes, TensorList hx,
     TensorList params, bool has_biases, int64_t num_layers, double dropout,
     bool train, bool bidirectional);
Tensor cosine_embedding_loss(const Tensor &input1, const Tensor &input2,
                             const Tensor &target, double margin = 0.0,
                             int64_t reduction = Reduction::Mean);
Tensor triplet_margin_loss(const Tensor &anchor, const Tensor &positive,
                           const Tensor &negative, double margin = 1.0,
                           double p = 2, double eps = 1e-06, bool swap = false,
                           int64_t reduction = Reduction::Mean);
Tensor margin_ranking_loss(const Tensor &input1, const Tensor &input2,
                           const Tensor &target, double margin = 0.0,
                           int64_t reduction = Reduction::Mean);
Tensor hinge_embedding_loss(const Tensor &self, const Tensor &target,
                            double margin = 1.0,
                            int64_t reduction = Reduction::Mean);
Tensor bincount(const Tensor &self, const std::optional<Tensor> &weights = {},
                int64_t minlength = 0);
Tensor block_diag(TensorList tensors);
Tensor baddbmm(const Tensor &self, const Tensor &batch1, const Tensor &batch2,
               const Scalar &beta = 1, const Scalar &alpha = 1);
Tensor count_nonzero(const Tensor &self, IntArrayRef dim);
Tensor count_nonzero(const Tensor &self,
                     std::optional<int64_t> dim = std::nullopt);
Tensor cdist(const Tensor &x1, const Tensor &x2, double p = 2,
             std::optional<int64_t> compute_mode = std::nullopt);
Tensor isclose(const Tensor &self, const Tensor &other, double rtol = 1e-05,
               double atol = 1e-08, bool equal_nan = false);
Tensor nan_to_num(const Tensor &self, std::optional<double> nan = std::nullopt,
                  std::optional<double> posinf = std::nullopt,
                  std::optional<double> neginf = std::nullopt);
Tensor upsample_bilinear2d(const Tensor &input, OptionalIntArrayRef output_size,
                           bool align_corners,
                           std::optional<ArrayRef<double>> scale_factors);
Tensor upsample_bilinear2d(const Tensor &self, IntArrayRef output_size,
                           bool align_corners,
                           std::optional<double> scales_h = std::nullopt,
                           std::optional<double> scales_w = std::nullopt);
Tensor upsample_nearest2d(const Tensor &input, OptionalIntArrayRef output_size,
                          std::optional<ArrayRef<double>> scale_factors);
Tensor upsample_nearest2d(const Tensor &self, IntArrayRef output_size,
                          std::optional<double> scales_h = std::nullopt,
                          std::optional<double> scales_w = std::nullopt);
Tensor pixel_shuffle(const Tensor &self, int64_t upscale_factor);
Tensor poisson_nll_loss(const Tensor &input, const Tensor &target,
                        bool log_input, bool full, double eps,
                        int64_t reduction);
Tensor chain_matmul(TensorList matrices);
Tensor frobenius_norm(const Tensor &self, IntArrayRef dim,
                      bool keepdim = false);
Tensor remainder(const Tensor &self, const Scalar &other);
Tensor remainder(const Tensor &self, const Tensor &other);
Tensor remainder(const Scalar &self, const Tensor &other);
Tensor floor_divide(const Tensor &self, const Tensor &other);
Tensor floor_divide(const Tensor &self, const Scalar &other);
Tensor fmod(const Tensor &self, const Scalar &other);
Tensor fmod(const Tensor &self, const Tensor &other);

Tensor zeros(IntArrayRef size, TensorOptions options = {});
Tensor ones(IntArrayRef size, TensorOptions options = {});
Tensor rand(IntArrayRef size, TensorOptions options = {});
Tensor randn(IntArrayRef size, TensorOptions options = {});
Tensor empty(IntArrayRef size, TensorOptions options = {});
Tensor full(IntArrayRef size, const Scalar &fill_value,
            TensorOptions options = {});
Tensor arange(const Scalar &end, TensorOptions options = {});
Tensor arange(const Scalar &start, const Scalar &end,
              TensorOptions options = {});
Tensor arange(const Scalar &start, const Scalar &end, const Scalar &step,
              TensorOptions options = {});
Tensor linspace(const Scalar &start, const Scalar &end, int64_t steps,
                TensorOptions options = {});
Tensor eye(int64_t n, TensorOptions options = {});
Tensor randint(int64_t high, IntArrayRef size, TensorOptions options = {});
Tensor randint(int64_t low, int64_t high, IntArrayRef size,
               TensorOptions options = {});
Tensor randperm(int64_t n, TensorOptions options = {});
Tensor from_blob(void *data, IntArrayRef sizes,
                 const TensorOptions &options = {});
Tensor from_blob(void *data, IntArrayRef sizes,
                 const std::function<void(void *)> &deleter,
                 const TensorOptions &options = {});

void manual_seed(uint64_t seed);
int get_num_threads();
void set_num_threads(int nthreads);
template <class F>
void parallel_for(const int64_t begin, const int64_t end,
                  const int64_t grain_size, const F &f);
void launch(std::function<void()> func);
} // namespace at

namespace torch {
using namespace at; // as the real header exposes at:: to torch::
using std::nullopt;
using std::optional;
using Dtype = at::ScalarType;

constexpr auto kUInt8 = at::kByte;
constexpr auto kInt8 = at::kChar;
constexpr auto kInt16 = at::kShort;
constexpr auto kInt32 = at::kInt;
constexpr auto kInt64 = at::kLong;
constexpr auto kFloat16 = at::kHalf;
constexpr auto kFloat32 = at::kFloat;
constexpr auto kFloat64 = at::kDouble;
constexpr auto kF32 = kFloat32;
constexpr auto kF64 = kFloat64;
constexpr auto kI64 = kInt64;

namespace detail {
struct TensorDataContainer {
  TensorDataContainer();
  TensorDataContainer(int v);
  TensorDataContainer(int64_t v);
  TensorDataContainer(float v);
  TensorDataContainer(double v);
  TensorDataContainer(bool v);
  TensorDataContainer(std::initializer_list<TensorDataContainer> init_list);
  TensorDataContainer(const at::ArrayRef<int> &values);
  TensorDataContainer(const at::ArrayRef<int64_t> &values);
  TensorDataContainer(const at::ArrayRef<float> &values);
  TensorDataContainer(const at::ArrayRef<double> &values);
  TensorDataContainer(const std::vector<int> &values);
  TensorDataContainer(const std::vector<int64_t> &values);
  TensorDataContainer(const std::vector<float> &values);
  TensorDataContainer(const std::vector<double> &values);
};
} // namespace detail
Tensor tensor(detail::TensorDataContainer tensor_data_container,
              const TensorOptions &options = {});
Tensor zeros(IntArrayRef size, TensorOptions options = {});
Tensor ones(IntArrayRef size, TensorOptions options = {});
Tensor rand(IntArrayRef size, TensorOptions options = {});
Tensor randn(IntArrayRef size, TensorOptions options = {});
Tensor empty(IntArrayRef size, TensorOptions options = {});
Tensor full(IntArrayRef size, const Scalar &fill_value,
            TensorOptions options = {});
Tensor arange(const Scalar &end, TensorOptions options = {});
Tensor arange(const Scalar &start, const Scalar &end,
              TensorOptions options = {});
Tensor arange(const Scalar &start, const Scalar &end, const Scalar &step,
              TensorOptions options = {});
Tensor linspace(const Scalar &start, const Scalar &end, int64_t steps,
                TensorOptions options = {});
Tensor eye(int64_t n, TensorOptions options = {});
Tensor randint(int64_t high, IntArrayRef size, TensorOptions options = {});
Tensor randint(int64_t low, int64_t high, IntArrayRef size,
               TensorOptions options = {});
Tensor randperm(int64_t n, TensorOptions options = {});
Tensor zeros_like(const Tensor &self, TensorOptions options = {},
                  std::optional<MemoryFormat> memory_format = std::nullopt);
Tensor ones_like(const Tensor &self, TensorOptions options = {},
                 std::optional<MemoryFormat> memory_format = std::nullopt);
Tensor rand_like(const Tensor &self, TensorOptions options = {},
                 std::optional<MemoryFormat> memory_format = std::nullopt);
Tensor randn_like(const Tensor &self, TensorOptions options = {},
                  std::optional<MemoryFormat> memory_format = std::nullopt);
Tensor empty_like(const Tensor &self, TensorOptions options = {},
                  std::optional<MemoryFormat> memory_format = std::nullopt);
Tensor from_blob(void *data, IntArrayRef sizes,
                 const TensorOptions &options = TensorOptions());
template <typename Deleter>
Tensor from_blob(void *data, IntArrayRef sizes, const Deleter &deleter,
                 const TensorOptions &options = TensorOptions());

using NoGradGuard = at::NoGradGuard;
using AutoGradMode = at::AutoGradMode;
using at::get_num_threads;
using at::manual_seed;
using at::set_num_threads;

namespace cuda {
size_t device_count();
bool is_available();
void synchronize(int64_t device_index = -1);
} // namespace cuda

namespace indexing {
using namespace at::indexing;
} // namespace indexing
} // namespace torch

#endif
