// Stands for the meter where another tool measures: makes the scenario, runs
// some steps, destroys it. Counts nothing and replaces no allocator.
#include <cstdlib>
#include <dlfcn.h>
#include <iostream>
#include <memory>
#include <torch/cuda.h>
#include <torchleak/meter.h>

/// compute-sanitizer tells what is lost when CUDA's context is destroyed. Not
/// by the runtime's header: the CPU's programs are built without it.
static void destroyContext() {
  using Function = int (*)();
  if (auto Reset =
          reinterpret_cast<Function>(dlsym(RTLD_DEFAULT, "cudaDeviceReset")))
    Reset();
  std::_Exit(0); // libtorch's own objects would be destroyed after it
}

int torchleak::meter::runScenario(int, char **, const MakeScenario &Make) {
  const char *Steps = std::getenv("STEPS");
  const char *Device = std::getenv("TORCHLEAK_DEVICE");
  const c10::Device Where(Device ? Device : "cpu");
  if (Where.is_cuda() && !torch::cuda::is_available()) {
    std::cout << "skipped: there is no CUDA device here\n";
    return 77;
  }
  std::unique_ptr<Scenario> Owner = Make(Where);
  for (int I = 0; I < (Steps ? std::atoi(Steps) : 50); ++I)
    Owner->step(I);
  Owner.reset();
  if (Where.is_cuda())
    destroyContext();
  return 0;
}
