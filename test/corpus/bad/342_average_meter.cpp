#include <torch/torch.h>
#include <iomanip>
#include <iostream>
#include <map>
#include <string>

// port of the AverageMeter helper from the imagenet example
template <typename T>
class AverageMeter {
public:
    explicit AverageMeter(std::string name, T zero) : name(std::move(name)), sum(zero), val(zero) {}

    void update(const T& v, long n = 1) {
        val = v;
        sum = sum + v * n;  // WARN: graph-accumulation
        count += n;
    }

    T average() const { return sum / (double)(count > 0 ? count : 1); }
    const std::string& label() const { return name; }

    T latest() const { return val; }

private:
    std::string name;
    T sum;
    T val;
    long count = 0;
};

struct ConvNetImpl : torch::nn::Module {
    ConvNetImpl() {
        features = register_module("features", torch::nn::Sequential(
            torch::nn::Conv2d(torch::nn::Conv2dOptions(1, 8, 3).padding(1)),
            torch::nn::ReLU(),
            torch::nn::MaxPool2d(2),
            torch::nn::Conv2d(torch::nn::Conv2dOptions(8, 16, 3).padding(1)),
            torch::nn::ReLU(),
            torch::nn::AdaptiveAvgPool2d(1)));
        fc = register_module("fc", torch::nn::Linear(16, 10));
    }
    torch::Tensor forward(torch::Tensor x) {
        x = features->forward(x);
        return fc(x.flatten(1));
    }
    torch::nn::Sequential features{nullptr};
    torch::nn::Linear fc{nullptr};
};
TORCH_MODULE(ConvNet);

std::pair<torch::Tensor, torch::Tensor> next_batch(int64_t bs) {
    return {torch::randn({bs, 1, 28, 28}), torch::randint(0, 10, {bs}, torch::kLong)};
}

double accuracy(const torch::Tensor& logits, const torch::Tensor& y) {
    return logits.argmax(1).eq(y).to(torch::kFloat).mean().item<double>();
}

int main() {
    ConvNet model;
    torch::optim::SGD optimizer(model->parameters(), torch::optim::SGDOptions(0.05).momentum(0.9));

    AverageMeter<torch::Tensor> losses("loss", torch::zeros({}));
    AverageMeter<double> top1("acc@1", 0.0);

    model->train();
    long step = 0;
    while (true) {
        auto [x, y] = next_batch(64);
        auto out = model->forward(x);
        auto loss = torch::nn::functional::cross_entropy(out, y);

        optimizer.zero_grad();
        loss.backward();
        optimizer.step();

        losses.update(loss, x.size(0));
        top1.update(accuracy(out, y), x.size(0));

        if (++step % 50 == 0) {
            std::cout << "[" << step << "] " << losses.label() << " "
                      << std::fixed << std::setprecision(4)
                      << losses.latest().item<float>() << " ("
                      << losses.average().item<float>() << ")  "
                      << top1.label() << " " << top1.average() << "\n";
        }
    }
    return 0;
}
