// Stands for the meter where another tool measures: makes the scenario, runs
// some steps, destroys it. Counts nothing and replaces no allocator.
#include <cstdlib>
#include <memory>
#include <torchleak/meter.h>

int torchleak::meter::runScenario(int, char **, const MakeScenario &Make) {
  const char *Steps = std::getenv("STEPS");
  std::unique_ptr<Scenario> Owner = Make(c10::Device(c10::DeviceType::CPU));
  for (int I = 0; I < (Steps ? std::atoi(Steps) : 50); ++I)
    Owner->step(I);
  return 0;
}
