//===- mock_optim.h - torch::optim ------------------------------*- C++ -*-===//

#ifndef TORCHLEAK_MOCK_TORCH_OPTIM_H
#define TORCHLEAK_MOCK_TORCH_OPTIM_H

#include "torch/mock_module.h"

namespace torch {
namespace optim {
class OptimizerParamState {
public:
  virtual ~OptimizerParamState() = default;
};
class OptimizerOptions {
public:
  virtual ~OptimizerOptions() = default;
  virtual double get_lr() const;
  virtual void set_lr(const double lr);
};
class OptimizerParamGroup {
public:
  OptimizerParamGroup(const OptimizerParamGroup &param_group);
  OptimizerParamGroup(std::vector<Tensor> params);
  OptimizerParamGroup(std::vector<Tensor> params,
                      std::unique_ptr<OptimizerOptions> options);
  OptimizerOptions &options();
  std::vector<Tensor> &params();

protected:
  std::vector<Tensor> params_;
  std::unique_ptr<OptimizerOptions> options_;
};

class Optimizer {
public:
  Optimizer(const Optimizer &optimizer) = delete;
  Optimizer(Optimizer &&optimizer) = default;
  virtual ~Optimizer() = default;
  using LossClosure = std::function<Tensor()>;
  virtual Tensor step(LossClosure closure = nullptr) = 0;
  void add_param_group(const OptimizerParamGroup &param_group);
  void zero_grad(bool set_to_none = true);
  std::vector<OptimizerParamGroup> &param_groups() noexcept;
  ska::flat_hash_map<void *, std::unique_ptr<OptimizerParamState>> &
  state() noexcept;

protected:
  Optimizer();
  std::vector<OptimizerParamGroup> param_groups_;
};

struct SGDOptions : OptimizerOptions {
  SGDOptions(double lr);
  TORCH_ARG(double, lr);
  TORCH_ARG(double, momentum) = 0;
  TORCH_ARG(double, weight_decay) = 0;
};
struct AdamOptions : OptimizerOptions {
  AdamOptions(double lr = 1e-3);
  TORCH_ARG(double, lr) = 1e-3;
  typedef std::tuple<double, double> betas_t;
  TORCH_ARG(betas_t, betas) = std::make_tuple(0.9, 0.999);
  TORCH_ARG(double, weight_decay) = 0;
};
struct AdamWOptions : OptimizerOptions {
  AdamWOptions(double lr = 1e-3);
  TORCH_ARG(double, lr) = 1e-3;
  TORCH_ARG(double, weight_decay) = 1e-2;
};
struct RMSpropOptions : OptimizerOptions {
  RMSpropOptions(double lr = 1e-2);
  TORCH_ARG(double, lr) = 1e-2;
};
struct LBFGSOptions : OptimizerOptions {
  LBFGSOptions(double lr = 1);
  TORCH_ARG(double, lr) = 1;
  TORCH_ARG(int64_t, max_iter) = 20;
};

class SGD : public Optimizer {
public:
  explicit SGD(const std::vector<OptimizerParamGroup> &param_groups,
               SGDOptions defaults);
  explicit SGD(std::vector<Tensor> params, SGDOptions defaults);
  Tensor step(LossClosure closure = nullptr) override;
};
class Adam : public Optimizer {
public:
  explicit Adam(const std::vector<OptimizerParamGroup> &param_groups,
                AdamOptions defaults = {});
  explicit Adam(std::vector<Tensor> params, AdamOptions defaults = {});
  Tensor step(LossClosure closure = nullptr) override;
};
class AdamW : public Optimizer {
public:
  explicit AdamW(std::vector<Tensor> params, AdamWOptions defaults = {});
  Tensor step(LossClosure closure = nullptr) override;
};
class RMSprop : public Optimizer {
public:
  explicit RMSprop(std::vector<Tensor> params, RMSpropOptions defaults = {});
  Tensor step(LossClosure closure = nullptr) override;
};
class LBFGS : public Optimizer {
public:
  explicit LBFGS(std::vector<Tensor> params, LBFGSOptions defaults = {});
  Tensor step(LossClosure closure) override;
};
class StepLR {
public:
  StepLR(Optimizer &optimizer, const unsigned step_size,
         const double gamma = 0.1);
  void step();
};
} // namespace optim
} // namespace torch

#endif
