#include <torch/torch.h>
#include <fstream>
#include <iomanip>
#include <sstream>
#include <string>
#include <vector>

class CsvLog {
 public:
  template <typename... T>
  void row(const T&... cells) {
    std::ostringstream os;
    ((os << cells << ','), ...);
    lines_.push_back(os.str());
  }
  void scalar(const std::string& tag, const torch::Tensor& v) {
    std::ostringstream os;
    os << tag << '=' << std::setprecision(5) << v.item<double>();
    lines_.push_back(os.str());
  }
  ~CsvLog() {
    std::ofstream f("log.csv");
    for (auto& l : lines_) f << l << '\n';
  }

 private:
  std::vector<std::string> lines_;
};

int main() {
  CsvLog log;
  torch::nn::Sequential net(torch::nn::Linear(6, 12), torch::nn::Sigmoid(), torch::nn::Linear(12, 1));
  torch::optim::RMSprop opt(net->parameters(), 1e-3);
  for (int i = 0; i < 10000; ++i) {
    auto x = torch::rand({10, 6});
    auto loss = torch::l1_loss(net->forward(x), x.amax(1, true));
    opt.zero_grad();
    loss.backward();
    opt.step();
    log.scalar("loss", loss);
    log.row(i, loss, net->parameters().size());
  }
}
