//===- mock_ivalue.h - c10::IValue, lists, futures --------------*- C++ -*-===//
//
// The boxed values of TorchScript, as far as user code touches them.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_MOCK_ATEN_IVALUE_H
#define TORCHLEAK_MOCK_ATEN_IVALUE_H

#include "ATen/mock_functions.h"

namespace c10 {
struct IValue;

// What [] and * of a List give: a proxy that converts.
template <class T> class ListElementReference final {
public:
  operator T() const;
  ListElementReference &operator=(const T &new_value) &&;
  ListElementReference(const ListElementReference &) = delete;
  ListElementReference(ListElementReference &&) noexcept = default;
  T get() const;
};
template <class T> class ListIterator final {
public:
  ListElementReference<T> operator*() const;
  ListIterator &operator++();
  bool operator!=(const ListIterator &other) const;
};

template <class T> class List final {
public:
  using iterator = ListIterator<T>;
  List();
  List(std::initializer_list<T> initial_values);
  T get(size_t pos) const;
  T operator[](size_t pos) const;
  ListElementReference<T> operator[](size_t pos);
  void push_back(const T &value) const;
  void push_back(T &&value) const;
  void clear() const;
  size_t size() const;
  bool empty() const;
  iterator begin() const;
  iterator end() const;
  std::vector<T> vec() const;
};

template <class Key, class Value> class Dict final {
public:
  Dict();
  Value at(const Key &key) const;
  bool contains(const Key &key) const;
  void insert(const Key &key, const Value &value) const;
  size_t erase(const Key &key) const;
  void clear() const;
  size_t size() const;
};

namespace ivalue {
// No std::vector: short tuples are stored inline.
struct TupleElements {
  using iterator = IValue *;
  using const_iterator = const IValue *;
  size_t size() const;
  bool empty() const;
  const IValue &operator[](size_t idx) const;
  IValue &operator[](size_t idx);
  const IValue &at(size_t idx) const;
  const_iterator begin() const;
  const_iterator end() const;
  const IValue &back() const;
  std::vector<IValue> vec() const &;
  operator std::vector<IValue>() const;
};
struct Tuple : intrusive_ptr_target {
  const TupleElements &elements() const &;
  TupleElements elements() &&;
  static intrusive_ptr<Tuple> create(std::vector<IValue> elements_);
};

struct Future final : intrusive_ptr_target {
  void wait();
  void markCompleted();
  void markCompleted(IValue value);
  IValue value();
  bool completed() const;
  void addCallback(std::function<void(Future &)> callback,
                   bool uses_future = true);
};
} // namespace ivalue

struct IValue final {
  IValue();
  IValue(at::Tensor t);
  IValue(double d);
  IValue(int64_t i);
  IValue(int32_t i);
  IValue(bool b);
  IValue(std::string v);
  IValue(const char *v);
  IValue(std::vector<at::Tensor> v);
  IValue(c10::List<at::Tensor> v);
  IValue(intrusive_ptr<ivalue::Tuple> v);
  IValue(std::vector<IValue> v);
  template <typename... Args> IValue(const std::tuple<Args...> &t);
  bool isTensor() const;
  bool isTuple() const;
  bool isList() const;
  bool isNone() const;
  bool isTensorList() const;
  at::Tensor toTensor() &&;
  at::Tensor &toTensor() &;
  const at::Tensor &toTensor() const &;
  double toDouble() const;
  int64_t toInt() const;
  bool toBool() const;
  intrusive_ptr<ivalue::Tuple> toTuple() &&;
  intrusive_ptr<ivalue::Tuple> toTuple() const &;
  ivalue::Tuple &toTupleRef() const;
  c10::List<at::Tensor> toTensorList() const &;
  std::vector<at::Tensor> toTensorVector() const;
  c10::List<IValue> toList() const &;
  c10::ArrayRef<IValue> toListRef() const;
  c10::Dict<IValue, IValue> toGenericDict() const &;
  const std::string &toStringRef() const;
};
} // namespace c10

namespace torch {
using c10::IValue;
class CustomClassHolder : public c10::intrusive_ptr_target {};
} // namespace torch

#endif
