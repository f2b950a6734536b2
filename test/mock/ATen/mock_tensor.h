//===- mock_tensor.h - at::Tensor as the tests need it ----------*- C++ -*-===//
//
// The class at::Tensor with the signatures of libtorch 2.11, inherited through
// at::TensorBase as there, and bodies nowhere.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_MOCK_ATEN_TENSOR_H
#define TORCHLEAK_MOCK_ATEN_TENSOR_H

#include "c10/mock_core.h"
#include <array>
#include <string_view>

namespace c10 {
struct TensorImpl : public intrusive_ptr_target {};
struct Storage {
  size_t nbytes() const;
  size_t use_count() const;
};
} // namespace c10

namespace torch {
namespace autograd {
struct Node {
  virtual ~Node() = default;
  virtual std::string name() const;
};
} // namespace autograd
} // namespace torch

namespace at {
class Tensor;
using TensorList = ArrayRef<Tensor>;

template <typename T, size_t N> struct TensorAccessor {
  TensorAccessor<T, N - 1> operator[](int64_t i);
  int64_t size(int64_t i) const;
};
template <typename T> struct TensorAccessor<T, 1> {
  T &operator[](int64_t i);
  int64_t size(int64_t i) const;
};

namespace indexing {
enum class TensorIndexType { None, Ellipsis, Integer, Boolean, Slice, Tensor };
constexpr std::nullopt_t None = std::nullopt;
struct EllipsisIndexType final {};
constexpr EllipsisIndexType Ellipsis{};
struct Slice final {
  explicit Slice(std::optional<int64_t> start_index = std::nullopt,
                 std::optional<int64_t> stop_index = std::nullopt,
                 std::optional<int64_t> step_index = std::nullopt);
};
struct TensorIndex final {
  TensorIndex(std::nullopt_t);
  TensorIndex(EllipsisIndexType);
  TensorIndex(const char *str);
  TensorIndex(int64_t integer);
  TensorIndex(int integer);
  template <class T, class = std::enable_if_t<std::is_same_v<bool, T>>>
  TensorIndex(T boolean);
  TensorIndex(Slice slice);
  TensorIndex(const Tensor &tensor);
};
} // namespace indexing

class TensorBase {
public:
  TensorBase() = default;
  TensorBase(const TensorBase &);
  TensorBase(TensorBase &&) noexcept;
  ~TensorBase() noexcept;
  TensorBase &operator=(const TensorBase &x) &;
  TensorBase &operator=(TensorBase &&x) & noexcept;
  bool defined() const;
  void reset();
  bool is_same(const TensorBase &other) const noexcept;
  size_t use_count() const noexcept;
  c10::TensorImpl *unsafeGetTensorImpl() const;
  c10::TensorImpl *unsafeReleaseTensorImpl();
  const c10::Storage &storage() const;
  TensorBase
  contiguous(MemoryFormat memory_format = MemoryFormat::Contiguous) const;
  int64_t dim() const;
  int64_t ndimension() const;
  int64_t size(int64_t dim) const;
  int64_t stride(int64_t dim) const;
  int64_t numel() const;
  size_t nbytes() const;
  size_t itemsize() const;
  IntArrayRef sizes() const;
  IntArrayRef strides() const;
  bool
  is_contiguous(MemoryFormat memory_format = MemoryFormat::Contiguous) const;
  bool is_cuda() const;
  bool is_cpu() const;
  Device device() const;
  ScalarType scalar_type() const;
  ScalarType dtype() const;
  TensorOptions options() const;
  void *data_ptr() const;
  template <typename T> T *data_ptr() const;
  template <typename T> const T *const_data_ptr() const;
  template <typename T> T *mutable_data_ptr() const;
  template <typename T, size_t N> TensorAccessor<T, N> accessor() const &;
  template <typename T, size_t N> TensorAccessor<T, N> accessor() && = delete;
  bool requires_grad() const;
  bool is_leaf() const;
  bool is_inference() const;
  bool retains_grad() const;
  void retain_grad() const;
  Tensor data() const;
  Tensor tensor_data() const;
  Tensor variable_data() const;
  void set_data(const TensorBase &new_data) const;
  const std::shared_ptr<torch::autograd::Node> &grad_fn() const;
  int64_t output_nr() const;
  int64_t _version() const;
  template <typename T>
  using hook_return_void_t =
      std::enable_if_t<std::is_void_v<std::invoke_result_t<T &, Tensor>>,
                       unsigned>;
  template <typename T>
  using hook_return_var_t = std::enable_if_t<
      std::is_same_v<std::invoke_result_t<T &, Tensor>, Tensor>, unsigned>;
  void remove_hook(unsigned pos) const;
};

class Tensor : public TensorBase {
public:
  Tensor() = default;
  explicit Tensor(c10::intrusive_ptr<c10::TensorImpl> tensor_impl);
  Tensor(const Tensor &tensor) = default;
  Tensor(Tensor &&tensor) = default;
  explicit Tensor(const TensorBase &base) : TensorBase(base) {}
  Tensor(TensorBase &&base) : TensorBase(std::move(base)) {}

