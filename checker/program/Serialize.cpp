//===- Serialize.cpp - Facts as bytes, and back ---------------------------===//

#include "program/Serialize.h"
#include "program/CheckFacts.h"
#include "program/FactsArchive.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/xxhash.h"

namespace torchleak {

namespace {

/// Unaligned and little-endian: its own bytes are the form.
struct Header {
  char Magic[8];
  llvm::support::ulittle32_t Version;
  /// What made it, padded with zeros.
  char Tool[20];
  llvm::support::ulittle64_t Length;
  llvm::support::ulittle64_t Checksum;
};
static_assert(sizeof(Header) == 48);

constexpr char Magic[8] = {'T', 'L', 'F', 'A', 'C', 'T', 'S', '\n'};
constexpr char Tool[20] = TORCHLEAK_VERSION;

} // namespace

std::string writeFacts(const UnitFacts &Unit) {
  std::string Packed = packFacts(Unit);
  Header H;
  std::copy(std::begin(Magic), std::end(Magic), H.Magic);
  std::copy(std::begin(Tool), std::end(Tool), H.Tool);
  H.Version = FactsVersion;
  H.Length = Packed.size();
  H.Checksum = llvm::xxh3_64bits(Packed);
  return std::string(reinterpret_cast<const char *>(&H), sizeof(H)) + Packed;
}

llvm::Expected<UnitFacts> readFacts(llvm::StringRef Bytes) {
  auto refuse = [](const llvm::Twine &Why) {
    return llvm::createStringError(Why);
  };
  if (!Bytes.starts_with(llvm::StringRef(Magic, sizeof(Magic))))
    return refuse("no facts of torchleak");
  if (Bytes.size() < sizeof(Header))
    return refuse("facts that are cut short");
  Header H;
  std::copy_n(Bytes.begin(), sizeof(H), reinterpret_cast<char *>(&H));
  if (H.Version != FactsVersion)
    return refuse("facts of form " + llvm::Twine(H.Version) + ", and not " +
                  llvm::Twine(FactsVersion));
  if (!std::equal(std::begin(Tool), std::end(Tool), H.Tool)) {
    llvm::StringRef Other(H.Tool, sizeof(H.Tool));
    return refuse("facts of torchleak " + Other.split('\0').first +
                  ", and not " + Tool);
  }
  llvm::StringRef Packed = Bytes.drop_front(sizeof(Header));
  if (Packed.size() != H.Length)
    return refuse(Packed.size() < H.Length ? "facts that are cut short"
                                           : "facts with something after them");
  if (llvm::xxh3_64bits(Packed) != H.Checksum)
    return refuse("facts that are damaged");
  std::string Why;
  std::unique_ptr<UnitFacts> Unit = unpackFacts(Packed, Why);
  if (!Unit)
    return refuse("facts that are damaged: " + Why);
  if (Why = checkFacts(*Unit); !Why.empty())
    return refuse("facts that are damaged: " + Why);
  Unit->indexPlaces();
  return std::move(*Unit);
}

} // namespace torchleak
