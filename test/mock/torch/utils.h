// Stands for libtorch's header of this name.
#pragma once
#include "ATen/mock_functions.h"
