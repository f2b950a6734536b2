// Stands for libtorch's header of this name.
#pragma once
#include "c10/mock_core.h"
