//===- ResultCache.cpp - Units that did not change ------------------------===//

#include "frontend/cache/ResultCache.h"
#include "frontend/cache/OutcomeJson.h"
#include "frontend/command/Paths.h"
#include "frontend/headers/IncludedNames.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace json = llvm::json;

namespace torchleak {

/// Replaces the root wherever it stands in an argument.
static std::string withoutRoot(llvm::StringRef Text, llvm::StringRef Root) {
  std::string Result;
  while (!Root.empty()) {
    auto [Before, After] = Text.split(Root);
    Result += Before;
    if (Before.size() == Text.size())
      return Result;
    Result += "<root>";
    Text = After;
  }
  return Text.str();
}

static std::string optionsText(const Options &Opts) {
  std::string Result = std::to_string(static_cast<int>(Opts.Show));
  if (Opts.ThroughFacts || Opts.PrintFacts)
    Result += "facts";
  for (const std::vector<std::string> *List :
       {&Opts.TensorTypes, &Opts.GuardTypes, &Opts.GuardMacros,
        &Opts.KeepFunctions, &Opts.ReleaseFunctions, &Opts.StepFunctions})
    Result += "|" + llvm::join(*List, ";");
  return Result;
}

ResultCache::Key ResultCache::keyOf(const Unit &U, const UnitSettings &Settings,
                                    const CompilationSetting &Setting,
                                    Wanted What) const {
  Key Result;
  Result.Root = projectRoot(U.File);
  if (Result.Root.empty() && isBelow(U.File, WorkingDirectory))
    Result.Root = WorkingDirectory;
  std::string Text =
      Program + (What == Wanted::Facts ? " facts\n" : " findings\n");
  for (const EnabledRule &Rule : Settings.Rules)
    Text += Rule.Name + "\n" + optionsText(Rule.Opts) + "\n";
  Text += clang::tidy::configurationAsText(Settings.Tidy) + "\n";
  for (const std::string &Argument : Setting.Invocation->getCC1CommandLine())
    Text += withoutRoot(Argument, Result.Root) + "\n";
  Text += keptPath(U.File, Result.Root) + "\n" +
          keptPath(U.Directory, Result.Root) + "\n" +
          llvm::join(U.DroppedFlags, "\n");
  Result.Name = "result-" + contentHash(Text);
  return Result;
}

static json::Array filesToJson(llvm::ArrayRef<FileRead> Files,
                               llvm::StringRef Root) {
  json::Array Result;
  for (const FileRead &File : Files)
    Result.push_back(json::Array{keptPath(File.Path, Root), File.Hash});
  return Result;
}

static bool filesFromJson(const json::Array *From, llvm::StringRef Root,
                          std::vector<FileRead> &Out) {
  if (!From)
    return false;
  for (const json::Value &Item : *From) {
    const json::Array *File = Item.getAsArray();
    if (!File || File->size() != 2 || !(*File)[0].getAsString() ||
        !(*File)[1].getAsString())
      return false;
    Out.push_back({pathFromKept(*(*File)[0].getAsString(), Root),
                   (*File)[1].getAsString()->str()});
  }
  return true;
}

static std::optional<json::Value> parseEntry(const CacheStore &Store,
                                             llvm::StringRef Name) {
  std::optional<CacheEntry> Entry = Store.get(Name);
  if (!Entry)
    return std::nullopt;
  llvm::Expected<json::Value> Value = json::parse(Entry->Bytes);
  if (Value && Value->getAsObject())
    return std::move(*Value);
  llvm::consumeError(Value.takeError());
  return std::nullopt;
}

const ResultCache::LibraryList *
ResultCache::libraryList(const std::string &Name) {
  std::lock_guard<std::mutex> Guard(Lock);
  auto [It, IsNew] = Lists.try_emplace(Name);
  if (IsNew)
    if (std::optional<json::Value> Value = parseEntry(Store, Name)) {
      LibraryList List;
      const json::Object &From = *Value->getAsObject();
      const json::Array *Names = From.getArray("names");
      if (Names && filesFromJson(From.getArray("files"), "", List.Files)) {
        for (const json::Value &Item : *Names)
          List.Names.insert(Item.getAsString().value_or(""));
        List.Unchanged = llvm::all_of(List.Files, [&](const FileRead &File) {
          return Hashes.hash(File.Path) == File.Hash;
        });
        It->second = std::move(List);
      }
    }
  return It->second ? &*It->second : nullptr;
}

std::string ResultCache::keepLibraryList(llvm::ArrayRef<FileRead> Files,
                                         const llvm::StringSet<> &Names) {
  json::Array NameList;
  std::vector<llvm::StringRef> Sorted;
  for (const auto &Name : Names)
    Sorted.push_back(Name.first());
  llvm::sort(Sorted);
  for (llvm::StringRef Name : Sorted)
    NameList.push_back(Name);
  std::string Text;
  llvm::raw_string_ostream(Text) << json::Value(json::Object{
      {"files", filesToJson(Files, "")}, {"names", std::move(NameList)}});
  std::string Name = "list-" + contentHash(Text);
  std::lock_guard<std::mutex> Guard(Lock);
  if (KeptLists.insert(Name).second)
    Store.put(Name, {Text});
  return Name;
}

std::string ResultCache::surroundings(const Key &K,
                                      const CompilationSetting &Setting,
                                      const UnitIncludes &Includes,
                                      const llvm::StringSet<> &LibraryNames) {
  llvm::StringSet<> Names = LibraryNames;
  for (const auto &Name : Includes.Names)
    Names.insert(firstComponent(Name.first()));
  std::string Text;
  for (const SearchFolder &Folder : Setting.Folders)
    Text += keptPath(Folder.Path, K.Root) + "\n" +
            Listings.held(Folder.Path, Names) + "\n";
  for (const std::string &File : Includes.ProjectFiles)
    Text += keptPath(File, K.Root) + "\n";
  return contentHash(Text);
}

std::optional<UnitOutcome> ResultCache::find(const Key &K,
                                             const CompilationSetting &Setting,
                                             const UnitIncludes &Includes,
                                             double &LastSeconds) {
  std::optional<json::Value> Value = parseEntry(Store, K.Name);
  if (!Value)
    return std::nullopt;
  const json::Object &Entry = *Value->getAsObject();
  LastSeconds = Entry.getNumber("seconds").value_or(0);
  std::vector<FileRead> Files;
  const json::Value *Outcome = Entry.get("outcome");
  if (!Outcome || !filesFromJson(Entry.getArray("files"), K.Root, Files))
    return std::nullopt;
  for (const FileRead &File : Files)
    if (Hashes.hash(File.Path) != File.Hash)
      return std::nullopt;
  const LibraryList *Library =
      libraryList(Entry.getString("library").value_or("").str());
  if (!Library || !Library->Unchanged ||
      Entry.getString("surroundings").value_or("") !=
          surroundings(K, Setting, Includes, Library->Names))
    return std::nullopt;
  std::optional<UnitOutcome> Result = outcomeFromJson(*Outcome, K.Root);
  const json::Array *Facts = Entry.getArray("facts");
  if (!Result || !Facts)
    return std::nullopt;
  for (const json::Value &Name : *Facts) {
    auto Kept = Store.get(Name.getAsString().value_or(""));
    if (!Kept)
      return std::nullopt;
    Result->Facts.push_back(Kept->Bytes.str());
  }
  return Result;
}

void ResultCache::keep(const Key &K, const CompilationSetting &Setting,
                       const UnitIncludes &Includes, const UnitOutcome &Outcome,
                       const SharedHeader *Header) {
  if (!Outcome.Failure.empty() || !Outcome.Complaints.empty() ||
      llvm::any_of(Outcome.Files,
                   [](const FileRead &File) { return File.Hash.empty(); }))
    return;
  std::vector<FileRead> Own, Library;
  llvm::StringSet<> Names = Outcome.IncludedNames;
  for (const FileRead &File : Outcome.Files)
    (isBelow(File.Path, K.Root) ? Own : Library).push_back(File);
  if (Header) {
    for (const auto &[Path, Hash] : Header->files())
      Library.push_back({Path, Hash});
    for (const auto &Name : Header->includedNames())
      Names.insert(Name.first());
  }
  json::Array FactNames;
  for (const std::string &Facts : Outcome.Facts) {
    std::string Name = "facts-" + contentHash(Facts);
    Store.put(Name, {Facts});
    FactNames.push_back(std::move(Name));
  }
  llvm::sort(Library);
  std::string List = keepLibraryList(Library, Names);
  std::string Text;
  llvm::raw_string_ostream(Text) << json::Value(
      json::Object{{"files", filesToJson(Own, K.Root)},
                   {"library", List},
                   {"surroundings", surroundings(K, Setting, Includes, Names)},
                   {"seconds", Outcome.ParseSeconds + Outcome.AnalysisSeconds},
                   {"facts", std::move(FactNames)},
                   {"outcome", outcomeToJson(Outcome, K.Root)}});
  // A source may hold other bytes than UTF-8, and JSON may not.
  if (json::isUTF8(Text))
    Store.put(K.Name, {Text});
}

} // namespace torchleak
