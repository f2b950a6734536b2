//===- WorkerMemory.h - No more workers than memory -------------*- C++ -*-===//

#ifndef TORCHLEAK_FRONTEND_COMMAND_WORKERMEMORY_H
#define TORCHLEAK_FRONTEND_COMMAND_WORKERMEMORY_H

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace torchleak {

/// Memory that programs can still have without swapping, in bytes, as the
/// system and its control groups say; nothing known is a lot.
uint64_t availableMemory();

/// Lets work begin while there is room for it. One piece of work may always
/// run.
class WorkerMemory {
public:
  /// \p LimitBytes for all workers together; 0 is what the machine has.
  explicit WorkerMemory(uint64_t LimitBytes)
      : Limit(LimitBytes ? LimitBytes : availableMemory()),
        AskSystem(LimitBytes == 0) {}

  /// Holds room for one piece of work as long as it lives.
  class Room {
  public:
    Room(WorkerMemory &Memory, uint64_t Bytes);
    ~Room();
    Room(const Room &) = delete;
    Room &operator=(const Room &) = delete;

  private:
    WorkerMemory &Memory;
    uint64_t Bytes;
  };

  /// The most that ran at once.
  unsigned peakWorkers() const { return Peak; }

private:
  bool fits(uint64_t Bytes) const;

  uint64_t Limit;
  /// Others use the machine as well.
  bool AskSystem;
  std::mutex Lock;
  std::condition_variable Changed;
  uint64_t Held = 0;
  unsigned Running = 0, Peak = 0;
};

} // namespace torchleak

#endif
