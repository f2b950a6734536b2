// RUN: %check_rule %s
// Modules that own each other.
#include "../Inputs/net.h"
#include <map>
#include <memory>
#include <string>
#include <vector>

// A child that owns its parent.
struct ParentImpl;
struct ChildImpl : torch::nn::Module {
  torch::Tensor forward(torch::Tensor x) { return fc->forward(x); }
  torch::nn::Linear fc = register_module("fc", torch::nn::Linear(16, 16));
  std::shared_ptr<ParentImpl> parent;
};
struct ParentImpl : torch::nn::Module {
  void build_bad() {
    child = register_module("child", std::make_shared<ChildImpl>());
    child->parent = std::static_pointer_cast<ParentImpl>(shared_from_this()); // WARN: ownership-cycle
  }
  std::shared_ptr<ChildImpl> child;
};

// Tied from outside.
struct HeadImpl;
struct BackboneImpl : torch::nn::Module {
  torch::nn::Linear fc = register_module("fc", torch::nn::Linear(16, 16));
  std::shared_ptr<HeadImpl> head;
};
struct HeadImpl : torch::nn::Module {
  torch::nn::Linear fc = register_module("fc", torch::nn::Linear(16, 4));
  std::shared_ptr<BackboneImpl> backbone;
};

std::shared_ptr<BackboneImpl> make_model_bad() {
  auto backbone = std::make_shared<BackboneImpl>();
  auto head = std::make_shared<HeadImpl>();
  backbone->head = head;
  head->backbone = backbone; // WARN: ownership-cycle
  return backbone;
}

// Through holders.
struct DecoderImpl;
struct EncoderImpl : torch::nn::Module {
  torch::nn::Linear fc = register_module("fc", torch::nn::Linear(16, 16));
  std::shared_ptr<DecoderImpl> decoder;
};
TORCH_MODULE(Encoder);
struct DecoderImpl : torch::nn::Module {
  torch::nn::Linear fc = register_module("fc", torch::nn::Linear(16, 16));
  Encoder encoder{nullptr};
};

void tie_holders_bad(int n) {
  for (int i = 0; i < n; ++i) {
    Encoder encoder;
    auto decoder = std::make_shared<DecoderImpl>();
    encoder->decoder = decoder;
    decoder->encoder = encoder; // WARN: ownership-cycle
  }
}

// Children in a list, registered ones in a loop.
struct BlockImpl;
struct StackImpl : torch::nn::Module {
  void add_bad(int n);
  std::vector<std::shared_ptr<BlockImpl>> blocks;
};
struct BlockImpl : torch::nn::Module {
  explicit BlockImpl(int64_t width)
      : fc(register_module("fc", torch::nn::Linear(width, width))) {}
  torch::nn::Linear fc;
  std::shared_ptr<torch::nn::Module> owner;
};
void StackImpl::add_bad(int n) {
  for (int i = 0; i < n; ++i) {
    auto block = std::make_shared<BlockImpl>(16);
    register_module("block" + std::to_string(i), block);
    blocks.push_back(block);
    block->owner = shared_from_this(); // WARN: ownership-cycle
  }
}

// The parent as a registered submodule of its child.
struct InnerImpl : torch::nn::Module {
  torch::nn::Linear fc = register_module("fc", torch::nn::Linear(16, 16));
};
struct OuterImpl : torch::nn::Module {
  void build_bad() {
    inner = register_module("inner", std::make_shared<InnerImpl>());
    inner->register_module("outer", shared_from_this()); // WARN: ownership-cycle
  }
  std::shared_ptr<InnerImpl> inner;
};

// The back edge in the constructor of the child.
struct TeacherImpl;
struct StudentImpl : torch::nn::Module {
  explicit StudentImpl(std::shared_ptr<TeacherImpl> t) : teacher(std::move(t)) {}
  Net net;
  std::shared_ptr<TeacherImpl> teacher;
};
struct TeacherImpl : torch::nn::Module {
  void adopt_bad() {
    student = std::make_shared<StudentImpl>( // WARN: ownership-cycle
        std::dynamic_pointer_cast<TeacherImpl>(shared_from_this()));
  }
  std::shared_ptr<StudentImpl> student;
};
