//===- mock_core.h - c10 as the tests need it -------------------*- C++ -*-===//
//
// Scalars, devices, options, guards and intrusive pointers of libtorch's c10,
// with the shapes of the real headers and nothing behind them. Declarations
// are enough: tests are parsed, never linked.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_MOCK_C10_CORE_H
#define TORCHLEAK_MOCK_C10_CORE_H

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#define TORCH_API
#define C10_API
#define C10_UNUSED [[maybe_unused]]
#define TORCH_CHECK(cond, ...) ((cond) ? (void)0 : ::c10::mockFail())
#define TORCH_INTERNAL_ASSERT(cond, ...) TORCH_CHECK(cond)
#define TORCH_WARN(...) ((void)0)

namespace c10 {
[[noreturn]] void mockFail();

class Error {
public:
  const char *what() const noexcept;
};

template <typename T> using optional = std::optional<T>;
using std::nullopt;
using std::nullopt_t;

enum class ScalarType : int8_t {
  Byte,
  Char,
  Short,
  Int,
  Long,
  Half,
  Float,
  Double,
  Bool,
  BFloat16
};
constexpr ScalarType kByte = ScalarType::Byte;
constexpr ScalarType kChar = ScalarType::Char;
constexpr ScalarType kShort = ScalarType::Short;
constexpr ScalarType kInt = ScalarType::Int;
constexpr ScalarType kLong = ScalarType::Long;
constexpr ScalarType kHalf = ScalarType::Half;
constexpr ScalarType kFloat = ScalarType::Float;
constexpr ScalarType kDouble = ScalarType::Double;
constexpr ScalarType kBool = ScalarType::Bool;
constexpr ScalarType kBFloat16 = ScalarType::BFloat16;

enum class DeviceType : int8_t { CPU, CUDA, MPS };
constexpr DeviceType kCPU = DeviceType::CPU;
constexpr DeviceType kCUDA = DeviceType::CUDA;
constexpr DeviceType kMPS = DeviceType::MPS;
using DeviceIndex = int8_t;

struct Device {
  Device(DeviceType type, DeviceIndex index = -1);
  Device(const std::string &device_string);
  bool operator==(const Device &other) const noexcept;
  bool operator!=(const Device &other) const noexcept;
  DeviceType type() const noexcept;
  DeviceIndex index() const noexcept;
  bool is_cuda() const noexcept;
  bool is_cpu() const noexcept;
  std::string str() const;
};

enum class MemoryFormat : int8_t {
  Contiguous,
  Preserve,
  ChannelsLast,
  ChannelsLast3d
};
enum class Layout : int8_t { Strided, Sparse };
constexpr Layout kStrided = Layout::Strided;
constexpr Layout kSparse = Layout::Sparse;

class Scalar {
public:
  Scalar();
  Scalar(int v);
  Scalar(int64_t v);
  Scalar(long long v);
  Scalar(unsigned char v);
  Scalar(float v);
  Scalar(double v);
  template <typename T,
            std::enable_if_t<std::is_same_v<T, bool>, bool> * = nullptr>
  Scalar(T v);
  double toDouble() const;
  float toFloat() const;
  int64_t toLong() const;
  int toInt() const;
  bool toBool() const;
  template <typename T> T to() const;
};

template <typename T> class ArrayRef final {
public:
  using iterator = const T *;
  using value_type = T;
  constexpr ArrayRef() = default;
  ArrayRef(const T &one) : Data(&one), Length(1) {}
  constexpr ArrayRef(const T *data, size_t length)
      : Data(data), Length(length) {}
  template <typename A>
  ArrayRef(const std::vector<T, A> &vec)
      : Data(vec.data()), Length(vec.size()) {}
  ArrayRef(const std::initializer_list<T> &vec)
      : Data(vec.begin()), Length(vec.size()) {}
  template <size_t N>
  constexpr ArrayRef(const T (&arr)[N]) : Data(arr), Length(N) {}
  const T *begin() const { return Data; }
  const T *end() const { return Data + Length; }
  const T *data() const { return Data; }
  size_t size() const { return Length; }
  bool empty() const { return Length == 0; }
  const T &front() const { return Data[0]; }
  const T &back() const { return Data[Length - 1]; }
  const T &operator[](size_t i) const { return Data[i]; }
  ArrayRef<T> slice(size_t n, size_t m) const;
  std::vector<T> vec() const;

private:
  const T *Data = nullptr;
  size_t Length = 0;
};
using IntArrayRef = ArrayRef<int64_t>;

template <typename T> class OptionalArrayRef final {
public:
  OptionalArrayRef() = default;
  OptionalArrayRef(std::nullopt_t);
  OptionalArrayRef(const T &one);
  OptionalArrayRef(ArrayRef<T> ref);
  OptionalArrayRef(const std::vector<T> &vec);
  OptionalArrayRef(const std::initializer_list<T> &list);
};
using OptionalIntArrayRef = OptionalArrayRef<int64_t>;

struct TensorOptions {
  TensorOptions();
  TensorOptions(Device device);
  TensorOptions(DeviceType device);
  TensorOptions(ScalarType dtype);
  TensorOptions(Layout layout);
  TensorOptions(MemoryFormat format);
  TensorOptions device(std::optional<Device> device) const;
  TensorOptions device(DeviceType type, DeviceIndex index = -1) const;
  TensorOptions dtype(std::optional<ScalarType> dtype) const;
  TensorOptions layout(std::optional<Layout> layout) const;
  TensorOptions requires_grad(std::optional<bool> requires_grad) const;
  TensorOptions pinned_memory(std::optional<bool> pinned_memory) const;
  Device device() const noexcept;
  bool requires_grad() const noexcept;
};
TensorOptions dtype(ScalarType dtype);
TensorOptions device(Device device);
TensorOptions requires_grad(bool requires_grad = true);

// --- guards -----------------------------------------------------------------

struct GradMode {
  static bool is_enabled();
  static void set_enabled(bool enabled);
};

struct AutoGradMode {
  AutoGradMode(bool enabled);
  AutoGradMode(const AutoGradMode &) = delete;
  AutoGradMode(AutoGradMode &&) = delete;
  AutoGradMode &operator=(const AutoGradMode &) = delete;
  AutoGradMode &operator=(AutoGradMode &&) = delete;
  ~AutoGradMode();
  bool prev_mode;
};

struct NoGradGuard : public AutoGradMode {
  NoGradGuard() : AutoGradMode(/*enabled=*/false) {}
};

struct InferenceMode {
  InferenceMode(bool enabled = true);
  InferenceMode(const InferenceMode &) = delete;
  InferenceMode(InferenceMode &&) = delete;
  InferenceMode &operator=(const InferenceMode &) = delete;
  InferenceMode &operator=(InferenceMode &&) = delete;
  ~InferenceMode();
  static bool is_enabled();
};

// --- intrusive pointers -----------------------------------------------------

class intrusive_ptr_target {
protected:
  constexpr intrusive_ptr_target() noexcept = default;
  virtual ~intrusive_ptr_target() = default;

private:
  virtual void release_resources() {}
};

template <class TTarget> class intrusive_ptr final {
public:
  using element_type = TTarget;
  intrusive_ptr() noexcept = default;
  intrusive_ptr(std::nullptr_t) noexcept {}
  intrusive_ptr(const intrusive_ptr &rhs);
  intrusive_ptr(intrusive_ptr &&rhs) noexcept;
  template <class From> intrusive_ptr(const intrusive_ptr<From> &rhs);
  template <class From> intrusive_ptr(intrusive_ptr<From> &&rhs) noexcept;
  ~intrusive_ptr() noexcept;
  intrusive_ptr &operator=(const intrusive_ptr &rhs) & noexcept;
  intrusive_ptr &operator=(intrusive_ptr &&rhs) & noexcept;
  TTarget *get() const noexcept;
  TTarget &operator*() const noexcept;
  TTarget *operator->() const noexcept;
  operator bool() const noexcept;
  void reset() noexcept;
  void swap(intrusive_ptr &rhs) noexcept;
  bool defined() const noexcept;
  uint32_t use_count() const noexcept;
  TTarget *release() noexcept;
  static intrusive_ptr reclaim(TTarget *owning_ptr);
  static intrusive_ptr reclaim_copy(TTarget *owning_ptr);
  template <class... Args> static intrusive_ptr make(Args &&...args);
};
template <class TTarget, class... Args>
intrusive_ptr<TTarget> make_intrusive(Args &&...args) {
  return intrusive_ptr<TTarget>::make(std::forward<Args>(args)...);
}

template <class TTarget> class weak_intrusive_ptr final {
public:
  explicit weak_intrusive_ptr(const intrusive_ptr<TTarget> &ptr);
  weak_intrusive_ptr(const weak_intrusive_ptr &rhs);
  weak_intrusive_ptr &operator=(const weak_intrusive_ptr &rhs) & noexcept;
  intrusive_ptr<TTarget> lock() const noexcept;
  bool expired() const noexcept;
  void reset() noexcept;
};

// --- ranges -----------------------------------------------------------------

template <typename I> struct integer_range {
  struct integer_iterator {
    I value;
    I operator*() const { return value; }
    integer_iterator &operator++() {
      ++value;
      return *this;
    }
    bool operator!=(const integer_iterator &o) const {
      return value != o.value;
    }
  };
  integer_iterator begin() const { return {Begin}; }
  integer_iterator end() const { return {End}; }
  I Begin, End;
};
template <typename I1, typename I2> integer_range<I2> irange(I1 begin, I2 end) {
  return {static_cast<I2>(begin), end};
}
template <typename I> integer_range<I> irange(I end) { return {I(), end}; }
} // namespace c10

namespace ska {
template <typename K, typename V>
using flat_hash_map = std::unordered_map<K, V>;
} // namespace ska

namespace at {
using namespace c10;
using GradMode = c10::GradMode;
using AutoGradMode = c10::AutoGradMode;
using NoGradGuard = c10::NoGradGuard;
} // namespace at

#endif
