//===- Fingerprint.cpp - Recognising a finding later ----------------------===//

#include "frontend/command/Fingerprint.h"
#include "frontend/command/Paths.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/SHA256.h"

namespace torchleak {

static std::string squeeze(llvm::StringRef Line) {
  llvm::SmallVector<llvm::StringRef, 16> Words;
  llvm::SplitString(Line, Words);
  return llvm::join(Words, " ");
}

static std::string nameInRepository(llvm::StringRef File,
                                    llvm::StringRef WorkingDirectory) {
  std::string Root = projectRoot(File);
  return relativeBelow(File, Root.empty() ? WorkingDirectory : Root);
}

void addFingerprints(std::vector<ReportedFinding> &Findings,
                     llvm::StringRef WorkingDirectory) {
  llvm::StringMap<std::string> Names;
  llvm::StringMap<unsigned> Seen;
  for (ReportedFinding &F : Findings) {
    std::string &Name = Names[F.At.File];
    if (Name.empty())
      Name = nameInRepository(F.At.File, WorkingDirectory);
    std::string Text = "1\n" + F.Rule + "\n" + Name + "\n" + F.Function + "\n" +
                       squeeze(F.At.LineText) + "\n";
    Text += std::to_string(Seen[Text]++) + "\n";
    auto Hash = llvm::SHA256::hash(llvm::arrayRefFromStringRef(Text));
    F.Fingerprint = llvm::toHex(llvm::ArrayRef<uint8_t>(Hash).take_front(16),
                                /*LowerCase=*/true);
  }
}

} // namespace torchleak