  Tensor &operator=(const TensorBase &x) & noexcept;
  Tensor &operator=(TensorBase &&x) & noexcept;
  Tensor &operator=(const Tensor &x) & noexcept;
  Tensor &operator=(Tensor &&x) & noexcept;
  // Assigning to an rvalue such as x[i] copies the data.
  Tensor &operator=(const Scalar &v) &&;
  Tensor &operator=(const Tensor &rhs) &&;
  Tensor &operator=(Tensor &&rhs) &&;

  Tensor operator~() const;
  Tensor operator-() const;
  Tensor &operator+=(const Tensor &other);
  Tensor &operator+=(const Scalar &other);
  Tensor &operator-=(const Tensor &other);
  Tensor &operator-=(const Scalar &other);
  Tensor &operator*=(const Tensor &other);
  Tensor &operator*=(const Scalar &other);
  Tensor &operator/=(const Tensor &other);
  Tensor &operator/=(const Scalar &other);
  Tensor &operator&=(const Tensor &other);
  Tensor &operator|=(const Tensor &other);
  Tensor operator[](const Scalar &index) const;
  Tensor operator[](const Tensor &index) const;
  Tensor operator[](int64_t index) const;
  Tensor index(ArrayRef<indexing::TensorIndex> indices) const;
  Tensor index(std::initializer_list<indexing::TensorIndex> indices) const;
  Tensor &index_put_(ArrayRef<indexing::TensorIndex> indices,
                     Tensor const &rhs) const;
  Tensor &index_put_(ArrayRef<indexing::TensorIndex> indices,
                     const Scalar &v) const;
  Tensor &index_put_(std::initializer_list<indexing::TensorIndex> indices,
                     Tensor const &rhs) const;
  Tensor &index_put_(std::initializer_list<indexing::TensorIndex> indices,
                     const Scalar &v) const;

  Tensor
  contiguous(MemoryFormat memory_format = MemoryFormat::Contiguous) const;
  Tensor cpu() const;
  Tensor cuda() const;
  Tensor toType(ScalarType t) const;
  Tensor data() const;
  void backward(const Tensor &gradient = {},
                std::optional<bool> retain_graph = std::nullopt,
                bool create_graph = false,
                std::optional<TensorList> inputs = std::nullopt) const;
  const Tensor &requires_grad_(bool requires_grad = true) const;
  const Tensor &set_requires_grad(bool requires_grad) const;
  const Tensor &grad() const;
  Tensor &mutable_grad() const;
  template <typename T> hook_return_void_t<T> register_hook(T &&hook) const;
  template <typename T> hook_return_var_t<T> register_hook(T &&hook) const;

