#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

// Stacked GRU cells trained with truncated back-propagation through time.
typedef std::vector<torch::Tensor> States;

struct CharRnnImpl : torch::nn::Module {
    CharRnnImpl(int64_t vocab, int64_t hidden, int layers) : hidden(hidden) {
        embed = register_module("embed", torch::nn::Embedding(vocab, hidden));
        cells = register_module("cells", torch::nn::ModuleList());
        for (int i = 0; i < layers; ++i) cells->push_back(torch::nn::GRUCell(hidden, hidden));
        decode = register_module("decode", torch::nn::Linear(hidden, vocab));
    }

    States init(int64_t batch) const {
        States s;
        std::generate_n(std::back_inserter(s), cells->size(), [&] { return torch::zeros({batch, hidden}); });
        return s;
    }

    torch::Tensor forward(const torch::Tensor& tok, States& s) {
        auto x = embed(tok);
        for (std::size_t i = 0; i < cells->size(); ++i) {
            s[i] = cells->ptr(i)->as<torch::nn::GRUCell>()->forward(x, s[i]);
            x = s[i];
        }
        return decode(x);
    }

    int64_t hidden;
    torch::nn::Embedding embed{nullptr};
    torch::nn::ModuleList cells{nullptr};
    torch::nn::Linear decode{nullptr};
};
TORCH_MODULE(CharRnn);

void repackage(States& s) {
    std::transform(s.begin(), s.end(), s.begin(), [](const torch::Tensor& t) { return t.detach(); });
}

class TextStream {
public:
    explicit TextStream(std::string text) : text(std::move(text)) {}
    torch::Tensor next(int64_t batch) {
        std::vector<int64_t> v(batch);
        for (int64_t b = 0; b < batch; ++b)
            v[b] = static_cast<unsigned char>(text[(pos + b * 13) % text.size()]) & 127;
        ++pos;
        return torch::tensor(v, torch::kLong);
    }
private:
    std::string text;
    std::size_t pos = 0;
};

int main() {
    const int64_t batch = 16;
    const int window = 20;
    CharRnn net(128, 96, 2);
    torch::optim::Adam opt(net->parameters(), torch::optim::AdamOptions(2e-3));
    TextStream stream("the quick brown fox jumps over the lazy dog while the cat sleeps. ");

    auto states = net->init(batch);
    auto cur = stream.next(batch);
    auto window_loss = torch::zeros({});
    double smooth = std::log(128.0);
    for (long t = 1;; ++t) {
        auto nxt = stream.next(batch);
        window_loss = window_loss + torch::nn::functional::cross_entropy(net->forward(cur, states), nxt);
        cur = nxt;

        if (t % window != 0) continue;
        opt.zero_grad();
        window_loss.backward();
        torch::nn::utils::clip_grad_norm_(net->parameters(), 1.0);
        opt.step();
        smooth = 0.95 * smooth + 0.05 * window_loss.item<double>() / window;
        window_loss = torch::zeros({});
        repackage(states);
        if (t % 2000 == 0) std::cout << t << " loss/char " << smooth << "\n";
    }
}
