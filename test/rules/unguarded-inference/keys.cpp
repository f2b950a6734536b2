// RUN: %check_rule %s
// A map grows as far as its keys are new, and that follows from where they come
// from, whatever their type: what callers, a request or the input choose is new
// again and again; what the code or the object says comes again.
#include "../Inputs/net.h"
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

using torch::Tensor;
enum class Phase { Train, Test };

struct Pair {
  long first, second;
  bool operator<(const Pair &other) const {
    return std::tie(first, second) < std::tie(other.first, other.second);
  }
};
struct Request {
  std::string user;
  long id;
  Phase phase;
  std::map<std::string, Tensor> named;
  std::map<long, Tensor> numbered;
  long number() const { return id; }
};

struct Maps {
  Net net;
  std::map<std::string, Tensor> texts;
  std::map<long, Tensor> numbers;
  std::map<std::pair<long, long>, Tensor> pairs;
  std::map<Pair, Tensor> records;
  std::map<Phase, Tensor> phases;
  Tensor run() { return net->forward(nextBatch().data); }
};

// What nobody in sight gives.
struct ByParameter : Maps {
  void text_bad(const std::string &user) {
    texts[user] = run(); // WARN: unguarded-inference
  }
  void number_bad(long id) {
    numbers[id] = run(); // WARN: unguarded-inference
  }
  void pair_bad(long id) {
    pairs[{id, 0}] = run(); // WARN: unguarded-inference
  }
  void made_pair_bad(long id) {
    pairs[std::make_pair(0L, id)] = run(); // WARN: unguarded-inference
  }
  void record_bad(long id) {
    records[Pair{id, 0}] = run(); // WARN: unguarded-inference
  }
  void enumerator_ok(Phase phase) { phases[phase] = run(); }
  void remainder_ok(long id) { numbers[id % 16] = run(); }
  void constant_pair_ok() { pairs[{1, 2}] = run(); }
  void constant_text_ok() { texts["last"] = run(); }
  void hash_bad(const std::string &user) {
    numbers[std::hash<std::string>{}(user)] = run(); // WARN: unguarded-inference
  }
  void concatenated_bad(const std::string &user) {
    texts["user/" + user] = run(); // WARN: unguarded-inference
  }
  void inserted_bad(const std::string &user) {
    texts.emplace(user, run()); // WARN: unguarded-inference
  }
  void inserted_ok() { texts.emplace("last", run()); }
  void in_a_loop_ok(Net &other, const std::string &user) {
    // The same key in each round.
    std::map<std::string, Tensor> last;
    for (int i = 0; i < 100; ++i)
      last[user] = other->forward(nextBatch().data);
  }
};

// Fields of what nobody in sight gives, and what it has.
struct ByField : Maps {
  void text_bad(const Request &request) {
    texts[request.user] = run(); // WARN: unguarded-inference
  }
  void number_bad(const Request &request) {
    numbers[request.id] = run(); // WARN: unguarded-inference
  }
  void method_bad(const Request &request) {
    numbers[request.number()] = run(); // WARN: unguarded-inference
  }
  void enumerator_ok(const Request &request) {
    phases[request.phase] = run();
  }
  void named_bad(const Request &request) {
    for (const auto &[name, part] : request.named)
      texts[name] = net->forward(part); // WARN: unguarded-inference
  }
  void numbered_bad(const Request &request) {
    for (const auto &entry : request.numbered)
      numbers[entry.first] = // WARN: unguarded-inference
          net->forward(entry.second);
  }
  void by_iterator_bad(const Request &request) {
    for (auto it = request.named.begin(); it != request.named.end(); ++it)
      texts[it->first] = // WARN: unguarded-inference
          net->forward(it->second);
  }
};

// What the object has.
struct ByMember : Maps {
  std::map<std::string, Tensor> inputs;
  std::vector<long> devices;
  std::vector<Net> layers;
  torch::nn::Linear head{4, 4};
  void named_ok() {
    for (const auto &[name, part] : inputs)
      texts[name] = net->forward(part);
  }
  void listed_ok() {
    for (long device : devices)
      numbers[device] = run();
  }
  void layer_ok(Tensor x) {
    for (size_t i = 0; i < layers.size(); ++i) {
      x = layers[i]->forward(x);
      texts["layer" + std::to_string(i)] = x;
    }
  }
  void numbered_layer_ok(Tensor x) {
    for (size_t i = 0; i < layers.size(); ++i)
      numbers[i] = x = layers[i]->forward(x);
  }
  void three_ok() {
    for (long i = 0; i < 3; ++i)
      numbers[i] = run();
  }
  void parameters_ok() {
    for (const auto &pair : head->named_parameters())
      texts[pair.key()] = net->forward(pair.value());
  }
};

// Counters: of an object they go on, of a loop they start anew.
struct ByCounter : Maps {
  long next = 0, slot = 0;
  long number() { return next++; }
  void counted_bad() {
    numbers[next++] = run(); // WARN: unguarded-inference
  }
  void counted_text_bad() {
    texts["step" + std::to_string(next)] = run(); // WARN: unguarded-inference
    ++next;
  }
  void by_method_bad() {
    numbers[number()] = run(); // WARN: unguarded-inference
  }
  void around_ok() {
    numbers[slot] = run();
    slot = (slot + 1) % 8;
  }
};
void in_a_loop_bad(Net &net) {
  std::map<std::string, Tensor> kept;
  for (long i = 0; more(); ++i)
    kept["step" + std::to_string(i)] = // WARN: unguarded-inference
        net->forward(nextBatch().data);
}
void by_while_bad(Net &net) {
  std::map<long, Tensor> kept;
  long i = 0;
  while (more())
    kept[i++] = net->forward(nextBatch().data); // WARN: unguarded-inference
}
void around_ok(Net &net) {
  std::map<long, Tensor> kept;
  for (long i = 0; more(); i = (i + 1) % 8)
    kept[i] = net->forward(nextBatch().data);
}
void in_a_lambda_bad(Net &net) {
  std::map<long, Tensor> kept;
  long i = 0;
  auto keep = [&] {
    kept[i++] = net->forward(nextBatch().data); // WARN: unguarded-inference
  };
  while (more())
    keep();
}
void same_in_a_lambda_ok(Net &net, const std::string &name) {
  std::map<std::string, Tensor> kept;
  auto keep = [&] { kept[name] = net->forward(nextBatch().data); };
  while (more())
    keep();
}

// Input.
void read_bad(Net &net) {
  std::map<std::string, Tensor> kept;
  std::string line;
  while (std::getline(std::cin, line))
    kept[line] = net->forward(nextBatch().data); // WARN: unguarded-inference
}
void number_read_bad(Net &net) {
  std::map<long, Tensor> kept;
  long id;
  while (std::cin >> id)
    kept[id] = net->forward(nextBatch().data); // WARN: unguarded-inference
}
