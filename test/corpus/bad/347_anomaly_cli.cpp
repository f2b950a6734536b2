#include <torch/torch.h>

#include <cstdlib>
#include <cstring>
#include <iostream>
#include <list>
#include <string>

struct Options {
    int64_t height = 64;
    int64_t width = 64;
    double threshold = 1.02;
    std::string weights;
};

static Options parse(int argc, char** argv) {
    Options o;
    for (int i = 1; i + 1 < argc; i += 2) {
        if (!std::strcmp(argv[i], "--threshold")) o.threshold = std::atof(argv[i + 1]);
        else if (!std::strcmp(argv[i], "--weights")) o.weights = argv[i + 1];
        else if (!std::strcmp(argv[i], "--size")) o.height = o.width = std::atoi(argv[i + 1]);
        else std::cerr << "unknown option " << argv[i] << "\n";
    }
    return o;
}

struct AutoencoderImpl : torch::nn::Module {
    AutoencoderImpl() {
        using namespace torch::nn;
        enc = register_module("enc", Sequential(
            Conv2d(Conv2dOptions(3, 16, 3).stride(2).padding(1)), ReLU(),
            Conv2d(Conv2dOptions(16, 32, 3).stride(2).padding(1)), ReLU()));
        dec = register_module("dec", Sequential(
            ConvTranspose2d(ConvTranspose2dOptions(32, 16, 4).stride(2).padding(1)), ReLU(),
            ConvTranspose2d(ConvTranspose2dOptions(16, 3, 4).stride(2).padding(1))));
    }
    torch::Tensor forward(torch::Tensor x) { return dec->forward(enc->forward(x)); }
    torch::nn::Sequential enc{nullptr}, dec{nullptr};
};
TORCH_MODULE(Autoencoder);

struct Finding {
    int64_t frame;
    torch::Tensor score;
};

bool operator<(const Finding& a, const Finding& b) {
    return a.score.item<double>() < b.score.item<double>();
}

class Inspector {
public:
    explicit Inspector(const Options& opt) : opt_(opt) {
        if (!opt_.weights.empty()) torch::load(model_, opt_.weights);
        model_->eval();
    }

    bool inspect(int64_t id, const torch::Tensor& frame) {
        auto input = frame.unsqueeze(0);
        auto recon = model_->forward(input);
        auto score = (recon - input).pow(2).mean();
        const bool bad = score.item<double>() > opt_.threshold;
        if (bad)
            findings_.push_back({id, score});  // WARN: unguarded-inference
        return bad;
    }

    const std::list<Finding>& findings() const { return findings_; }

private:
    Options opt_;
    Autoencoder model_;
    std::list<Finding> findings_;
};

int main(int argc, char** argv) {
    const Options opt = parse(argc, argv);
    Inspector inspector(opt);
    for (int64_t id = 0;; ++id) {
        auto frame = torch::randn({3, opt.height, opt.width}) * (1.0 + 0.1 * torch::rand({1}));
        inspector.inspect(id, frame);
        if (id % 1000 == 999 && !inspector.findings().empty()) {
            const Finding* worst = &inspector.findings().front();
            for (const auto& f : inspector.findings())
                if (*worst < f) worst = &f;
            std::cout << "worst frame " << worst->frame << " of " << inspector.findings().size() << "\n";
        }
    }
}
