//===- mock_data.h - torch::data --------------------------------*- C++ -*-===//
//
// Datasets, the Stack collation and loaders that yield examples by reference.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_MOCK_TORCH_DATA_H
#define TORCHLEAK_MOCK_TORCH_DATA_H

#include "torch/mock_module.h"

namespace torch {
namespace data {
template <typename Data = Tensor, typename Target = Tensor> struct Example {
  using DataType = Data;
  using TargetType = Target;
  Example() = default;
  Example(Data data, Target target)
      : data(std::move(data)), target(std::move(target)) {}
  Data data;
  Target target;
};
template <typename Data> struct Example<Data, void> {
  Example() = default;
  Example(Data data) : data(std::move(data)) {}
  Data data;
};

struct DataLoaderOptions {
  DataLoaderOptions() = default;
  DataLoaderOptions(size_t batch_size);
  TORCH_ARG(size_t, batch_size) = 1;
  TORCH_ARG(size_t, workers) = 0;
  TORCH_ARG(bool, drop_last) = false;
};

namespace samplers {
class RandomSampler {
public:
  explicit RandomSampler(int64_t size);
};
class SequentialSampler {
public:
  explicit SequentialSampler(size_t size);
};
} // namespace samplers

namespace datasets {
template <typename S, typename T> class MapDataset;

template <typename Self, typename Batch = std::vector<Example<>>,
          typename BatchRequest = ArrayRef<size_t>>
class BatchDataset {
public:
  using BatchType = Batch;
  using BatchRequestType = BatchRequest;
  virtual ~BatchDataset() = default;
  virtual Batch get_batch(BatchRequest request) = 0;
  virtual std::optional<size_t> size() const = 0;
  template <typename T> MapDataset<Self, T> map(T transform) &;
  template <typename T> MapDataset<Self, T> map(T transform) &&;
};

template <typename Self, typename SingleExample = Example<>>
class Dataset : public BatchDataset<Self, std::vector<SingleExample>> {
public:
  using ExampleType = SingleExample;
  virtual ExampleType get(size_t index) = 0;
  std::vector<ExampleType> get_batch(ArrayRef<size_t> indices) override;
};

template <typename S, typename T>
class MapDataset
    : public BatchDataset<MapDataset<S, T>, typename T::OutputBatchType,
                          typename S::BatchRequestType> {
public:
  MapDataset(S dataset, T transform);
  typename T::OutputBatchType
  get_batch(typename S::BatchRequestType indices) override;
  std::optional<size_t> size() const noexcept override;
};

class MNIST : public Dataset<MNIST> {
public:
  enum class Mode { kTrain, kTest };
  explicit MNIST(const std::string &root, Mode mode = Mode::kTrain);
  Example<> get(size_t index) override;
  std::optional<size_t> size() const override;
  const Tensor &images() const;
  const Tensor &targets() const;
};
} // namespace datasets

namespace transforms {
template <typename E = Example<>> struct Stack {
  using OutputBatchType = E;
};
template <typename Target = Tensor> struct Normalize {
  using OutputBatchType = std::vector<Example<Tensor, Target>>;
  Normalize(ArrayRef<double> mean, ArrayRef<double> stddev);
};
} // namespace transforms

template <typename Batch> class Iterator {
public:
  Iterator &operator++();
  Batch &operator*();
  Batch *operator->();
  bool operator==(const Iterator &other) const;
  bool operator!=(const Iterator &other) const;
};

template <typename Dataset, typename Sampler> class StatelessDataLoader {
public:
  using BatchType = typename Dataset::BatchType;
  Iterator<BatchType> begin();
  Iterator<BatchType> end();
};

template <typename Dataset, typename Sampler>
std::unique_ptr<StatelessDataLoader<Dataset, Sampler>>
make_data_loader(Dataset dataset, Sampler sampler, DataLoaderOptions options);
template <typename Sampler = samplers::RandomSampler, typename Dataset>
std::unique_ptr<StatelessDataLoader<Dataset, Sampler>>
make_data_loader(Dataset dataset,
                 DataLoaderOptions options = DataLoaderOptions());
} // namespace data
} // namespace torch

#endif
