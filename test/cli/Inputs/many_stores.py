"""A method that stores into so many lists."""
import sys

count = int(sys.argv[1])
print("#include <torch/torch.h>\n#include <vector>\nstruct S {\n  torch::nn::Linear net{4, 4};")
for i in range(count):
    print(f"  std::vector<torch::Tensor> v{i};")
print("  void run(torch::Tensor x) {")
for i in range(count):
    print(f"    v{i}.push_back(net->forward(x));")
print("  }\n};")
