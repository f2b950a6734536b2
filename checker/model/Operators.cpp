//===- Operators.cpp - What libtorch's operators do to history ------------===//

#include "model/Operators.h"
#include "llvm/ADT/StringSwitch.h"

namespace torchleak {

OperatorKind classifyOperator(llvm::StringRef Name) {
  return llvm::StringSwitch<OperatorKind>(Name)
      .Cases({"detach", "detach_", "data", "tensor_data", "variable_data"},
             OperatorKind::Cut)
      .Cases({"item", "detach_copy", "is_leaf", "_data"}, OperatorKind::Cut)
      .Cases({"argmax", "argmin", "argsort", "nonzero", "count_nonzero"},
             OperatorKind::NonDifferentiable)
      .Cases({"eq", "ne", "lt", "gt", "le", "ge"},
             OperatorKind::NonDifferentiable)
      .Cases({"equal", "greater", "greater_equal", "less", "less_equal",
              "not_equal"},
             OperatorKind::NonDifferentiable)
      .Cases({"operator==", "operator!=", "operator<", "operator>",
              "operator<=", "operator>="},
             OperatorKind::NonDifferentiable)
      .Cases(
          {"operator!", "operator~", "operator%", "operator&&", "operator||"},
          OperatorKind::NonDifferentiable)
      .Cases({"logical_and", "logical_or", "logical_not", "logical_xor"},
             OperatorKind::NonDifferentiable)
      .Cases({"bitwise_and", "bitwise_or", "bitwise_not", "bitwise_xor"},
             OperatorKind::NonDifferentiable)
      .Cases({"isnan", "isinf", "isfinite", "isposinf", "isneginf", "isclose",
              "allclose"},
             OperatorKind::NonDifferentiable)
      .Cases({"any", "all", "signbit", "isin", "floor_divide", "bernoulli",
              "multinomial"},
             OperatorKind::NonDifferentiable)
      .Cases({"zeros_like", "ones_like", "empty_like", "full_like", "rand_like",
              "randn_like", "randint_like"},
             OperatorKind::NonDifferentiable)
      .Cases({"new_zeros", "new_ones", "new_empty", "new_full", "new_tensor"},
             OperatorKind::NonDifferentiable)
      .Cases({"bucketize", "searchsorted", "one_hot", "randperm", "histc",
              "bincount"},
             OperatorKind::NonDifferentiable)
      .Cases({"unique_dim", "_unique", "_unique2", "unique_consecutive",
              "tril_indices", "triu_indices"},
             OperatorKind::NonDifferentiable)
      .Cases({"grad", "mutable_grad", "nms", "from_blob", "is_nonzero",
              "_shape_as_tensor"},
             OperatorKind::NonDifferentiable)
      .Cases({"max", "min", "sort", "topk", "median", "nanmedian", "mode",
              "kthvalue", "cummax", "cummin"},
             OperatorKind::ValuesAndIndices)
      .Default(OperatorKind::Differentiable);
}

bool isInPlaceOperator(llvm::StringRef Name) {
  if (Name.starts_with("operator"))
    return llvm::StringSwitch<bool>(Name.drop_front(8))
        .Cases({"+=", "-=", "*=", "/=", "&=", "|=", "^="}, true)
        .Default(false);
  return Name.ends_with("_") && !Name.ends_with("__");
}

bool returnsView(llvm::StringRef Name) {
  return llvm::StringSwitch<bool>(Name)
      .Cases({"operator[]", "select", "narrow", "slice", "index", "view"}, true)
      .Cases({"t", "transpose", "permute", "unsqueeze", "squeeze"}, true)
      .Cases({"reshape", "flatten", "expand", "expand_as", "view_as"}, true)
      .Cases({"diagonal", "unfold", "movedim", "swapaxes", "as_strided"}, true)
      .Default(false);
}

bool isLinearOperator(llvm::StringRef Name) {
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
