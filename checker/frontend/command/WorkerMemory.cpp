//===- WorkerMemory.cpp - No more workers than memory ---------------------===//

#include "frontend/command/WorkerMemory.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MemoryBuffer.h"
#include <algorithm>
#include <limits>

namespace torchleak {

static constexpr uint64_t Unknown = std::numeric_limits<uint64_t>::max();

/// The first number behind \p Label in a file of the kernel, or Unknown.
static uint64_t numberIn(const char *Path, llvm::StringRef Label) {
  auto Buffer = llvm::MemoryBuffer::getFileAsStream(Path);
  if (!Buffer)
    return Unknown;
  llvm::StringRef Text = (*Buffer)->getBuffer();
  size_t At = Text.find(Label);
  uint64_t Number;
  if (At == llvm::StringRef::npos ||
      Text.drop_front(At + Label.size()).ltrim().consumeInteger(10, Number))
    return Unknown;
  return Number;
}

uint64_t availableMemory() {
  uint64_t Machine = numberIn("/proc/meminfo", "MemAvailable:");
  if (Machine != Unknown)
    Machine *= 1024;
  uint64_t Most = numberIn("/sys/fs/cgroup/memory.max", "");
  uint64_t Used = numberIn("/sys/fs/cgroup/memory.current", "");
  // What is cached of files can be given up.
  uint64_t Cached = numberIn("/sys/fs/cgroup/memory.stat", "inactive_file ");
  if (Most == Unknown || Used == Unknown)
    return Machine;
  if (Cached != Unknown)
    Used -= std::min(Used, Cached);
  return std::min(Machine, Most - std::min(Most, Used));
}

bool WorkerMemory::fits(uint64_t Bytes) const {
  if (Running == 0)
    return true;
  return Held + Bytes <= Limit && (!AskSystem || Bytes <= availableMemory());
}

WorkerMemory::Room::Room(WorkerMemory &Memory, uint64_t Bytes)
    : Memory(Memory), Bytes(Bytes) {
  std::unique_lock<std::mutex> Guard(Memory.Lock);
  // Other programs give memory back without a word.
  while (!Memory.fits(Bytes))
    Memory.Changed.wait_for(Guard, std::chrono::milliseconds(200));
  Memory.Held += Bytes;
  Memory.Peak = std::max(Memory.Peak, ++Memory.Running);
}

WorkerMemory::Room::~Room() {
  {
    std::lock_guard<std::mutex> Guard(Memory.Lock);
    Memory.Held -= Bytes;
    --Memory.Running;
  }
  Memory.Changed.notify_all();
}

} // namespace torchleak
