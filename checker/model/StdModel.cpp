//===- StdModel.cpp - Containers, holders and algorithms ------------------===//

#include "model/StdModel.h"
#include "llvm/ADT/StringSwitch.h"

namespace torchleak {

ContainerMethod classifyContainerMethod(llvm::StringRef Name) {
  using M = ContainerMethod;
  return llvm::StringSwitch<M>(Name)
      .Cases({"push_back", "emplace_back", "push_front", "emplace_front"},
             M::Insert)
      .Cases({"push", "emplace", "insert", "emplace_hint", "emplace_after",
              "insert_after"},
             M::Insert)
      .Cases({"append", "push_range", "append_range", "insert_range", "splice"},
             M::Insert)
      .Cases({"insert_or_assign", "try_emplace"}, M::InsertKeyed)
      .Cases({"clear", "erase", "pop_back", "pop_front", "pop", "resize",
              "assign"},
             M::Release)
      .Cases({"swap", "extract", "remove", "remove_if", "erase_after", "reset",
              "release"},
             M::Release)
      .Cases(
          {"front", "back", "top", "at", "operator[]", "find", "data", "value"},
          M::Element)
      .Cases({"begin", "end", "rbegin", "rend", "cbegin", "cend", "crbegin",
              "crend"},
             M::Element)
      .Cases({"lower_bound", "upper_bound", "get", "operator*", "operator->",
              "value_or"},
             M::Element)
      .Cases({"size", "empty", "capacity", "reserve", "count", "contains",
              "max_size"},
             M::Query)
      .Cases({"shrink_to_fit", "has_value", "use_count", "operator bool",
              "sort", "reverse"},
             M::Query)
      .Cases(
          {"wait", "wait_for", "bucket_count", "rehash", "length", "key_comp"},
          M::Query)
      .Default(M::None);
}

bool releasesSome(llvm::StringRef Name) {
  return llvm::StringSwitch<bool>(Name)
      .Cases({"pop", "pop_back", "pop_front", "erase", "erase_after"}, true)
      .Cases({"extract", "remove", "remove_if"}, true)
      .Default(false);
}

bool asksWhetherSet(llvm::StringRef Name) {
  return llvm::StringSwitch<bool>(Name)
      .Cases({"defined", "numel", "has_value", "operator bool", "empty"}, true)
      .Cases({"count", "contains", "size"}, true)
      .Case("requires_grad", true)
      .Default(false);
}

bool findsElement(llvm::StringRef Name) {
  return llvm::StringSwitch<bool>(Name)
      .Cases({"find", "find_if", "find_if_not", "adjacent_find"}, true)
      .Cases({"min_element", "max_element", "lower_bound", "upper_bound"}, true)
      .Default(false);
}

bool insertsOnce(llvm::StringRef Name) {
  return Name == "try_emplace" || Name == "emplace" || Name == "insert";
}

CallableUse classifyStdCallableUse(llvm::StringRef Name) {
  return llvm::StringSwitch<CallableUse>(Name)
      .Cases({"for_each", "for_each_n", "transform", "generate", "generate_n",
              "accumulate"},
             CallableUse::PerElement)
      .Cases({"reduce", "transform_reduce", "copy_if", "count_if", "find_if",
              "any_of"},
             CallableUse::PerElement)
      .Cases({"all_of", "none_of", "remove_if", "partition", "sort",
              "stable_sort"},
             CallableUse::PerElement)
      .Cases({"invoke", "apply", "call_once", "visit"}, CallableUse::Once)
      .Cases({"thread", "jthread", "async", "packaged_task"},
             CallableUse::Thread)
      .Default(CallableUse::Unknown);
}

bool runsFirstTimeOnly(llvm::StringRef Name) { return Name == "call_once"; }

bool makesElements(llvm::StringRef Name) {
  return Name == "transform" || Name == "generate" || Name == "generate_n";
}

std::optional<unsigned> overwrittenArgument(llvm::StringRef Name,
                                            unsigned Count) {
  if ((Name == "transform" || Name == "copy_if") && Count > 3)
    return Count - 2;
  if ((Name == "copy" || Name == "copy_n" || Name == "move") && Count > 2)
    return Count - 1;
  if ((Name.starts_with("fill") || Name.starts_with("generate")) && Count > 2)
    return 0;
  return std::nullopt;
}

bool wrapsCallable(llvm::StringRef Class) {
  return llvm::StringSwitch<bool>(Class)
      .Cases({"_Mem_fn", "_Bind", "__mem_fn", "__bind"}, true)
      .Default(false);
}

llvm::StringRef functorOperator(llvm::StringRef Class) {
  return llvm::StringSwitch<llvm::StringRef>(Class)
      .Case("plus", "add")
      .Case("minus", "sub")
      .Case("multiplies", "mul")
      .Case("divides", "div")
      .Default("");
}

KeyFunction classifyKeyFunction(llvm::StringRef Name) {
  return llvm::StringSwitch<KeyFunction>(Name)
      .Cases({"to_string", "make_pair", "make_tuple", "tie", "max"},
             KeyFunction::Keeps)
      .Cases({"move", "forward", "as_const", "abs", "format"},
             KeyFunction::Keeps)
      .Cases({"stoi", "stol", "stoll", "stoul", "stoull"}, KeyFunction::Keeps)
      .Cases({"min", "clamp"}, KeyFunction::Bounds)
      .Default(KeyFunction::None);
}

bool tellsSize(llvm::StringRef Name) { return Name == "size"; }

bool advancesCounter(llvm::StringRef Name) {
  return Name == "fetch_add" || Name == "load";
}

bool returnsItsArgument(llvm::StringRef Name) {
  return llvm::StringSwitch<bool>(Name)
      .Cases({"move", "forward", "ref", "cref", "as_const", "addressof",
              "move_if_noexcept"},
             true)
      .Cases(
          {"static_pointer_cast", "dynamic_pointer_cast", "const_pointer_cast"},
          true)
      .Default(false);
}

} // namespace torchleak
