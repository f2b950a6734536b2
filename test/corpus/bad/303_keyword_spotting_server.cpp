#include <torch/torch.h>

#include <iostream>
#include <memory>
#include <random>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

constexpr int64_t kFrames = 20;
constexpr int64_t kMel = 40;

struct Chunk {
    std::string session;
    std::vector<float> features;   // kFrames x kMel, row major
};

struct Reply {
    int64_t keyword = -1;
    float score = 0.f;
};

class StreamHandler {
public:
    virtual ~StreamHandler() = default;
    virtual void onOpen(const std::string& session) = 0;
    virtual Reply onChunk(const Chunk& chunk) = 0;
    virtual void onClose(const std::string& session) = 0;
};

struct SpotterNetImpl : torch::nn::Module {
    torch::nn::GRU rnn{nullptr};
    torch::nn::Linear head{nullptr};

    explicit SpotterNetImpl(int64_t keywords) {
        rnn = register_module("rnn", torch::nn::GRU(torch::nn::GRUOptions(kMel, 128).num_layers(2).batch_first(true)));
        head = register_module("head", torch::nn::Linear(128, keywords));
    }

    std::pair<torch::Tensor, torch::Tensor> forward(const torch::Tensor& x, const torch::Tensor& h) {
        torch::Tensor out, next;
        std::tie(out, next) = rnn->forward(x, h);
        return {head->forward(out.select(1, -1)), next};
    }
};
TORCH_MODULE(SpotterNet);

class KeywordSpotter final : public StreamHandler {
public:
    explicit KeywordSpotter(int64_t keywords) : net_(keywords) { net_->eval(); }

    void onOpen(const std::string& session) override {
        sessions_[session].hidden = torch::zeros({2, 1, 128});
    }

    Reply onChunk(const Chunk& chunk) override {
        auto& session = sessions_.at(chunk.session);
        auto x = torch::tensor(chunk.features).view({1, kFrames, kMel});
        torch::Tensor logits;
        std::tie(logits, session.hidden) = net_->forward(x, session.hidden);  // WARN: recurrent-state
        ++session.chunks;

        auto probs = torch::softmax(logits, -1).squeeze(0);
        Reply reply;
        reply.keyword = probs.argmax().item<int64_t>();
        reply.score = probs[reply.keyword].item<float>();
        return reply;
    }

    void onClose(const std::string& session) override { sessions_.erase(session); }

private:
    struct Session {
        torch::Tensor hidden;
        int64_t chunks = 0;
    };
    SpotterNet net_;
    std::unordered_map<std::string, Session> sessions_;
};

class FakeMicrophone {
public:
    explicit FakeMicrophone(std::string name) : name_(std::move(name)) {}
    Chunk next() {
        Chunk c;
        c.session = name_;
        c.features.resize(kFrames * kMel);
        for (auto& f : c.features) f = dist_(gen_);
        return c;
    }
    const std::string& name() const { return name_; }

private:
    std::string name_;
    std::mt19937 gen_{42};
    std::normal_distribution<float> dist_{0.f, 1.f};
};

int main() {
    std::unique_ptr<StreamHandler> handler = std::make_unique<KeywordSpotter>(12);
    std::vector<FakeMicrophone> mics;
    for (const char* room : {"kitchen", "hall", "office"}) mics.emplace_back(room);
    for (auto& m : mics) handler->onOpen(m.name());

    for (uint64_t tick = 0;; ++tick) {
        for (auto& m : mics) {
            const Reply r = handler->onChunk(m.next());
            if (r.score > 0.95f) std::cout << m.name() << ": keyword " << r.keyword << "\n";
        }
        if (tick % 1000 == 0) std::cout << "tick " << tick << std::endl;
    }
}
