//===- FileHashes.cpp - What files hold, without reading them -------------===//

#include "frontend/cache/FileHashes.h"
#include "llvm/Support/FileSystem.h"
#include <sys/stat.h>

namespace torchleak {

static constexpr llvm::StringLiteral EntryName = "files";

/// One line a file: hash, stamp, path, separated by tabs.
FileHashes::FileHashes(CacheStore *Store) : Store(Store) {
  std::optional<CacheEntry> Entry;
  if (Store)
    Entry = Store->get(EntryName);
  if (!Entry)
    return;
  llvm::StringRef Rest = Entry->Bytes;
  while (!Rest.empty()) {
    llvm::StringRef Line;
    std::tie(Line, Rest) = Rest.split('\n');
    auto [Hash, Tail] = Line.split('\t');
    auto [Stamp, Path] = Tail.split('\t');
    if (!Path.empty())
      Files[Path] = {Hash.str(), Stamp.str(), false};
  }
}

/// Empty for a file that changed so lately that its times prove nothing, or
/// that comes from the future.
static std::string stampOf(const struct stat &Status, bool &Settled) {
  auto Nanoseconds = [](const timespec &Time) {
    return Time.tv_sec * 1000000000LL + Time.tv_nsec;
  };
  timespec Now{};
  clock_gettime(CLOCK_REALTIME, &Now);
  constexpr long long Tick = 2000000000LL;
  long long Latest =
      std::max(Nanoseconds(Status.st_mtim), Nanoseconds(Status.st_ctim));
  Settled = Latest + Tick < Nanoseconds(Now);
  return std::to_string(Status.st_size) + "." +
         std::to_string(Nanoseconds(Status.st_mtim)) + "." +
         std::to_string(Nanoseconds(Status.st_ctim)) + "." +
         std::to_string(Status.st_ino) + "." + std::to_string(Status.st_dev);
}

std::string FileHashes::hash(llvm::StringRef Path) {
  {
    std::lock_guard<std::mutex> Guard(Lock);
    auto It = Files.find(Path);
    if (It != Files.end() && It->second.Checked)
      return It->second.Hash;
  }
  struct stat Status;
  std::string Name = Path.str(), Stamp, Hash;
  bool Settled = false;
  bool Exists = ::stat(Name.c_str(), &Status) == 0;
  if (Exists)
    Stamp = stampOf(Status, Settled);
  {
    std::lock_guard<std::mutex> Guard(Lock);
    Known &File = Files[Path];
    if (Exists && File.Stamp == Stamp) {
      File.Checked = true;
      return File.Hash;
    }
  }
  if (Exists)
    if (auto Buffer = llvm::MemoryBuffer::getFile(
            Name, /*IsText=*/false, /*RequiresNullTerminator=*/false))
      Hash = contentHash((*Buffer)->getBuffer());
  std::lock_guard<std::mutex> Guard(Lock);
  Files[Path] = {Hash, Settled ? Stamp : "", true};
  Changed = true;
  return Hash;
}

void FileHashes::save() {
  if (!Store || !Changed)
    return;
  std::string Text;
  for (const auto &File : Files)
    if (!File.second.Stamp.empty() && !File.second.Hash.empty() &&
        !File.first().contains('\n'))
      Text += File.second.Hash + "\t" + File.second.Stamp + "\t" +
              File.first().str() + "\n";
  Store->put(EntryName, {Text});
  Changed = false;
}

} // namespace torchleak
