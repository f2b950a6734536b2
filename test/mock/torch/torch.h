// Stands for libtorch's header of this name.
#pragma once
#include "torch/mock_data.h"
#include "torch/mock_functional.h"
#include "torch/mock_jit.h"
#include "torch/mock_optim.h"
