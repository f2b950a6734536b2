#include <torch/torch.h>

#include <cstdint>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace serving {

struct Request {
    std::string path;
    uint32_t client;
    std::vector<float> payload;
};

struct Response {
    int status = 200;
    std::vector<float> body;
};

class Endpoint {
public:
    virtual ~Endpoint() = default;
    virtual std::size_t inputSize() const = 0;
    virtual Response handle(const Request& request) = 0;
};

class GazeNetImpl : public torch::nn::Module {
public:
    GazeNetImpl() {
        encode = register_module("encode", torch::nn::Linear(64, 96));
        cell = register_module("cell", torch::nn::GRUCell(96, 96));
        decode = register_module("decode", torch::nn::Linear(96, 2));
    }
    torch::nn::Linear encode{nullptr}, decode{nullptr};
    torch::nn::GRUCell cell{nullptr};
};
TORCH_MODULE(GazeNet);

class GazeEndpoint : public Endpoint {
public:
    GazeEndpoint() : staging(torch::zeros({1, 64})) { net->eval(); }

    std::size_t inputSize() const override { return 64; }

    Response handle(const Request& request) override {
        staging.copy_(torch::tensor(request.payload).view({1, 64}));

        torch::Tensor& memory = memories[request.client % kSlots];
        if (!memory.defined()) memory = torch::zeros({1, 96});

        auto features = torch::relu(net->encode->forward(staging));
        memory = net->cell->forward(features, memory);
        auto gaze = torch::tanh(net->decode->forward(memory)).squeeze(0);

        Response response;
        response.body = {gaze[0].item<float>(), gaze[1].item<float>()};
        return response;
    }

private:
    static constexpr uint32_t kSlots = 32;
    GazeNet net;
    torch::Tensor staging;
    std::map<uint32_t, torch::Tensor> memories;
};

class HealthEndpoint : public Endpoint {
public:
    std::size_t inputSize() const override { return 0; }
    Response handle(const Request&) override {
        Response r;
        r.body.push_back(static_cast<float>(++served));
        return r;
    }

private:
    uint64_t served = 0;
};

class Dispatcher {
public:
    using Source = std::function<bool(Request&)>;

    void mount(const std::string& path, std::unique_ptr<Endpoint> endpoint) { routes[path] = std::move(endpoint); }

    uint64_t pump(const Source& next) {
        torch::NoGradGuard noGrad;
        uint64_t handled = 0;
        Request request;
        while (next(request)) {
            const Response response = dispatch(request);
            if (response.status != 200) std::cerr << request.path << " -> " << response.status << '\n';
            if (++handled % 10000 == 0) std::cout << handled << " requests\n";
        }
        return handled;
    }

private:
    Response dispatch(const Request& request) {
        auto route = routes.find(request.path);
        if (route == routes.end()) return {404, {}};
        if (request.payload.size() != route->second->inputSize()) return {400, {}};
        return route->second->handle(request);
    }

    std::map<std::string, std::unique_ptr<Endpoint>> routes;
};

}  // namespace serving

int main(int argc, char** argv) {
    serving::Dispatcher dispatcher;
    dispatcher.mount("/gaze", std::make_unique<serving::GazeEndpoint>());
    dispatcher.mount("/health", std::make_unique<serving::HealthEndpoint>());

    const uint64_t budget = argc > 1 ? std::stoull(argv[1]) : 100000000ULL;
    uint64_t produced = 0;
    dispatcher.pump([&](serving::Request& request) {
        request.client = static_cast<uint32_t>(produced % 7);
        const bool probe = produced % 50 == 0;
        request.path = probe ? "/health" : "/gaze";
        request.payload.assign(probe ? 0 : 64, 0.01f * static_cast<float>(produced % 100));
        return produced++ < budget;
    });
    return 0;
}
