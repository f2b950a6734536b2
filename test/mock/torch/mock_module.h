//===- mock_module.h - torch::nn::Module and its holders --------*- C++ -*-===//
//
// The ownership shape is the real one: a module holds its children by
// shared_ptr in an OrderedDict, and a holder is a shared_ptr with a name.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_MOCK_TORCH_MODULE_H
#define TORCHLEAK_MOCK_TORCH_MODULE_H

#include "torch/mock_autograd.h"
#include <iosfwd>

#define TORCH_ARG(T, name)                                                     \
public:                                                                        \
  inline auto name(const T &new_##name) -> decltype(*this) {                   \
    this->name##_ = new_##name;                                                \
    return *this;                                                              \
  }                                                                            \
  inline const T &name() const noexcept { return this->name##_; }              \
  inline T &name() noexcept { return this->name##_; }                          \
                                                                               \
private:                                                                       \
  T name##_

namespace torch {
template <typename Key, typename Value> class OrderedDict {
public:
  class Item {
  public:
    Item(Key key, Value value) : pair_(std::move(key), std::move(value)) {}
    Value &operator*() { return pair_.second; }
    const Value &operator*() const { return pair_.second; }
    Value *operator->() { return &pair_.second; }
    const Value *operator->() const { return &pair_.second; }
    const Key &key() const noexcept { return pair_.first; }
    Value &value() noexcept { return pair_.second; }
    const Value &value() const noexcept { return pair_.second; }
    const std::pair<Key, Value> &pair() const noexcept { return pair_; }

  private:
    std::pair<Key, Value> pair_;
  };
  using Iterator = typename std::vector<Item>::iterator;
  using ConstIterator = typename std::vector<Item>::const_iterator;
  explicit OrderedDict(std::string key_description = "Key");
  OrderedDict(std::initializer_list<Item> initializer_list);
  Item &operator[](size_t index);
  Value &operator[](const Key &key);
  const Value &operator[](const Key &key) const;
  Value *find(const Key &key) noexcept;
  bool contains(const Key &key) const noexcept;
  Iterator begin();
  ConstIterator begin() const;
  Iterator end();
  ConstIterator end() const;
  size_t size() const noexcept;
  bool is_empty() const noexcept;
  Value &insert(Key key, Value &&value);
  void erase(const Key &key);
  void clear();
  const std::vector<Item> &items() const noexcept;
  std::vector<Key> keys() const;
  std::vector<Value> values() const;

private:
  std::unordered_map<Key, size_t> index_;
  std::vector<Item> items_;
};

namespace serialize {
class InputArchive;
class OutputArchive;
} // namespace serialize

namespace nn {
class Module;
template <typename Contained> class ModuleHolder;
} // namespace nn

namespace detail {
template <typename M>
using is_module = std::is_base_of<torch::nn::Module, std::decay_t<M>>;
template <typename M, typename T = void>
using enable_if_module_t = std::enable_if_t<is_module<M>::value, T>;
struct ModuleHolderIndicator {};
template <typename T>
using is_module_holder =
    std::is_base_of<ModuleHolderIndicator, std::decay_t<T>>;
template <typename T, typename C>
struct is_module_holder_of : std::false_type {};
template <typename C>
struct is_module_holder_of<torch::nn::ModuleHolder<C>, C> : std::true_type {};
// Depends on the arguments, so that a holder of a module without forward()
// can be instantiated.
template <typename Dependent, typename C> struct first_of {
  using type = C;
};
template <typename C, typename... Args>
using return_type_of_forward_t =
    decltype(std::declval<typename first_of<std::tuple<Args...>, C>::type &>()
                 .forward(std::declval<Args>()...));
} // namespace detail

namespace nn {
class Module : public std::enable_shared_from_this<Module> {
public:
  using ModuleApplyFunction = std::function<void(Module &)>;
  using NamedModuleApplyFunction =
      std::function<void(const std::string &, Module &)>;

  explicit Module(std::string name);
  Module();
  Module(const Module &) = default;
  Module &operator=(const Module &) = default;
  Module(Module &&) noexcept = default;
  Module &operator=(Module &&) noexcept = default;
  virtual ~Module() = default;

  const std::string &name() const noexcept;
  virtual std::shared_ptr<Module>
  clone(const std::optional<Device> &device = std::nullopt) const;
  void apply(const ModuleApplyFunction &function);
  void apply(const NamedModuleApplyFunction &function,
             const std::string &name_prefix = std::string());
  std::vector<Tensor> parameters(bool recurse = true) const;
  OrderedDict<std::string, Tensor> named_parameters(bool recurse = true) const;
  std::vector<Tensor> buffers(bool recurse = true) const;
  OrderedDict<std::string, Tensor> named_buffers(bool recurse = true) const;
  std::vector<std::shared_ptr<Module>> modules(bool include_self = true) const;
  std::vector<std::shared_ptr<Module>> children() const;
  OrderedDict<std::string, std::shared_ptr<Module>> named_children() const;
  virtual void train(bool on = true);
  void eval();
  virtual bool is_training() const noexcept;
  virtual void to(Device device, Dtype dtype, bool non_blocking = false);
  virtual void to(Dtype dtype, bool non_blocking = false);
  virtual void to(Device device, bool non_blocking = false);
  virtual void zero_grad(bool set_to_none = true);
  template <typename ModuleType>
  typename ModuleType::ContainedType *as() noexcept;
  template <typename ModuleType,
            typename = std::enable_if_t<
                !torch::detail::is_module_holder<ModuleType>::value>>
  ModuleType *as() noexcept;
  virtual void save(serialize::OutputArchive &archive) const;
  virtual void load(serialize::InputArchive &archive);
  virtual void pretty_print(std::ostream &stream) const;

  Tensor &register_parameter(std::string name, Tensor tensor,
                             bool requires_grad = true);
  Tensor &register_buffer(std::string name, Tensor tensor);
  template <typename ModuleType>
  std::shared_ptr<ModuleType>
  register_module(std::string name, std::shared_ptr<ModuleType> module);
  template <typename ModuleType>
  std::shared_ptr<ModuleType>
  register_module(std::string name, ModuleHolder<ModuleType> module_holder);
  template <typename ModuleType>
  std::shared_ptr<ModuleType>
  replace_module(const std::string &name, std::shared_ptr<ModuleType> module);
  void unregister_module(const std::string &name);

protected:
  OrderedDict<std::string, Tensor> parameters_;

private:
  OrderedDict<std::string, Tensor> buffers_;
  OrderedDict<std::string, std::shared_ptr<Module>> children_;
  mutable std::optional<std::string> name_;
  bool is_training_{true};
};

template <typename Derived> class Cloneable : public Module {
public:
  using Module::Module;
  virtual void reset() = 0;
  std::shared_ptr<Module>
  clone(const std::optional<Device> &device = std::nullopt) const override;
};

template <typename Contained>
class ModuleHolder : torch::detail::ModuleHolderIndicator {
protected:
  std::shared_ptr<Contained> impl_;

public:
  using ContainedType = Contained;
  ModuleHolder() : impl_(default_construct()) {}
  ModuleHolder(std::nullptr_t) : impl_(nullptr) {}
  template <typename Head, typename... Tail,
            typename = std::enable_if_t<
                !(torch::detail::is_module_holder_of<std::decay_t<Head>,
                                                     ContainedType>::value &&
                  (sizeof...(Tail) == 0))>>
  explicit ModuleHolder(Head &&head, Tail &&...tail)
      : impl_(new Contained(std::forward<Head>(head),
                            std::forward<Tail>(tail)...)) {}
  ModuleHolder(std::shared_ptr<Contained> module) : impl_(std::move(module)) {}
  explicit operator bool() const noexcept { return !is_empty(); }
  Contained *operator->() { return get(); }
  const Contained *operator->() const { return get(); }
  Contained &operator*() { return *get(); }
  const Contained &operator*() const { return *get(); }
  const std::shared_ptr<Contained> &ptr() const { return impl_; }
  Contained *get() { return impl_.get(); }
  const Contained *get() const { return impl_.get(); }
  template <typename... Args>
  auto operator()(Args &&...args)
      -> torch::detail::return_type_of_forward_t<Contained, Args...> {
    return impl_->forward(::std::forward<Args>(args)...);
  }
  template <typename Arg> auto operator[](Arg &&arg) {
    return (*impl_)[::std::forward<Arg>(arg)];
  }
  bool is_empty() const noexcept { return impl_ == nullptr; }

private:
  template <typename T = Contained>
  std::shared_ptr<Contained> default_construct() {
    if constexpr (std::is_default_constructible_v<T>)
      return std::make_shared<Contained>();
    else
      return nullptr;
  }
};
} // namespace nn

namespace serialize {
class OutputArchive {
public:
  void write(const std::string &key, const Tensor &tensor,
             bool is_buffer = false);
  void save_to(const std::string &filename);
};
class InputArchive {
public:
  void read(const std::string &key, Tensor &tensor, bool is_buffer = false);
  void load_from(const std::string &filename);
};
} // namespace serialize

template <typename Value, typename... SaveToArgs>
void save(const Value &value, SaveToArgs &&...args);
template <typename Value, typename... LoadFromArgs>
void load(Value &value, LoadFromArgs &&...args);
} // namespace torch

#define TORCH_MODULE_IMPL(Name, ImplType)                                      \
  class Name : public torch::nn::ModuleHolder<ImplType> {                      \
  public:                                                                      \
    using torch::nn::ModuleHolder<ImplType>::ModuleHolder;                     \
    using Impl [[maybe_unused]] = ImplType;                                    \
  }
#define TORCH_MODULE(Name) TORCH_MODULE_IMPL(Name, Name##Impl)

#endif
