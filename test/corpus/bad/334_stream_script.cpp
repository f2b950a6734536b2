// Streaming keyword spotter. usage: stream [scripted_cell.pt]
// Without an argument a small built-in cell is used.
#include <torch/script.h>
#include <torch/torch.h>

#include <chrono>
#include <iostream>
#include <vector>

static const int64_t FRAME = 160;
static const int64_t HIDDEN = 256;
static const int64_t LABELS = 12;

torch::jit::Module builtin_cell() {
  torch::jit::Module m("StreamCell");
  m.register_parameter("w_in", torch::randn({FRAME, HIDDEN}).mul(0.05).requires_grad_(), false);
  m.register_parameter("w_rec", torch::randn({HIDDEN, HIDDEN}).mul(0.05).requires_grad_(), false);
  m.register_parameter("w_out", torch::randn({HIDDEN, LABELS}).mul(0.05).requires_grad_(), false);
  m.define(R"(
    def forward(self, frame, state):
        h = torch.tanh(torch.matmul(frame, self.w_in) + torch.matmul(state, self.w_rec))
        return torch.matmul(h, self.w_out), h
  )");
  return m;
}

torch::Tensor read_frame(int64_t n) {
  auto t = torch::arange(FRAME, torch::kFloat).add(double(n * FRAME)).mul(0.01);
  return (t.sin() + 0.05 * torch::randn({FRAME})).unsqueeze(0);
}

int main(int argc, char** argv) {
  torch::jit::Module cell;
  try {
    if (argc > 1) {
      cell = torch::jit::load(argv[1]);
      cell.eval();
    } else {
      cell = builtin_cell();
    }
  } catch (const c10::Error& e) {
    std::cerr << "cannot load " << argv[1] << ": " << e.what_without_backtrace() << "\n";
    return 1;
  }

  torch::Tensor state = torch::zeros({1, HIDDEN});
  std::vector<int64_t> histogram(LABELS, 0);
  int64_t last_label = -1;
  auto t0 = std::chrono::steady_clock::now();

  for (int64_t n = 0;; ++n) {
    std::vector<torch::jit::IValue> inputs{read_frame(n), state};
    auto result = cell.forward(inputs).toTuple();

    torch::Tensor logits = result->elements()[0].toTensor();
    state = result->elements()[1].toTensor();  // WARN: recurrent-state
    state.set_requires_grad(false);

    const int64_t label = logits.argmax(1).item<int64_t>();
    ++histogram[static_cast<size_t>(label)];
    if (label != last_label && n % 100 == 0) {
      std::cout << "frame " << n << ": keyword " << label << "\n";
    }
    last_label = label;

    if (n > 0 && n % 10000 == 0) {
      std::chrono::duration<double> dt = std::chrono::steady_clock::now() - t0;
      std::cout << n / dt.count() << " frames/s, histogram";
      for (auto c : histogram) std::cout << ' ' << c;
      std::cout << std::endl;
    }
  }
}
