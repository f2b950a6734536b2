#include <torch/torch.h>
#include <iostream>

// A signed distance function of a shape, with the eikonal term: the gradient's length is one.
struct SdfImpl : torch::nn::Module {
  SdfImpl() {
    first = register_module("first", torch::nn::Linear(3, 128));
    second = register_module("second", torch::nn::Linear(128, 128));
    last = register_module("last", torch::nn::Linear(128, 1));
  }
  torch::Tensor forward(const torch::Tensor& p) {
    auto h = torch::softplus(first(p), 100);
    h = torch::softplus(second(h), 100);
    return last(h);
  }
  torch::nn::Linear first{nullptr}, second{nullptr}, last{nullptr};
};
TORCH_MODULE(Sdf);

struct Losses {
  double surface = 0;
  double eikonal = 0;
};

template <typename Shape>
class SurfaceFit {
 public:
  explicit SurfaceFit(Shape shape) : shape_(shape), optimizer_(sdf_->parameters(), 5e-4) {}

  Losses iterate() {
    auto on = shape_.sample(512);
    auto surface = sdf_->forward(on).abs().mean();
    auto eikonal = (normals(volume(512)).norm(2, 1) - 1).pow(2).mean();
    optimizer_.zero_grad();
    (surface + 0.1 * eikonal).backward();
    optimizer_.step();
    return {surface.template item<double>(), eikonal.template item<double>()};
  }

 private:
  static torch::Tensor volume(int64_t n) { return torch::rand({n, 3}) * 2 - 1; }

  torch::Tensor normals(torch::Tensor points) {
    points.set_requires_grad(true);
    auto distance = sdf_->forward(points).sum();
    distance.backward({}, true, true);  // WARN: create-graph-cycle
    return points.grad();
  }

  Shape shape_;
  Sdf sdf_;
  torch::optim::Adam optimizer_;
};

struct Sphere {
  double radius;
  torch::Tensor sample(int64_t n) const {
    auto direction = torch::randn({n, 3});
    return radius * direction / direction.norm(2, 1, true);
  }
};

int main() {
  SurfaceFit<Sphere> fit(Sphere{0.6});
  for (int64_t i = 0; i < 1000000; ++i) {
    Losses losses = fit.iterate();
    if (i % 500 == 0) std::cout << i << ": " << losses.surface << ", " << losses.eikonal << std::endl;
  }
}
