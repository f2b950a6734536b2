//===- SharedHeader.cpp - Library headers parsed once ---------------------===//

#include "frontend/headers/SharedHeader.h"
#include "frontend/command/Paths.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/VirtualFileSystem.h"
#include "llvm/Support/xxhash.h"

using namespace clang;

namespace torchleak {

//===----------------------------------------------------------------------===//
// Does it fit?
//===----------------------------------------------------------------------===//

bool SharedHeader::mentions(llvm::StringRef Identifier) const {
  return std::binary_search(Identifiers.begin(), Identifiers.end(),
                            llvm::xxh3_64bits(Identifier));
}

static llvm::StringRef macroName(llvm::StringRef Definition) {
  return Definition.drop_front().take_until(
      [](char C) { return C == '=' || C == '('; });
}

bool SharedHeader::fitsFlags(const CompilationSetting &Setting,
                             FolderListings &Listings) const {
  if (Setting.Key != Key || llvm::any_of(Macros, [&](const std::string &Macro) {
        return !llvm::is_contained(Setting.Macros, Macro);
      }))
    return false;
  for (const std::string &Macro : Setting.Macros)
    if (!llvm::is_contained(Macros, Macro) && mentions(macroName(Macro)))
      return false;
  // Of both, only folders count that hold something of a name that is included
  // here.
  auto Counts = [&](const SearchFolder &Folder) {
    return Listings.holdsAny(Folder.Path, IncludedNames);
  };
  std::vector<SearchFolder> Ours, Theirs;
  llvm::copy_if(Folders, std::back_inserter(Ours), Counts);
  llvm::copy_if(Setting.Folders, std::back_inserter(Theirs), Counts);
  return Ours == Theirs;
}

bool SharedHeader::clashes(const UnitIncludes &Includes) const {
  // For names in standard headers, the standard forbids such macros.
  size_t Count = 0;
  for (const LibraryInclude &Include : Includes.Library)
    if (!Include.Standard)
      Count = std::max(Count, Include.MacrosBefore);
  return llvm::any_of(llvm::ArrayRef(Includes.Macros).take_front(Count),
                      [&](const TouchedMacro &Macro) {
                        bool Skipped =
                            Macro.IfUndefined &&
                            std::binary_search(Defined.begin(), Defined.end(),
                                               llvm::xxh3_64bits(Macro.Name));
                        return !Skipped && mentions(Macro.Name);
                      });
}

bool SharedHeader::holdsTorchOf(const UnitIncludes &Includes) const {
  return llvm::all_of(Includes.Library, [&](const LibraryInclude &Include) {
    return !Include.Torch || FileSet.contains(Include.File);
  });
}

bool SharedHeader::fits(const CompilationSetting &Setting,
                        const UnitIncludes &Includes,
                        FolderListings &Listings) const {
  return holdsTorchOf(Includes) && !clashes(Includes) &&
         fitsFlags(Setting, Listings);
}

size_t SharedHeader::covers(const UnitIncludes &Includes) const {
  return llvm::count_if(Includes.Library, [&](const LibraryInclude &Include) {
    return FileSet.contains(Include.File);
  });
}

//===----------------------------------------------------------------------===//
// Kept between runs
//===----------------------------------------------------------------------===//

std::string SharedHeader::storedPrefix(llvm::StringRef Key) {
  return ("header-" + Key.take_front(16) + "-").str();
}

std::vector<std::string> SharedHeader::stored(const CacheStore &Store,
                                              llvm::StringRef Key) {
  return Store.names(storedPrefix(Key));
}

llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> SharedHeader::putBefore(
    CompilerInvocation &Invocation,
    const llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> &Disk) const {
  std::string Path = mainFileName() + ".pch";
  PreprocessorOptions &Options = Invocation.getPreprocessorOpts();
  Options.ImplicitPCHInclude = Path;
  // fits() has looked; Clang would ask for the times of thousands of files.
  Options.DisablePCHOrModuleValidation = DisableValidationForModuleKind::All;
  auto Memory = llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
  // Clang wants to see it, where something lies in it.
  Memory->addFileNoOwn(mainFileName(), 0,
                       llvm::MemoryBufferRef(Text, mainFileName()));
  Memory->addFileNoOwn(Path, 0, llvm::MemoryBufferRef(Bytes, Path));
  auto FS = llvm::makeIntrusiveRefCnt<llvm::vfs::OverlayFileSystem>(Disk);
  FS->pushOverlay(Memory);
  return FS;
}

void SharedHeader::index() {
  for (const auto &[File, Hash] : Files)
    FileSet.insert(absolutePath(File, "/"));
}

std::string SharedHeader::description() const {
  llvm::json::Array FolderList, FileList, NameList;
  for (const SearchFolder &Folder : Folders)
    FolderList.push_back(llvm::json::Array{
        Folder.Path, static_cast<int>(Folder.Kind), Folder.QuotedOnly});
  for (const auto &[File, Hash] : Files)
    FileList.push_back(llvm::json::Array{File, Hash});
  for (const auto &Included : IncludedNames)
    NameList.push_back(Included.first());
  std::string Result;
  llvm::raw_string_ostream(Result) << llvm::json::Value(
      llvm::json::Object{{"text", Text},
                         {"key", Key},
                         {"macros", llvm::json::Array(Macros)},
                         {"folders", std::move(FolderList)},
                         {"files", std::move(FileList)},
                         {"names", std::move(NameList)}});
  return Result;
}

bool SharedHeader::readDescription(llvm::StringRef Description) {
  auto Value = llvm::json::parse(Description);
  if (!Value) {
    llvm::consumeError(Value.takeError());
    return false;
  }
  const llvm::json::Object *Top = Value->getAsObject();
  if (!Top || !Top->getString("text") || !Top->getString("key") ||
      !Top->getArray("macros") || !Top->getArray("folders") ||
      !Top->getArray("files") || !Top->getArray("names"))
    return false;
  Text = Top->getString("text")->str();
  Key = Top->getString("key")->str();
  for (const llvm::json::Value &Macro : *Top->getArray("macros"))
    Macros.push_back(Macro.getAsString().value_or("").str());
  for (const llvm::json::Value &Item : *Top->getArray("folders")) {
    const llvm::json::Array *Folder = Item.getAsArray();
    if (!Folder || Folder->size() != 3)
      return false;
    Folders.push_back({(*Folder)[0].getAsString().value_or("").str(),
                       static_cast<SrcMgr::CharacteristicKind>(
                           (*Folder)[1].getAsInteger().value_or(0)),
                       (*Folder)[2].getAsBoolean().value_or(false)});
  }
  for (const llvm::json::Value &Item : *Top->getArray("files")) {
    const llvm::json::Array *File = Item.getAsArray();
    if (!File || File->size() != 2)
      return false;
    Files.emplace_back((*File)[0].getAsString().value_or("").str(),
                       (*File)[1].getAsString().value_or("").str());
  }
  for (const llvm::json::Value &Included : *Top->getArray("names"))
    IncludedNames.insert(Included.getAsString().value_or(""));
  return true;
}

namespace {
/// The layout of an entry: these sizes, then the parts, each at a multiple of
/// eight.
struct Layout {
  uint64_t Header, Identifiers, Defined, Description;
};
} // namespace

static llvm::StringRef asBytes(const std::vector<uint64_t> &Numbers) {
  return {reinterpret_cast<const char *>(Numbers.data()),
          Numbers.size() * sizeof(uint64_t)};
}

void SharedHeader::save(CacheStore &Store) const {
  std::string Description = description();
  Layout Sizes{Bytes.size(), Identifiers.size(), Defined.size(),
               Description.size()};
  std::string Padding(-Bytes.size() & 7, '\0');
  Store.put(
      Name,
      {llvm::StringRef(reinterpret_cast<const char *>(&Sizes), sizeof(Sizes)),
       Bytes, Padding, asBytes(Identifiers), asBytes(Defined), Description});
}

std::unique_ptr<SharedHeader> SharedHeader::load(CacheStore &Store,
                                                 llvm::StringRef Name,
                                                 FileHashes &Hashes) {
  std::optional<CacheEntry> Entry = Store.get(Name);
  if (!Entry || Entry->Bytes.size() < sizeof(Layout))
    return nullptr;
  llvm::StringRef Rest = Entry->Bytes;
  Layout Sizes;
  memcpy(&Sizes, Rest.data(), sizeof(Sizes));
  Rest = Rest.drop_front(sizeof(Sizes));
  auto Result = std::make_unique<SharedHeader>(Private());
  Result->Name = Name.str();
  Result->Bytes = Rest.take_front(Sizes.Header);
  Rest = Rest.drop_front(llvm::alignTo(Sizes.Header, 8));
  for (auto [Into, Count] : {std::pair(&Result->Identifiers, Sizes.Identifiers),
                             std::pair(&Result->Defined, Sizes.Defined)}) {
    Into->resize(Count);
    memcpy(Into->data(), Rest.data(), Count * sizeof(uint64_t));
    Rest = Rest.drop_front(Count * sizeof(uint64_t));
  }
  if (!Result->readDescription(Rest.take_front(Sizes.Description)))
    return nullptr;
  for (const auto &[File, Hash] : Result->Files)
    if (Hashes.hash(File) != Hash)
      return nullptr;
  Result->Stored = std::move(Entry);
  Result->index();
  return Result;
}

} // namespace torchleak
