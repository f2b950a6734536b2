//===- Finding.cpp - Names of the answers ---------------------------------===//

#include "report/Finding.h"
#include "llvm/Support/ErrorHandling.h"

namespace torchleak {

llvm::StringRef toString(Confidence C) {
  switch (C) {
  case Confidence::Possible:
    return "possible";
  case Confidence::Likely:
    return "likely";
  case Confidence::Definite:
    return "definite";
  }
  llvm_unreachable("unknown confidence");
}

llvm::StringRef toString(Retained R) {
  switch (R) {
  case Retained::AutogradGraph:
    return "autograd-graph";
  case Retained::Storage:
    return "storage";
  case Retained::Tensor:
    return "tensor";
  case Retained::Memory:
    return "memory";
  }
  llvm_unreachable("unknown retained");
}

llvm::StringRef toString(Retainer R) {
  switch (R) {
  case Retainer::Container:
    return "container";
  case Retainer::Field:
    return "field";
  case Retainer::Global:
    return "global";
  case Retainer::Thread:
    return "thread";
  case Retainer::Callback:
    return "callback";
  case Retainer::Node:
    return "autograd-node";
  case Retainer::OwnershipCycle:
    return "ownership-cycle";
  case Retainer::Nobody:
    return "nobody";
  }
  llvm_unreachable("unknown retainer");
}

llvm::StringRef toString(Repeat R) {
  switch (R) {
  case Repeat::Loop:
    return "loop";
  case Repeat::Call:
    return "call";
  case Repeat::ObjectCreation:
    return "object-creation";
  case Repeat::Callback:
    return "callback";
  case Repeat::ThreadBody:
    return "thread-body";
  }
  llvm_unreachable("unknown repeat");
}

llvm::StringRef toString(Role R) {
  switch (R) {
  case Role::Allocates:
    return "allocates";
  case Role::Records:
    return "records";
  case Role::Stores:
    return "stores";
  case Role::Repeats:
    return "repeats";
  }
  llvm_unreachable("unknown role");
}

} // namespace torchleak
