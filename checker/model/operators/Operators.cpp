//===- Operators.cpp - What libtorch's operators do to history ------------===//

#include "model/operators/Operators.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

namespace torchleak {

static constexpr OperatorRow Table[] = {
#include "model/operators/OperatorTable.inc"
};

/// ATen's name for a C++ operator or for another name of the same operator
/// (ATen/TensorOperators.h, ATen/core/TensorBody.h, ATen/native/*.cpp).
static llvm::StringRef nameInATen(llvm::StringRef Name) {
  return llvm::StringSwitch<llvm::StringRef>(Name)
      .Cases({"operator==", "equal"}, "eq")
      .Cases({"operator!=", "not_equal"}, "ne")
      .Cases({"operator<", "less"}, "lt")
      .Cases({"operator<=", "less_equal"}, "le")
      .Cases({"operator>", "greater"}, "gt")
      .Cases({"operator>=", "greater_equal"}, "ge")
      .Case("operator[]", "select")
      .Case("operator+=", "add_")
      .Case("operator-=", "sub_")
      .Case("operator*=", "mul_")
      .Case("operator/=", "div_")
      .Case("operator&=", "bitwise_and_")
      .Case("operator|=", "bitwise_or_")
      .Case("operator^=", "bitwise_xor_")
      .Default(Name);
}

const OperatorRow *findOperator(llvm::StringRef Name) {
  Name = nameInATen(Name);
  const OperatorRow *Row = llvm::partition_point(
      Table, [&](const OperatorRow &R) { return R.Name < Name; });
  return Row != std::end(Table) && Row->Name == Name ? Row : nullptr;
}

bool cutsHistory(llvm::StringRef Name) {
  // Their autograd is written by hand, so that no definition tells.
  return llvm::StringSwitch<bool>(Name)
      .Cases({"detach", "detach_", "detach_copy", "data", "item"}, true)
      .Cases({"tensor_data", "variable_data", "is_leaf", "_data"}, true)
      .Default(false);
}

unsigned neverRequiresGrad(llvm::StringRef Name) {
  if (const OperatorRow *Row = findOperator(Name))
    if (Row->NeverRequiresGrad)
      return Row->NeverRequiresGrad;
  // Operators that only call others, of which the definitions say nothing, and
  // functions that are no operators. test/operators/OperatorsTest.cpp
  // asks libtorch.
  return llvm::StringSwitch<unsigned>(Name)
      .Cases({"isclose", "isfinite", "isreal", "randint_like"}, 1)
      .Cases({"new_tensor", "from_blob", "_shape_as_tensor"}, 1)
      .Cases({"nms", "grad", "mutable_grad"}, 1)
      .Default(0);
}

bool isInPlaceOperator(llvm::StringRef Name) {
  const OperatorRow *Row = findOperator(Name);
  return Row && Row->Written & 1;
}

bool returnsView(llvm::StringRef Name) {
  const OperatorRow *Row = findOperator(Name);
  // index() only copies when a tensor is among the indices.
  return Name == "index" || (Row && Row->Alias != Aliasing::Copy);
}

TensorQuery classifyTensorQuery(llvm::StringRef Name) {
  return llvm::StringSwitch<TensorQuery>(Name)
      .Cases({"size", "sizes", "numel", "nbytes", "strides", "stride"},
             TensorQuery::Extent)
      .Cases({"sym_size", "sym_sizes", "sym_numel"}, TensorQuery::Extent)
      .Cases(
          {"dim", "ndimension", "device", "get_device", "scalar_type", "dtype"},
          TensorQuery::Kind)
      .Cases({"layout", "options", "element_size", "itemsize", "key_set"},
             TensorQuery::Kind)
      .Cases({"is_cuda", "is_cpu", "requires_grad", "is_contiguous"},
             TensorQuery::Kind)
      .Cases({"data_ptr", "const_data_ptr", "mutable_data_ptr",
              "unsafeGetTensorImpl", "getIntrusivePtr", "storage"},
             TensorQuery::Address)
      .Default(TensorQuery::None);
}

bool givesPositions(llvm::StringRef Name) {
  return llvm::StringSwitch<bool>(Name)
      .Cases({"argmax", "argmin", "argsort", "multinomial"}, true)
      .Default(false);
}

bool concatenates(llvm::StringRef Name) {
  return llvm::StringSwitch<bool>(Name)
      .Cases({"cat", "concat", "concatenate", "stack", "_cat"}, true)
      .Cases({"hstack", "vstack", "dstack", "row_stack", "column_stack"}, true)
      .Case("block_diag", true)
      .Default(false);
}

bool blendsOperands(llvm::StringRef Name) {
  // lerp_ and the like write in place, as copy_ does.
  if (llvm::StringSwitch<bool>(Name)
          .Cases({"lerp", "addcmul", "addcdiv"}, true)
          .Cases({"maximum", "minimum", "max", "min", "fmax", "fmin"}, true)
          .Case("logaddexp", true)
          .Default(false))
    return true;
  if (Name.consume_front("operator"))
    Name.consume_back("=");
  else
    Name.consume_back("_");
  return llvm::StringSwitch<bool>(Name)
      .Cases({"+", "-", "*", "/", "add", "sub", "mul", "div"}, true)
      .Cases({"subtract", "multiply", "divide", "neg", "to", "clone"}, true)
      .Default(false);
}

bool isLossFunction(llvm::StringRef Name) {
  if (Name.ends_with("_loss") || Name.ends_with("Loss") ||
      Name.ends_with("LossImpl"))
    return true;
  return llvm::StringSwitch<bool>(Name)
      .Cases({"cross_entropy", "binary_cross_entropy",
              "binary_cross_entropy_with_logits"},
             true)
      .Cases({"kl_div", "KLDiv", "KLDivLoss"}, true)
      .Default(false);
}

bool isParameterlessModule(llvm::StringRef Name) {
  Name.consume_back("Impl");
  if (Name.ends_with("Loss"))
    return true;
  for (llvm::StringRef Prefix :
       {"MaxPool", "AvgPool", "AdaptiveMaxPool", "AdaptiveAvgPool",
        "FractionalMaxPool", "MaxUnpool", "LPPool", "ReflectionPad",
        "ReplicationPad", "ConstantPad", "ZeroPad", "Dropout", "AlphaDropout",
        "FeatureDropout", "FeatureAlphaDropout", "Log", "Soft"})
    if (Name.starts_with(Prefix))
      return true;
  return llvm::StringSwitch<bool>(Name)
      .Cases({"ReLU", "ReLU6", "LeakyReLU", "RReLU", "ELU", "SELU", "CELU",
              "GELU", "GLU"},
             true)
      .Cases({"SiLU", "Mish", "Sigmoid", "Tanh", "Tanhshrink", "Threshold"},
             true)
      .Cases({"Hardtanh", "Hardshrink", "Hardsigmoid", "Hardswish", "Flatten",
              "Unflatten"},
             true)
      .Cases({"Identity", "Upsample", "PixelShuffle", "PixelUnshuffle", "Fold",
              "Unfold"},
             true)
      .Cases({"CosineSimilarity", "PairwiseDistance", "CrossMapLRN2d",
              "LocalResponseNorm"},
             true)
      .Default(false);
}

bool isParameterName(llvm::StringRef Field) {
  return Field == "weight" || Field == "bias" ||
         Field.starts_with("in_proj_") || Field.starts_with("bias_");
}

bool isIntegralDtype(llvm::StringRef Name) {
  return llvm::StringSwitch<bool>(Name)
      .Cases({"kLong", "kInt", "kShort", "kChar", "kByte", "kBool"}, true)
      .Cases({"kInt64", "kInt32", "kInt16", "kInt8", "kUInt8"}, true)
      .Cases({"Long", "Int", "Short", "Char", "Byte", "Bool"}, true)
      .Default(false);
}

} // namespace torchleak
