// Stands for libtorch's header of this name.
#pragma once
#include "torch/mock_module.h"
