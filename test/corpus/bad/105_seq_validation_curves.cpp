#include <torch/torch.h>
#include <iostream>
#include <vector>

struct Tagger : torch::nn::Module {
    Tagger(int64_t vocab, int64_t tags)
        : emb(register_module("emb", torch::nn::Embedding(vocab, 64))),
          rnn(register_module("rnn", torch::nn::LSTM(torch::nn::LSTMOptions(64, 64).batch_first(true)))),
          out(register_module("out", torch::nn::Linear(64, tags))) {}
    torch::Tensor forward(torch::Tensor ids) {
        auto enc = std::get<0>(rnn->forward(emb(ids)));
        return out(enc);
    }
    torch::nn::Embedding emb;
    torch::nn::LSTM rnn;
    torch::nn::Linear out;
};

struct Batch { torch::Tensor ids, tags; };

class TaggerTrainer {
public:
    explicit TaggerTrainer(std::shared_ptr<Tagger> m) : model(std::move(m)), optimizer(model->parameters(), 1e-3) {}

    void run(const std::vector<Batch>& trainSet, const std::vector<Batch>& validSet, int epochs) {
        for (int e = 0; e < epochs; e++) {
            model->train();
            for (const auto& b : trainSet) {
                optimizer.zero_grad();
                criterion(b).backward();
                optimizer.step();
            }
            validate(validSet);
            std::cout << "epoch " << e << " valid " << validLosses.back().item<float>() << std::endl;
        }
    }

private:
    torch::Tensor criterion(const Batch& b) {
        auto logits = model->forward(b.ids);
        return torch::nn::functional::cross_entropy(logits.flatten(0, 1), b.tags.flatten());
    }

    void validate(const std::vector<Batch>& validSet) {
        model->eval();
        for (const auto& b : validSet) {
            auto l = criterion(b);
            validLosses.emplace_back(l); // WARN: graph-in-container
        }
    }

    std::shared_ptr<Tagger> model;
    torch::optim::Adam optimizer;
    std::vector<torch::Tensor> validLosses;
};

int main() {
    std::vector<Batch> tr, va;
    for (int i = 0; i < 100; i++)
        (i % 5 ? tr : va).push_back({torch::randint(500, {16, 20}, torch::kLong), torch::randint(9, {16, 20}, torch::kLong)});
    TaggerTrainer(std::make_shared<Tagger>(500, 9)).run(tr, va, 100);
}
