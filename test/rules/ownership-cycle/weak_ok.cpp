// RUN: %check_rule %s
// Back edges that do not own.
#include "../Inputs/net.h"
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

struct ParentImpl;
struct WeakChildImpl : torch::nn::Module {
  torch::nn::Linear fc = register_module("fc", torch::nn::Linear(16, 16));
  std::weak_ptr<ParentImpl> parent;
};
struct RawChildImpl : torch::nn::Module {
  torch::nn::Linear fc = register_module("fc", torch::nn::Linear(16, 16));
  ParentImpl *parent = nullptr;
};
struct RefChildImpl : torch::nn::Module {
  explicit RefChildImpl(ParentImpl &p) : parent(p) {}
  torch::nn::Linear fc = register_module("fc", torch::nn::Linear(16, 16));
  ParentImpl &parent;
};
struct ParentImpl : torch::nn::Module {
  void build_ok() {
    weak = register_module("weak", std::make_shared<WeakChildImpl>());
    weak->parent = std::static_pointer_cast<ParentImpl>(shared_from_this());
    raw = register_module("raw", std::make_shared<RawChildImpl>());
    raw->parent = this;
    ref = register_module("ref", std::make_shared<RefChildImpl>(*this));
  }
  std::shared_ptr<WeakChildImpl> weak;
  std::shared_ptr<RawChildImpl> raw;
  std::shared_ptr<RefChildImpl> ref;
};

struct TreeNode : std::enable_shared_from_this<TreeNode> {
  torch::Tensor value;
  std::weak_ptr<TreeNode> parent;
  std::vector<std::shared_ptr<TreeNode>> children;
  void expand_ok() {
    auto child = std::make_shared<TreeNode>();
    child->parent = shared_from_this();
    children.push_back(child);
  }
};

struct OwnedNode {
  torch::Tensor value;
  OwnedNode *parent = nullptr;
  std::vector<std::unique_ptr<OwnedNode>> children;
  OwnedNode &add_ok() {
    auto child = std::make_unique<OwnedNode>();
    child->parent = this;
    children.push_back(std::move(child));
    return *children.back();
  }
};

// Doubly linked with a weak or a raw way back.
struct Entry {
  torch::Tensor tensor;
  std::shared_ptr<Entry> next;
  std::weak_ptr<Entry> prev;
};
class Queue {
public:
  void append_ok(torch::Tensor t) {
    auto entry = std::make_shared<Entry>();
    entry->tensor = t;
    entry->prev = tail_;
    if (tail_)
      tail_->next = entry;
    else
      head_ = entry;
    tail_ = entry;
  }

private:
  std::shared_ptr<Entry> head_, tail_;
};

class Trainer : public std::enable_shared_from_this<Trainer> {
public:
  void init_ok() {
    on_step_ = [this](const torch::Tensor &loss) { last_ = loss; };
    std::weak_ptr<Trainer> weak = shared_from_this();
    on_epoch_ = [weak] {
      if (auto self = weak.lock())
        self->epoch_++;
    };
    on_end_ = [weak = weak_from_this()] {
      if (auto self = weak.lock())
        self->epoch_ = 0;
    };
    auto self = shared_from_this();
    on_start_ = [&self] { self->epoch_ = 0; };
    on_start_();
    raw_ = [p = self.get()] { p->epoch_ = 0; };
  }

private:
  Net net_;
  torch::Tensor last_;
  int epoch_ = 0;
  std::function<void(const torch::Tensor &)> on_step_;
  std::function<void()> on_epoch_, on_end_, on_start_, raw_;
};

struct Response;
struct Request : c10::intrusive_ptr_target {
  torch::Tensor input;
  c10::intrusive_ptr<Response> response;
};
struct Response : c10::intrusive_ptr_target {
  explicit Response(const c10::intrusive_ptr<Request> &r) : request(r) {}
  torch::Tensor output;
  c10::weak_intrusive_ptr<Request> request;
};

void serve_ok(torch::Tensor x) {
  auto request = c10::make_intrusive<Request>();
  request->input = x;
  auto response = c10::make_intrusive<Response>(request);
  request->response = response;
}
