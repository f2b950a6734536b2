//===- HeaderSupply.cpp - Each unit's shared header -----------------------===//

#include "frontend/headers/HeaderSupply.h"
#include "llvm/ADT/STLExtras.h"
#include <chrono>
#include <numeric>

namespace torchleak {

void HeaderSupply::load(llvm::StringRef Key) {
  if (!Cache)
    return;
  for (const std::string &Name : SharedHeader::stored(*Cache, Key))
    if (auto Loaded = SharedHeader::load(*Cache, Name, Hashes))
      Offered.push_back(std::move(Loaded));
}

void HeaderSupply::assign() {
  llvm::erase_if(Open, [&](size_t I) {
    const HeaderUser &User = Users[I];
    size_t Most = 0;
    for (const Header &Candidate : Offered) {
      size_t Covered = Candidate->covers(*User.Includes);
      if (Covered <= Most ||
          !Candidate->fits(*User.Setting, *User.Includes, Listings))
        continue;
      Given[I] = Candidate;
      Most = Covered;
    }
    return Given[I] != nullptr;
  });
}

void HeaderSupply::giveUp() {
  llvm::erase_if(Open, [&](size_t I) {
    return llvm::any_of(Offered, [&](const Header &Tried) {
      return Tried->clashes(*Users[I].Includes) &&
             Tried->fitsFlags(*Users[I].Setting, Listings);
    });
  });
}

HeaderSupply::Header HeaderSupply::buildFor(llvm::ArrayRef<size_t> Chosen) {
  std::vector<HeaderUser> Wanting;
  for (size_t I : Chosen)
    Wanting.push_back(Users[I]);
  SharedHeader::Request All = planHeader(Wanting, Libraries::All);
  if (Header Built = build(All))
    return Built;
  SharedHeader::Request Less = planHeader(Wanting, Libraries::StandardAndTorch);
  return Less.Includes == All.Includes ? nullptr : build(Less);
}

HeaderSupply::Header HeaderSupply::build(const SharedHeader::Request &Request) {
  std::string Failure;
  std::unique_ptr<SharedHeader> Built;
  if (!RunParse([&] { Built = SharedHeader::build(Request, Failure); }))
    Failure = "Clang crashed";
  if (!Built) {
    ++Counts.Failures[Failure];
    return nullptr;
  }
  ++Counts.Built;
  if (Cache)
    Built->save(*Cache);
  return Built;
}

std::vector<HeaderSupply::Header>
HeaderSupply::serve(llvm::ArrayRef<HeaderUser> Given) {
  auto Start = std::chrono::steady_clock::now();
  Users = Given;
  this->Given.assign(Users.size(), nullptr);
  Open.resize(Users.size());
  std::iota(Open.begin(), Open.end(), 0);

  load(Users.front().Setting->Key);
  assign();
  Counts.Loaded = Offered.size();
  // One unit alone pays for its header only if a later run can use it.
  size_t Least = Cache && Cache->problem().empty() ? 1 : 2;
  std::vector<size_t> Tried; // Last; empty for the first header.
  while (giveUp(), !Open.empty()) {
    // First what all have in common; then those apart whose flags differ.
    std::vector<size_t> Chosen = Open;
    if (!Tried.empty())
      llvm::erase_if(Chosen, [&](size_t I) {
        const CompilationSetting &Setting = *Users[I].Setting;
        const CompilationSetting &Front = *Users[Open.front()].Setting;
        return Setting.Macros != Front.Macros ||
               Setting.Folders != Front.Folders;
      });
    if (Chosen.size() >= Least && Chosen != Tried)
      if (Header Built = buildFor(Chosen)) {
        Offered.push_back(std::move(Built));
        assign();
      }
    // A header that was made and fits nobody is not made again.
    if (!Tried.empty() || Chosen.size() < Users.size())
      llvm::erase_if(Open,
                     [&](size_t I) { return llvm::is_contained(Chosen, I); });
    else if (Offered.empty())
      break; // What all have in common does not parse.
    Tried = std::move(Chosen);
  }
  Counts.Seconds +=
      std::chrono::duration<double>(std::chrono::steady_clock::now() - Start)
          .count();
  return std::move(this->Given);
}

} // namespace torchleak
