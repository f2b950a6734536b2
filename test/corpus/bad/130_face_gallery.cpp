#include <torch/script.h>
#include <torch/torch.h>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

namespace face {

class Recognizer {
public:
    explicit Recognizer(const std::string& modelFile)
    {
        module_ = torch::jit::load(modelFile);
        module_.to(torch::kCPU);
        module_.eval();
    }

    void enroll(const std::string& name, const torch::Tensor& crop)
    {
        gallery_.push_back(std::make_pair(name, embed(crop))); // WARN: unguarded-inference
    }

    std::string identify(const torch::Tensor& crop, float threshold)
    {
        torch::NoGradGuard guard;
        const auto probe = embed(crop);
        std::string best = "unknown";
        float bestScore = threshold;
        for (const auto& entry : gallery_) {
            const float s = torch::dot(entry.second, probe).item<float>();
            if (s > bestScore) {
                bestScore = s;
                best = entry.first;
            }
        }
        return best;
    }

    std::size_t size() const { return gallery_.size(); }

private:
    torch::Tensor embed(const torch::Tensor& crop)
    {
        std::vector<torch::jit::IValue> in;
        in.push_back(crop.unsqueeze(0).to(torch::kFloat).div(255.0));
        auto e = module_.forward(in).toTensor().flatten();
        return e / e.norm();
    }

    torch::jit::script::Module module_;
    std::vector<std::pair<std::string, torch::Tensor>> gallery_;
};

} // namespace face

int main(int argc, char** argv)
{
    face::Recognizer rec(argv[1]);
    for (std::string who; std::cin >> who;) {
        if (who.rfind("add:", 0) == 0)
            rec.enroll(who.substr(4), torch::randint(255, {3, 112, 112}));
        else
            std::cout << rec.identify(torch::randint(255, {3, 112, 112}), 0.4f) << " of " << rec.size() << std::endl;
    }
}