  // Operators, as torchgen declares them.
  Tensor abs() const;
  Tensor add(const Tensor &other, const Scalar &alpha = 1) const;
  Tensor add(const Scalar &other, const Scalar &alpha = 1) const;
  Tensor &add_(const Tensor &other, const Scalar &alpha = 1) const;
  Tensor &add_(const Scalar &other, const Scalar &alpha = 1) const;
  Tensor addmm(const Tensor &mat1, const Tensor &mat2, const Scalar &beta = 1,
               const Scalar &alpha = 1) const;
  Tensor sub(const Tensor &other, const Scalar &alpha = 1) const;
  Tensor sub(const Scalar &other, const Scalar &alpha = 1) const;
  Tensor &sub_(const Tensor &other, const Scalar &alpha = 1) const;
  Tensor &sub_(const Scalar &other, const Scalar &alpha = 1) const;
  Tensor mul(const Tensor &other) const;
  Tensor mul(const Scalar &other) const;
  Tensor &mul_(const Tensor &other) const;
  Tensor &mul_(const Scalar &other) const;
  Tensor div(const Tensor &other) const;
  Tensor div(const Scalar &other) const;
  Tensor &div_(const Tensor &other) const;
  Tensor &div_(const Scalar &other) const;
  Tensor pow(const Tensor &exponent) const;
  Tensor pow(const Scalar &exponent) const;
  Tensor &pow_(const Scalar &exponent) const;
  Tensor &pow_(const Tensor &exponent) const;
  Tensor neg() const;
  Tensor exp() const;
  Tensor &exp_() const;
  Tensor log() const;
  Tensor sqrt() const;
  Tensor rsqrt() const;
  Tensor sin() const;
  Tensor cos() const;
  Tensor tanh() const;
  Tensor &tanh_() const;
  Tensor sigmoid() const;
  Tensor relu() const;
  Tensor &relu_() const;
  Tensor square() const;
  Tensor reciprocal() const;
  Tensor sum(std::optional<ScalarType> dtype = std::nullopt) const;
  Tensor sum(OptionalIntArrayRef dim, bool keepdim = false,
             std::optional<ScalarType> dtype = std::nullopt) const;
  Tensor mean(std::optional<ScalarType> dtype = std::nullopt) const;
  Tensor mean(OptionalIntArrayRef dim, bool keepdim = false,
              std::optional<ScalarType> dtype = std::nullopt) const;
  std::tuple<Tensor, Tensor> max(int64_t dim, bool keepdim = false) const;
  Tensor max() const;
  Tensor max(const Tensor &other) const;
  std::tuple<Tensor, Tensor> min(int64_t dim, bool keepdim = false) const;
  Tensor min() const;
  Tensor min(const Tensor &other) const;
  Tensor amax(IntArrayRef dim = {}, bool keepdim = false) const;
  Tensor amin(IntArrayRef dim = {}, bool keepdim = false) const;
  Tensor argmax(std::optional<int64_t> dim = std::nullopt,
                bool keepdim = false) const;
  Tensor argmin(std::optional<int64_t> dim = std::nullopt,
                bool keepdim = false) const;
  Tensor argsort(int64_t dim = -1, bool descending = false) const;
  Tensor argsort(bool stable, int64_t dim = -1, bool descending = false) const;
  std::tuple<Tensor, Tensor> topk(int64_t k, int64_t dim = -1,
                                  bool largest = true,
                                  bool sorted = true) const;
  std::tuple<Tensor, Tensor> sort(int64_t dim = -1,
                                  bool descending = false) const;
  std::tuple<Tensor, Tensor> sort(std::optional<bool> stable, int64_t dim = -1,
                                  bool descending = false) const;
  Tensor clamp(const std::optional<Scalar> &min,
               const std::optional<Scalar> &max = std::nullopt) const;
  Tensor clamp(const std::optional<Tensor> &min = {},
               const std::optional<Tensor> &max = {}) const;
  Tensor &clamp_(const std::optional<Scalar> &min,
                 const std::optional<Scalar> &max = std::nullopt) const;
  Tensor &clamp_(const std::optional<Tensor> &min = {},
                 const std::optional<Tensor> &max = {}) const;
  Tensor clamp_min(const Scalar &min) const;
  Tensor clamp_min(const Tensor &min) const;
  Tensor norm(const std::optional<Scalar> &p, ScalarType dtype) const;
  Tensor norm(const Scalar &p = 2) const;
  Tensor norm(const std::optional<Scalar> &p, IntArrayRef dim, bool keepdim,
              ScalarType dtype) const;
  Tensor norm(const std::optional<Scalar> &p, IntArrayRef dim,
              bool keepdim = false) const;
  Tensor softmax(int64_t dim,
                 std::optional<ScalarType> dtype = std::nullopt) const;
  Tensor log_softmax(int64_t dim,
                     std::optional<ScalarType> dtype = std::nullopt) const;
  Tensor matmul(const Tensor &other) const;
  Tensor mm(const Tensor &mat2) const;
  Tensor mv(const Tensor &vec) const;
  Tensor bmm(const Tensor &mat2) const;
  Tensor dot(const Tensor &tensor) const;
  Tensor view(IntArrayRef size) const;
  Tensor view(ScalarType dtype) const;
  Tensor view_as(const Tensor &other) const;
  Tensor reshape(IntArrayRef shape) const;
  Tensor permute(IntArrayRef dims) const;
  Tensor transpose(int64_t dim0, int64_t dim1) const;
  Tensor t() const;
  Tensor unsqueeze(int64_t dim) const;
  Tensor squeeze() const;
  Tensor squeeze(int64_t dim) const;
  Tensor squeeze(IntArrayRef dim) const;
  Tensor flatten(int64_t start_dim = 0, int64_t end_dim = -1) const;
  Tensor select(int64_t dim, int64_t index) const;
  Tensor narrow(int64_t dim, int64_t start, int64_t length) const;
  Tensor narrow(int64_t dim, const Tensor &start, int64_t length) const;
  Tensor slice(int64_t dim = 0, std::optional<int64_t> start = std::nullopt,
               std::optional<int64_t> end = std::nullopt,
               int64_t step = 1) const;
  Tensor index_select(int64_t dim, const Tensor &index) const;
  Tensor gather(int64_t dim, const Tensor &index,
                bool sparse_grad = false) const;
  Tensor scatter(int64_t dim, const Tensor &index, const Tensor &src) const;
  Tensor scatter(int64_t dim, const Tensor &index, const Scalar &value) const;
  Tensor &scatter_(int64_t dim, const Tensor &index, const Tensor &src) const;
  Tensor &scatter_(int64_t dim, const Tensor &index, const Scalar &value) const;
  Tensor &scatter_add_(int64_t dim, const Tensor &index,
                       const Tensor &src) const;
  Tensor masked_fill(const Tensor &mask, const Scalar &value) const;
  Tensor masked_fill(const Tensor &mask, const Tensor &value) const;
  Tensor &masked_fill_(const Tensor &mask, const Scalar &value) const;
  Tensor &masked_fill_(const Tensor &mask, const Tensor &value) const;
  Tensor masked_select(const Tensor &mask) const;
  std::vector<Tensor> chunk(int64_t chunks, int64_t dim = 0) const;
  std::vector<Tensor> split(int64_t split_size, int64_t dim = 0) const;
  std::vector<Tensor> split(IntArrayRef split_size, int64_t dim = 0) const;
  std::vector<Tensor> unbind(int64_t dim = 0) const;
  Tensor eq(const Scalar &other) const;
  Tensor eq(const Tensor &other) const;
  Tensor gt(const Scalar &other) const;
  Tensor gt(const Tensor &other) const;
  Tensor ge(const Scalar &other) const;
  Tensor ge(const Tensor &other) const;
  Tensor lt(const Scalar &other) const;
  Tensor lt(const Tensor &other) const;
  Tensor le(const Scalar &other) const;
  Tensor le(const Tensor &other) const;
  Tensor ne(const Scalar &other) const;
  Tensor ne(const Tensor &other) const;
  Tensor any(int64_t dim, bool keepdim = false) const;
  Tensor any(OptionalIntArrayRef dim, bool keepdim = false) const;
  Tensor any() const;
  Tensor all(int64_t dim, bool keepdim = false) const;
  Tensor all(OptionalIntArrayRef dim, bool keepdim = false) const;
  Tensor all() const;
  Tensor std(bool unbiased) const;
  Tensor std(OptionalIntArrayRef dim, bool unbiased,
             bool keepdim = false) const;
  Tensor std(OptionalIntArrayRef dim = std::nullopt,
             const std::optional<Scalar> &correction = std::nullopt,
             bool keepdim = false) const;
  Tensor var(bool unbiased) const;
  Tensor var(OptionalIntArrayRef dim, bool unbiased,
             bool keepdim = false) const;
  Tensor var(OptionalIntArrayRef dim = std::nullopt,
             const std::optional<Scalar> &correction = std::nullopt,
             bool keepdim = false) const;
  Tensor cumsum(int64_t dim,
                std::optional<ScalarType> dtype = std::nullopt) const;
  Tensor expand(IntArrayRef size, bool implicit = false) const;
  Tensor expand_as(const Tensor &other) const;
  Tensor repeat(IntArrayRef repeats) const;
  Tensor &copy_(const Tensor &src, bool non_blocking = false) const;
  Tensor &zero_() const;
  Tensor &fill_(const Scalar &value) const;
  Tensor &fill_(const Tensor &value) const;
  Tensor &normal_(double mean = 0, double std = 1) const;
  Tensor &uniform_(double from = 0, double to = 1) const;
  Tensor multinomial(int64_t num_samples, bool replacement = false) const;
  Tensor clone(std::optional<MemoryFormat> memory_format = std::nullopt) const;
  Tensor detach() const;
  Tensor &detach_() const;
  Tensor to(TensorOptions options = {}, bool non_blocking = false,
            bool copy = false,
            std::optional<MemoryFormat> memory_format = std::nullopt) const;
  Tensor to(std::optional<ScalarType> dtype, std::optional<Layout> layout,
            std::optional<Device> device, std::optional<bool> pin_memory,
            bool non_blocking, bool copy,
            std::optional<MemoryFormat> memory_format) const;
  Tensor to(Device device, ScalarType dtype, bool non_blocking = false,
            bool copy = false,
            std::optional<MemoryFormat> memory_format = std::nullopt) const;
  Tensor to(ScalarType dtype, bool non_blocking = false, bool copy = false,
            std::optional<MemoryFormat> memory_format = std::nullopt) const;
  Tensor to(const Tensor &other, bool non_blocking = false, bool copy = false,
            std::optional<MemoryFormat> memory_format = std::nullopt) const;
  template <typename T> T item() const;
  Scalar item() const;
  Tensor nonzero() const;
  Tensor lerp(const Tensor &end, const Scalar &weight) const;
  Tensor lerp(const Tensor &end, const Tensor &weight) const;
  Tensor &lerp_(const Tensor &end, const Scalar &weight) const;
  Tensor &lerp_(const Tensor &end, const Tensor &weight) const;
  Tensor &index_copy_(int64_t dim, const Tensor &index,
                      const Tensor &source) const;
  Tensor &index_add_(int64_t dim, const Tensor &index, const Tensor &source,
                     const Scalar &alpha = 1) const;
  Tensor tril(int64_t diagonal = 0) const;
  Tensor where(const Tensor &condition, const Tensor &other) const;
  Tensor where(const Tensor &condition, const Scalar &other) const;
  Tensor bernoulli() const;
  Tensor bernoulli(double p) const;
  bool allclose(const Tensor &other, double rtol = 1e-05, double atol = 1e-08,
                bool equal_nan = false) const;
  bool equal(const Tensor &other) const;
  Tensor roll(IntArrayRef shifts, IntArrayRef dims = {}) const;
  Tensor flip(IntArrayRef dims) const;
  Tensor prod(std::optional<ScalarType> dtype = std::nullopt) const;
  Tensor prod(int64_t dim, bool keepdim = false,
              std::optional<ScalarType> dtype = std::nullopt) const;
  Tensor type_as(const Tensor &other) const;
  Tensor new_zeros(IntArrayRef size, TensorOptions options = {}) const;
  Tensor new_zeros(IntArrayRef size, std::optional<ScalarType> dtype,
                   std::optional<Layout> layout, std::optional<Device> device,
                   std::optional<bool> pin_memory) const;
  Tensor new_empty(IntArrayRef size, TensorOptions options = {}) const;
  Tensor new_empty(IntArrayRef size, std::optional<ScalarType> dtype,
                   std::optional<Layout> layout, std::optional<Device> device,
                   std::optional<bool> pin_memory) const;
  Tensor isnan() const;
  Tensor round() const;
  Tensor round(int64_t decimals) const;
  Tensor floor() const;
  Tensor sign() const;
  Tensor logical_and(const Tensor &other) const;
  Tensor logical_not() const;
  Tensor logsumexp(IntArrayRef dim, bool keepdim = false) const;
  Tensor &addcmul_(const Tensor &tensor1, const Tensor &tensor2,
                   const Scalar &value = 1) const;
  Tensor &addcdiv_(const Tensor &tensor1, const Tensor &tensor2,
                   const Scalar &value = 1) const;
  Tensor maximum(const Tensor &other) const;
  Tensor minimum(const Tensor &other) const;
  Tensor outer(const Tensor &vec2) const;
  Tensor unfold(int64_t dimension, int64_t size, int64_t step) const;
  Tensor movedim(IntArrayRef source, IntArrayRef destination) const;
  Tensor movedim(int64_t source, int64_t destination) const;
  Tensor erf() const;
  Tensor &set_(const Tensor &source, int64_t storage_offset, IntArrayRef size,
               IntArrayRef stride = {}) const;
  Tensor &set_(const Tensor &source) const;
  Tensor &set_() const;
  const Tensor &
  resize_(IntArrayRef size,
          std::optional<MemoryFormat> memory_format = std::nullopt) const;
  Tensor select_scatter(const Tensor &src, int64_t dim, int64_t index) const;
  Tensor pin_memory(std::optional<Device> device = std::nullopt) const;
  Tensor argwhere() const;
  bool is_nonzero() const;
  Tensor trace() const;
  Tensor det() const;
  Tensor inverse() const;
  Tensor log1p() const;
  Tensor diag(int64_t diagonal = 0) const;
  Tensor isfinite() const;
  Tensor addcdiv(const Tensor &tensor1, const Tensor &tensor2,
                 const Scalar &value = 1) const;
  Tensor addcmul(const Tensor &tensor1, const Tensor &tensor2,
                 const Scalar &value = 1) const;
  Tensor cross(const Tensor &other,
               std::optional<int64_t> dim = std::nullopt) const;
  Tensor triu(int64_t diagonal = 0) const;
  Tensor histc(int64_t bins = 100, const Scalar &min = 0,
               const Scalar &max = 0) const;
  Tensor bincount(const std::optional<Tensor> &weights = {},
                  int64_t minlength = 0) const;
  Tensor remainder(const Scalar &other) const;
  Tensor remainder(const Tensor &other) const;
  Tensor &ne_(const Scalar &other) const;
  Tensor &ne_(const Tensor &other) const;
  Tensor nan_to_num(std::optional<double> nan = std::nullopt,
                    std::optional<double> posinf = std::nullopt,
                    std::optional<double> neginf = std::nullopt) const;
};
} // namespace at

#endif
