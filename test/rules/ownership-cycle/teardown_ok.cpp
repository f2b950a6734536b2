// RUN: %check_rule %s
// More ways to untie: by swap, erase, pop, assignment of another, in the owner
// of the whole.
#include "../Inputs/net.h"
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

// erase() of the edge.
struct Room;
struct Guest {
  torch::Tensor profile;
  std::shared_ptr<Room> room;
};
struct Room : std::enable_shared_from_this<Room> {
  std::map<std::string, std::shared_ptr<Guest>> guests;
  void enter(const std::string &name, std::shared_ptr<Guest> guest) {
    guests[name] = guest;
    guest->room = shared_from_this();
  }
  void leave(const std::string &name) { guests.erase(name); }
};

// swap() and exchange() of the edge.
struct Buffer;
struct Reader {
  torch::Tensor chunk;
  std::shared_ptr<Buffer> buffer;
};
struct Buffer : std::enable_shared_from_this<Buffer> {
  std::shared_ptr<Reader> reader;
  void open() {
    reader = std::make_shared<Reader>();
    reader->buffer = shared_from_this();
  }
  void close() { std::exchange(reader, nullptr); }
};

// Another object's shutdown.
class Engine;
class Plugin {
public:
  explicit Plugin(std::shared_ptr<Engine> engine)
      : engine_(std::move(engine)) {}

private:
  std::shared_ptr<Engine> engine_;
  Net net_;
};
class Engine : public std::enable_shared_from_this<Engine> {
public:
  void install() {
    plugins_.push_back(std::make_shared<Plugin>(shared_from_this()));
  }
  void shutdown() { plugins_.clear(); }

private:
  std::vector<std::shared_ptr<Plugin>> plugins_;
};

// Search tree that moves its root and lets go of the rest.
struct Node {
  torch::Tensor prior;
  std::shared_ptr<Node> parent;
  std::vector<std::shared_ptr<Node>> children;
};
class Mcts {
public:
  void expand(const std::shared_ptr<Node> &leaf) {
    for (int i = 0; i < 4; ++i) {
      auto child = std::make_shared<Node>();
      child->parent = leaf;
      leaf->children.push_back(child);
    }
  }
  void advance(size_t move) {
    auto next = root_->children[move];
    next->parent.reset();
    root_->children.clear();
    root_ = next;
  }

private:
  std::shared_ptr<Node> root_ = std::make_shared<Node>();
};

// A module that lets go of its parent.
struct TrunkImpl;
struct BranchImpl : torch::nn::Module {
  torch::nn::Linear fc = register_module("fc", torch::nn::Linear(16, 16));
  std::shared_ptr<TrunkImpl> trunk;
};
struct TrunkImpl : torch::nn::Module {
  std::vector<std::shared_ptr<BranchImpl>> branches;
  void grow() {
    auto branch = std::make_shared<BranchImpl>();
    branches.push_back(branch);
    branch->trunk = std::static_pointer_cast<TrunkImpl>(shared_from_this());
  }
};
class Garden {
public:
  void plant() {
    trunk_ = std::make_shared<TrunkImpl>();
    trunk_->grow();
  }
  ~Garden() {
    for (auto &branch : trunk_->branches)
      branch->trunk = nullptr;
  }

private:
  std::shared_ptr<TrunkImpl> trunk_;
};

// Handlers that can be unsubscribed.
class Bus {
public:
  int subscribe(std::function<void()> f) {
    handlers_.emplace(next_, std::move(f));
    return next_++;
  }
  void unsubscribe(int id) { handlers_.erase(id); }

private:
  int next_ = 0;
  std::unordered_map<int, std::function<void()>> handlers_;
};
class Listener : public std::enable_shared_from_this<Listener> {
public:
  explicit Listener(std::shared_ptr<Bus> bus) : bus_(std::move(bus)) {}
  void start() {
    auto self = shared_from_this();
    id_ = bus_->subscribe([self] { self->calls_++; });
  }
  void stop() { bus_->unsubscribe(id_); }

private:
  std::shared_ptr<Bus> bus_;
  torch::Tensor state_;
  int id_ = 0, calls_ = 0;
};

// Intrusive pointers, reset at the end of the request.
struct Reply;
struct Call : c10::intrusive_ptr_target {
  torch::Tensor input;
  c10::intrusive_ptr<Reply> reply;
};
struct Reply : c10::intrusive_ptr_target {
  torch::Tensor output;
  c10::intrusive_ptr<Call> call;
};
void serve(torch::Tensor x) {
  auto call = c10::make_intrusive<Call>();
  auto reply = c10::make_intrusive<Reply>();
  call->input = x;
  call->reply = reply;
  reply->call = call;
  reply->output = x * 2;
  reply->call.reset();
}

// Swapped into a local that dies.
struct Stage;
struct Pipe {
  std::vector<std::shared_ptr<Stage>> stages;
  torch::Tensor data;
};
struct Stage {
  std::shared_ptr<Pipe> pipe;
};
void assemble(const std::shared_ptr<Pipe> &pipe) {
  auto stage = std::make_shared<Stage>();
  stage->pipe = pipe;
  pipe->stages.push_back(stage);
}
void dismantle(Pipe &pipe) {
  std::vector<std::shared_ptr<Stage>> dead;
  dead.swap(pipe.stages);
}
