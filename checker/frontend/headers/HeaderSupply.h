//===- HeaderSupply.h - Each unit's shared header ---------------*- C++ -*-===//

#ifndef TORCHLEAK_FRONTEND_HEADERS_HEADERSUPPLY_H
#define TORCHLEAK_FRONTEND_HEADERS_HEADERSUPPLY_H

#include "frontend/headers/HeaderPlan.h"
#include <functional>
#include <map>

namespace torchleak {

/// What it took, for --stats.
struct HeaderCounts {
  unsigned Loaded = 0;
  unsigned Built = 0;
  /// Headers that could not be made, by the reason.
  std::map<std::string, unsigned> Failures;
  /// Loading and building.
  double Seconds = 0;

  void add(const HeaderCounts &Other) {
    Loaded += Other.Loaded;
    Built += Other.Built;
    for (const auto &[Reason, Count] : Other.Failures)
      Failures[Reason] += Count;
    Seconds += Other.Seconds;
  }
};

/// Finds or makes the headers of units that have one key.
class HeaderSupply {
public:
  /// Runs a parse of library headers; false if it crashed.
  using ParseRunner = std::function<bool(llvm::function_ref<void()>)>;

  /// \p Cache may be null.
  HeaderSupply(CacheStore *Cache, FileHashes &Hashes, FolderListings &Listings,
               ParseRunner RunParse)
      : Cache(Cache), Hashes(Hashes), Listings(Listings),
        RunParse(std::move(RunParse)) {}

  using Header = std::shared_ptr<const SharedHeader>;
  /// One header for each of \p Users; null for those that are better off
  /// without.
  std::vector<Header> serve(llvm::ArrayRef<HeaderUser> Users);

  const HeaderCounts &counts() const { return Counts; }

private:
  void load(llvm::StringRef Key);
  /// Gives each open user the header that holds most for it, if any fits.
  void assign();
  /// Closes users that no header can help.
  void giveUp();
  /// Libraries that do not go together are left to the units.
  Header buildFor(llvm::ArrayRef<size_t> Chosen);
  Header build(const SharedHeader::Request &Request);

  CacheStore *Cache;
  FileHashes &Hashes;
  FolderListings &Listings;
  ParseRunner RunParse;
  HeaderCounts Counts;

  llvm::ArrayRef<HeaderUser> Users;
  std::vector<Header> Offered, Given;
  /// Users that have no header yet and may get one.
  std::vector<size_t> Open;
};

} // namespace torchleak

#endif
