#include <torch/torch.h>

#include <cstdint>
#include <iostream>
#include <vector>

struct FilterOptions {
    int64_t channels = 8;
    int64_t window = 64;
    int64_t gestures = 10;
    double inertia = 0.85;
    int warmupRuns = 3;
};

class GestureNetImpl : public torch::nn::Module {
public:
    explicit GestureNetImpl(const FilterOptions& o) {
        conv1 = register_module("conv1", torch::nn::Conv1d(torch::nn::Conv1dOptions(o.channels, 32, 5).padding(2)));
        conv2 = register_module("conv2", torch::nn::Conv1d(torch::nn::Conv1dOptions(32, 64, 5).padding(2)));
        classify = register_module("classify", torch::nn::Linear(64, o.gestures));
    }

    torch::Tensor forward(torch::Tensor signal) {
        signal = torch::relu(conv1->forward(signal));
        signal = torch::relu(conv2->forward(signal));
        return classify->forward(signal.mean(-1));
    }

    torch::nn::Conv1d conv1{nullptr}, conv2{nullptr};
    torch::nn::Linear classify{nullptr};
};
TORCH_MODULE(GestureNet);

class GestureFilter {
public:
    explicit GestureFilter(const FilterOptions& options);
    int64_t update(const torch::Tensor& window);
    float confidence() const;
    uint64_t updates() const { return count; }

private:
    void initialise();
    void freeze();

    FilterOptions opts;
    GestureNet net;
    torch::Tensor belief;
    uint64_t count = 0;
};

GestureFilter::GestureFilter(const FilterOptions& options) : opts(options), net(options) {
    net->eval();
    torch::NoGradGuard noGrad;
    initialise();
    for (int i = 0; i < opts.warmupRuns; ++i) {
        net->forward(torch::zeros({1, opts.channels, opts.window}));
    }
    freeze();
}

void GestureFilter::initialise() {
    for (auto& item : net->named_parameters()) {
        if (item.value().dim() > 1) {
            torch::nn::init::kaiming_normal_(item.value());
        } else {
            item.value().zero_();
        }
    }
}

void GestureFilter::freeze() {
    for (auto& p : net->parameters()) {
        p.set_requires_grad(false);
    }
}

int64_t GestureFilter::update(const torch::Tensor& window) {
    auto scores = net->forward(window.unsqueeze(0)).softmax(-1).squeeze(0);
    if (belief.defined()) {
        belief = scores.lerp(belief, opts.inertia);
    } else {
        belief = scores;
    }
    ++count;
    return belief.argmax().item<int64_t>();
}

float GestureFilter::confidence() const {
    return belief.defined() ? belief.max().item<float>() : 0.f;
}

int main() {
    FilterOptions options;
    GestureFilter filter(options);
    std::vector<uint64_t> histogram(options.gestures, 0);

    while (true) {
        const auto sample = torch::randn({options.channels, options.window});
        ++histogram[filter.update(sample)];
        if (filter.updates() % 5000 == 0) {
            std::cout << "updates " << filter.updates() << " confidence " << filter.confidence() << " counts";
            for (const auto n : histogram) std::cout << ' ' << n;
            std::cout << std::endl;
        }
    }
}
