//===- TorchTypes.h - What types mean to the checker ------------*- C++ -*-===//
//
// Questions about types: is it a tensor, does it hold tensors, is it a module,
// a guard, an owner. Each class in model/types/ answers one kind of question,
// with the help of those before it. Answers that take long are kept per
// canonical type.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_MODEL_TORCHTYPES_H
#define TORCHLEAK_MODEL_TORCHTYPES_H

#include "model/types/GuardTypes.h"

namespace torchleak {

using TorchTypes = GuardTypes;

} // namespace torchleak

#endif
