#include <torch/torch.h>

#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

// Metrics are evaluated only when somebody looks at them: .item() forces a device sync.
class LazyMetrics {
public:
    using Getter = std::function<double()>;

    static LazyMetrics& instance() {
        static LazyMetrics m;
        return m;
    }

    template <class F>
    void set(const std::string& key, F&& getter) { current_[key] = std::forward<F>(getter); }

    template <class F>
    void defer(F&& f) { pending_.emplace_back(std::forward<F>(f)); }

    void flush() {
        std::vector<std::function<void()>> work;
        work.swap(pending_);
        for (auto& w : work) w();
    }

    double last(const std::string& key) const {
        auto it = current_.find(key);
        return it == current_.end() ? 0.0 : it->second();
    }

private:
    LazyMetrics() = default;
    std::unordered_map<std::string, Getter> current_;
    std::vector<std::function<void()>> pending_;
};

struct Block : torch::nn::Module {
    explicit Block(int64_t d)
        : ln(register_module("ln", torch::nn::LayerNorm(torch::nn::LayerNormOptions({d})))),
          up(register_module("up", torch::nn::Linear(d, 4 * d))),
          down(register_module("down", torch::nn::Linear(4 * d, d))) {}
    torch::Tensor forward(const torch::Tensor& x) { return x + down(torch::gelu(up(ln(x)))); }

    torch::nn::LayerNorm ln;
    torch::nn::Linear up, down;
};

struct TinyMixerImpl : torch::nn::Module {
    TinyMixerImpl(int64_t vocab, int64_t d, int n) {
        tok = register_module("tok", torch::nn::Embedding(vocab, d));
        blocks = register_module("blocks", torch::nn::ModuleList());
        for (int i = 0; i < n; ++i) blocks->push_back(std::make_shared<Block>(d));
        out = register_module("out", torch::nn::Linear(d, vocab));
    }
    torch::Tensor forward(const torch::Tensor& ids) {
        auto x = tok(ids);
        for (auto& m : *blocks) x = m->as<Block>()->forward(x);
        return out(x);
    }
    torch::nn::Embedding tok{nullptr};
    torch::nn::ModuleList blocks{nullptr};
    torch::nn::Linear out{nullptr};
};
TORCH_MODULE(TinyMixer);

static void train_one(TinyMixer& net, torch::optim::Optimizer& opt, const torch::Tensor& ids, double& correct) {
    auto logits = net->forward(ids.slice(1, 0, -1));
    auto target = ids.slice(1, 1);
    auto loss = torch::nn::functional::cross_entropy(logits.reshape({-1, logits.size(-1)}), target.reshape(-1));
    opt.zero_grad();
    loss.backward();
    opt.step();

    auto& metrics = LazyMetrics::instance();
    metrics.set("loss", [loss] { return loss.item<double>(); });
    metrics.defer([logits, target, &correct] {
        correct = logits.argmax(-1).eq(target).to(torch::kFloat).mean().item<double>();
    });
}

int main() {
    constexpr int64_t vocab = 97;
    TinyMixer net(vocab, 48, 3);
    torch::optim::AdamW opt(net->parameters(), torch::optim::AdamWOptions(3e-4).weight_decay(0.01));
    double correct = 0.0;
    for (long it = 1;; ++it) {
        auto start = torch::randint(0, vocab, {8, 1}, torch::kLong);
        auto ids = (start + torch::arange(33)).remainder(vocab);
        train_one(net, opt, ids, correct);
        if (it % 10 == 0) LazyMetrics::instance().flush();
        if (it % 100 == 0)
            std::cout << it << " loss " << LazyMetrics::instance().last("loss") << " acc " << correct << "\n";
    }
}
