#include <torch/torch.h>

#include <algorithm>
#include <cstdint>
#include <iostream>
#include <memory>
#include <vector>

class IDetector {
public:
    virtual ~IDetector() {}
    virtual torch::Tensor detect(const torch::Tensor& image) = 0;  // returns [4] box
};

class CnnDetector : public IDetector {
public:
    CnnDetector()
        : backbone(torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 24, 5).stride(2)),
                   torch::nn::BatchNorm2d(24),
                   torch::nn::LeakyReLU(),
                   torch::nn::Conv2d(torch::nn::Conv2dOptions(24, 48, 3).stride(2)),
                   torch::nn::LeakyReLU(),
                   torch::nn::AdaptiveAvgPool2d(4),
                   torch::nn::Flatten()),
          regressor(48 * 16, 4)
    {
        backbone->eval();
        regressor->eval();
        torch::NoGradGuard no_grad;
        torch::nn::init::zeros_(regressor->bias);
    }

    torch::Tensor detect(const torch::Tensor& image) override
    {
        auto feat = backbone->forward(image.unsqueeze(0));
        return torch::sigmoid(regressor->forward(feat)).squeeze(0);
    }

private:
    torch::nn::Sequential backbone;
    torch::nn::Linear regressor;
};

struct Track {
    int id = 0;
    int missed = 0;
    std::vector<torch::Tensor> path;
};

class Tracker {
public:
    explicit Tracker(std::unique_ptr<IDetector> d) : detector(std::move(d)) { tracks.resize(1); }

    void onFrame(const torch::Tensor& image)
    {
        torch::Tensor box = detector->detect(image);
        auto best = std::min_element(tracks.begin(), tracks.end(), [&](const Track& a, const Track& b) {
            return cost(a, box) < cost(b, box);
        });
        extend(*best, box);
    }

    float pathLength() const
    {
        float len = 0;
        const auto& p = tracks.front().path;
        const std::size_t from = p.size() > 30 ? p.size() - 30 : 1;
        for (std::size_t i = from; i < p.size(); ++i)
            len += (p[i] - p[i - 1]).norm().item<float>();
        return len;
    }

private:
    static float cost(const Track& t, const torch::Tensor& box)
    {
        return t.path.empty() ? 0.f : (t.path.back() - box).abs().sum().item<float>();
    }

    static void extend(Track& t, const torch::Tensor& box)
    {
        t.missed = 0;
        t.path.push_back(box);  // WARN: unguarded-inference
    }

    std::unique_ptr<IDetector> detector;
    std::vector<Track> tracks;
};

int main()
{
    Tracker tracker(std::make_unique<CnnDetector>());
    for (std::uint64_t frame = 0; ; ++frame) {
        tracker.onFrame(torch::rand({3, 96, 96}));
        if (frame % 300 == 0)
            std::cout << "frame " << frame << " moved " << tracker.pathLength() << std::endl;
    }
}
