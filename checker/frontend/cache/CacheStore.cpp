//===- CacheStore.cpp - Named bytes in a folder ---------------------------===//

#include "frontend/cache/CacheStore.h"
#include "frontend/command/WholeFile.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CachePruning.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;
using llvm::support::endian::read64le;
using llvm::support::endian::write64le;

namespace torchleak {

// LLVM's pruning touches only files that are named so.
static constexpr llvm::StringLiteral FilePrefix = "llvmcache-";
static constexpr llvm::StringLiteral Magic = "TorchLk1";
static constexpr size_t HeadSize = 24; // Magic, length, checksum.

std::string contentHash(llvm::StringRef Bytes) {
  llvm::XXH128_hash_t Hash = llvm::xxh3_128bits(
      llvm::ArrayRef<uint8_t>(Bytes.bytes_begin(), Bytes.size()));
  return llvm::utohexstr(Hash.high64, /*LowerCase=*/true, 16) +
         llvm::utohexstr(Hash.low64, /*LowerCase=*/true, 16);
}

std::string defaultCacheFolder() {
  llvm::SmallString<256> Path;
  if (!path::cache_directory(Path))
    return "";
  path::append(Path, "torchleak", "check");
  return Path.str().str();
}

llvm::Expected<std::unique_ptr<CacheStore>>
CacheStore::open(llvm::StringRef Folder, uint64_t LimitBytes) {
  if (Folder.empty())
    return llvm::createStringError("no cache directory is known; name one "
                                   "with --cache-dir, or use --no-cache");
  std::error_code Error = fs::create_directories(Folder);
  if (!Error && !fs::is_directory(Folder))
    Error = std::make_error_code(std::errc::not_a_directory);
  if (Error)
    return llvm::createStringError(Error, "cannot use the cache directory '" +
                                              Folder + "': " + Error.message());
  return std::unique_ptr<CacheStore>(new CacheStore(Folder.str(), LimitBytes));
}

std::string CacheStore::pathOf(llvm::StringRef Name) const {
  llvm::SmallString<256> Path(Folder);
  path::append(Path, FilePrefix + Name);
  return Path.str().str();
}

std::optional<CacheEntry> CacheStore::get(llvm::StringRef Name) const {
  std::string Path = pathOf(Name);
  auto File = llvm::MemoryBuffer::getFile(Path, /*IsText=*/false,
                                          /*RequiresNullTerminator=*/false);
  if (!File)
    return std::nullopt;
  llvm::StringRef All = (*File)->getBuffer();
  if (All.size() < HeadSize || !All.starts_with(Magic))
    return std::nullopt;
  llvm::StringRef Bytes = All.drop_front(HeadSize);
  if (read64le(All.data() + 8) != Bytes.size() ||
      read64le(All.data() + 16) != llvm::xxh3_64bits(Bytes))
    return std::nullopt;
  // Pruning goes by the time of the last use, which file systems seldom keep.
  int Descriptor;
  if (!fs::openFileForWrite(Path, Descriptor, fs::CD_OpenExisting,
                            fs::OF_Append)) {
    auto Now = std::chrono::time_point_cast<std::chrono::nanoseconds>(
        std::chrono::system_clock::now());
    [[maybe_unused]] std::error_code Ignored =
        fs::setLastAccessAndModificationTime(Descriptor, Now);
    fs::file_t Handle = fs::convertFDToNativeFile(Descriptor);
    Ignored = fs::closeFile(Handle);
  }
  return CacheEntry{std::move(*File), Bytes};
}

void CacheStore::put(llvm::StringRef Name,
                     llvm::ArrayRef<llvm::StringRef> Pieces) {
  if (!problem().empty())
    return;
  uint64_t Size = 0;
  for (llvm::StringRef Piece : Pieces)
    Size += Piece.size();
  std::string Joined;
  if (Pieces.size() > 1) {
    Joined.reserve(Size);
    for (llvm::StringRef Piece : Pieces)
      Joined += Piece;
  }
  llvm::StringRef Bytes = Pieces.size() == 1 ? Pieces.front() : Joined;
  char Head[HeadSize];
  llvm::copy(Magic, Head);
  write64le(Head + 8, Size);
  write64le(Head + 16, llvm::xxh3_64bits(Bytes));
  llvm::Error Error = writeWholeFile(pathOf(Name), [&](llvm::raw_ostream &OS) {
    OS.write(Head, HeadSize);
    OS << Bytes;
  });
  std::lock_guard<std::mutex> Guard(Lock);
  if (!Error) {
    ++Written;
    return;
  }
  std::string Text = llvm::toString(std::move(Error));
  if (Problem.empty())
    Problem = "cannot write to the cache directory '" + Folder + "': " + Text +
              "; nothing more is kept for later runs";
}

std::vector<std::string> CacheStore::names(llvm::StringRef Prefix) const {
  std::vector<std::string> Result;
  std::error_code Error;
  for (fs::directory_iterator It(Folder, Error), End; !Error && It != End;
       It.increment(Error)) {
    llvm::StringRef Name = path::filename(It->path());
    if (Name.consume_front(FilePrefix) && Name.starts_with(Prefix) &&
        !Name.contains(".temp-stream"))
      Result.push_back(Name.str());
  }
  llvm::sort(Result);
  return Result;
}

void CacheStore::prune() {
  llvm::CachePruningPolicy Policy;
  Policy.Interval = std::chrono::seconds(Written ? 0 : 1200);
  Policy.Expiration = std::chrono::hours(24 * 30);
  Policy.MaxSizeBytes = LimitBytes;
  llvm::pruneCache(Folder, Policy);
}

std::string CacheStore::problem() const {
  std::lock_guard<std::mutex> Guard(Lock);
  return Problem;
}

} // namespace torchleak
