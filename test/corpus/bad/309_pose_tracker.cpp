#include <torch/torch.h>

#include <cstdint>
#include <iostream>
#include <vector>

// ===== pose_tracker.h ========================================================

struct TrackerOptions {
    int64_t joints = 17;
    double inertia = 0.8;
    int64_t frameSize = 96;
};

struct Joint {
    float x, y;
};

class KeypointNetImpl : public torch::nn::Module {
public:
    explicit KeypointNetImpl(int64_t joints);
    torch::Tensor forward(torch::Tensor image);

private:
    torch::nn::Conv2d stem{nullptr}, mid{nullptr};
    torch::nn::BatchNorm2d norm{nullptr};
    torch::nn::Linear regress{nullptr};
    int64_t joints;
};
TORCH_MODULE(KeypointNet);

class PoseTracker {
public:
    explicit PoseTracker(const TrackerOptions& options);
    std::vector<Joint> update(const torch::Tensor& frame);
    uint64_t frames() const { return frameCount; }

private:
    std::vector<Joint> toJoints(const torch::Tensor& keypoints) const;

    TrackerOptions opts;
    KeypointNet net;
    torch::Tensor smoothed;
    uint64_t frameCount = 0;
};

// ===== pose_tracker.cpp ======================================================

KeypointNetImpl::KeypointNetImpl(int64_t joints_) : joints(joints_) {
    stem = register_module("stem", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 16, 5).stride(4).padding(2)));
    norm = register_module("norm", torch::nn::BatchNorm2d(16));
    mid = register_module("mid", torch::nn::Conv2d(torch::nn::Conv2dOptions(16, 32, 3).stride(2).padding(1)));
    regress = register_module("regress", torch::nn::Linear(32 * 4 * 4, joints * 2));
}

torch::Tensor KeypointNetImpl::forward(torch::Tensor image) {
    auto h = torch::relu(norm->forward(stem->forward(image)));
    h = torch::relu(mid->forward(h));
    h = torch::adaptive_avg_pool2d(h, {4, 4}).flatten(1);
    return torch::sigmoid(regress->forward(h)).view({-1, joints, 2});
}

PoseTracker::PoseTracker(const TrackerOptions& options) : opts(options), net(options.joints) {
    net->eval();
    torch::NoGradGuard noGrad;
}

std::vector<Joint> PoseTracker::update(const torch::Tensor& frame) {
    auto keypoints = net->forward(frame.unsqueeze(0)).squeeze(0);
    if (smoothed.defined()) {
        smoothed = keypoints.lerp(smoothed, opts.inertia);  // WARN: ineffective-guard
    } else {
        smoothed = keypoints;
    }
    ++frameCount;
    return toJoints(smoothed);
}

std::vector<Joint> PoseTracker::toJoints(const torch::Tensor& keypoints) const {
    std::vector<Joint> out;
    out.reserve(opts.joints);
    for (int64_t j = 0; j < opts.joints; ++j) {
        const float x = keypoints[j][0].item<float>();
        const float y = keypoints[j][1].item<float>();
        out.push_back({x * opts.frameSize, y * opts.frameSize});
    }
    return out;
}

// ===== main.cpp ==============================================================

static torch::Tensor grabFrame(int64_t size) {
    return torch::rand({3, size, size});
}

int main() {
    TrackerOptions options;
    options.inertia = 0.7;
    PoseTracker tracker(options);

    for (;;) {
        const auto joints = tracker.update(grabFrame(options.frameSize));
        if (tracker.frames() % 300 == 0) {
            std::cout << "frame " << tracker.frames() << " nose at " << joints[0].x << ", " << joints[0].y
                      << std::endl;
        }
    }
}
