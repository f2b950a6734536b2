// RUN: %check_rule %s
// Cycles that hold no tensor: another tool's business.
#include "../Inputs/net.h"
#include <functional>
#include <memory>
#include <string>
#include <vector>

struct Window;
struct Button {
  std::string label;
  std::shared_ptr<Window> window;
};
struct Window : std::enable_shared_from_this<Window> {
  void add() {
    auto button = std::make_shared<Button>();
    button->window = shared_from_this();
    buttons.push_back(button);
  }
  std::vector<std::shared_ptr<Button>> buttons;
};

struct Counter {
  int value = 0;
  std::function<void()> increment;
};
std::shared_ptr<Counter> make_counter() {
  auto counter = std::make_shared<Counter>();
  counter->increment = [counter] { counter->value++; };
  return counter;
}
