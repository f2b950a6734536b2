#include <torch/torch.h>

#include <cstdint>
#include <deque>
#include <iostream>
#include <memory>

class Detector {
public:
    virtual ~Detector() {}

    torch::Tensor detect(const torch::Tensor& image)
    {
        c10::InferenceMode inference;
        return run(image.unsqueeze(0)).squeeze(0);
    }

private:
    virtual torch::Tensor run(const torch::Tensor& batch) = 0;
};

class CnnDetector : public Detector {
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
        run(torch::zeros({1, 3, 96, 96}));  // warm-up
    }

private:
    torch::Tensor run(const torch::Tensor& batch) override
    {
        auto feat = backbone->forward(batch);
        return torch::sigmoid(regressor->forward(feat));
    }

    torch::nn::Sequential backbone;
    torch::nn::Linear regressor;
};

class SmoothTrack {
public:
    void extend(const torch::Tensor& box)
    {
        auto filtered = path_.empty() ? box : path_.back() * 0.7 + box * 0.3;
        path_.push_back(filtered);
        if (path_.size() > kKeep) path_.pop_front();
    }

    float length() const
    {
        float len = 0;
        for (std::size_t i = 1; i < path_.size(); ++i)
            len += (path_[i] - path_[i - 1]).norm().item<float>();
        return len;
    }

private:
    static constexpr std::size_t kKeep = 30;
    std::deque<torch::Tensor> path_;
};

class Tracker {
public:
    explicit Tracker(std::unique_ptr<Detector> d) : detector(std::move(d)) {}
    void onFrame(const torch::Tensor& image) { track.extend(detector->detect(image)); }
    float moved() const { return track.length(); }

private:
    std::unique_ptr<Detector> detector;
    SmoothTrack track;
};

int main()
{
    Tracker tracker(std::make_unique<CnnDetector>());
    for (std::uint64_t frame = 0; ; ++frame) {
        tracker.onFrame(torch::rand({3, 96, 96}));
        if (frame % 300 == 0)
            std::cout << "frame " << frame << " moved " << tracker.moved() << std::endl;
    }
}
