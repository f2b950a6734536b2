//===- IncludeWalk.cpp - What a unit includes -----------------------------===//

#include "frontend/headers/IncludeWalk.h"
#include "frontend/command/Paths.h"
#include "model/LibtorchPaths.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

namespace path = llvm::sys::path;

namespace torchleak {

IncludeWalker::IncludeWalker() : Files(clang::FileSystemOptions()) {}

/// C++ standard headers have no suffix.
static bool isStandardInclude(llvm::StringRef Name) {
  return !Name.contains('/') && !Name.contains('.');
}

const std::vector<Directive> &IncludeWalker::directives(llvm::StringRef File) {
  auto [Entry, IsNew] = Scanned.try_emplace(File);
  if (IsNew)
    if (auto Buffer = llvm::MemoryBuffer::getFile(File, /*IsText=*/true))
      Entry->second = scanDirectives((*Buffer)->getBuffer());
  return Entry->second;
}

IncludeWalker::Target
IncludeWalker::find(const Directive &D, llvm::StringRef Includer,
                    const std::vector<SearchFolder> &Folders) {
  auto In = [&](llvm::StringRef Folder) -> std::string {
    std::string Path = absolutePath(D.Text, Folder);
    return Files.getOptionalFileRef(Path) ? Path : "";
  };
  if (!D.Angled)
    if (std::string File = In(path::parent_path(Includer)); !File.empty())
      return {File, isLibtorchFile(File)};
  for (const SearchFolder &Folder : Folders) {
    if (Folder.QuotedOnly && D.Angled)
      continue;
    if (std::string File = In(Folder.Path); !File.empty())
      return {File, Folder.isSystem() || isLibtorchFile(File)};
  }
  return {};
}

bool IncludeWalker::libraryReachesTorch(
    const std::string &File, const std::vector<SearchFolder> &Folders) {
  auto Known = Reaching.find(File);
  if (Known != Reaching.end())
    return Known->second;
  bool Result = false;
  llvm::StringSet<> Seen;
  std::vector<std::string> Work{File};
  while (!Work.empty() && !Result) {
    std::string Next = std::move(Work.back());
    Work.pop_back();
    if (!Seen.insert(Next).second)
      continue;
    for (const Directive &D : directives(Next)) {
      if (D.What != Directive::Include || isStandardInclude(D.Text))
        continue;
      Target To = find(D, Next, Folders);
      Result |= To && (isTorchInclude(D.Text) || isLibtorchFile(To.File));
      if (To)
        Work.push_back(std::move(To.File));
    }
  }
  Reaching[File] = Result;
  return Result;
}

/// One unit on its way.
struct IncludeWalker::Walk {
  const std::vector<SearchFolder> &Folders;
  UnitIncludes Result;
  llvm::StringSet<> Followed;
  llvm::StringSet<> Included;
  /// From here on nothing may be moved to the front.
  bool Stopped = false;
};

void IncludeWalker::include(Walk &W, const Directive &D,
                            const std::string &Includer, bool Conditional) {
  W.Result.Names.insert(D.Text);
  Target To = find(D, Includer, W.Folders);
  if (!To) {
    if (!Conditional)
      W.Result.Missing.insert(D.Text);
    // What it would lead to is unknown.
    W.Result.ReachesTorch |= !Conditional || isTorchInclude(D.Text);
    return;
  }
  bool Torch = isTorchInclude(D.Text) || isLibtorchFile(To.File);
  W.Result.ReachesTorch |= Torch;
  if (!To.Library) {
    follow(W, To.File, Conditional);
    return;
  }
  bool Standard = !Torch && isStandardInclude(D.Text);
  W.Result.ReachesTorch |=
      !Torch && !Standard && libraryReachesTorch(To.File, W.Folders);
  if (Conditional || !D.TopLevel || W.Stopped)
    return;
  Directive Angled = D;
  Angled.Angled = true;
  if (!D.Angled && find(Angled, Includer, W.Folders).File != To.File)
    return;
  if (W.Included.insert(D.Text).second)
    W.Result.Library.push_back(
        {D.Text, To.File, Standard, Torch, W.Result.Macros.size()});
}

void IncludeWalker::follow(Walk &W, const std::string &File, bool Conditional) {
  if (!W.Followed.insert(File).second)
    return;
  W.Result.ProjectFiles.push_back(File);
  // A main file that is gone is a failure, and not without libtorch.
  W.Result.ReachesTorch |= !Files.getOptionalFileRef(File);
  unsigned Depth = 0;
  // Copied: the map may grow below.
  std::vector<Directive> Directives = directives(File);
  for (const Directive &D : Directives) {
    switch (D.What) {
    case Directive::Open:
      ++Depth;
      break;
    case Directive::Close:
      Depth -= Depth > 0;
      break;
    case Directive::Branch:
      break;
    case Directive::Define:
    case Directive::Undef:
      W.Result.Macros.push_back({D.Text, D.IfUndefined});
      break;
    case Directive::Pragma:
      W.Stopped = true;
      break;
    case Directive::UnknownInclude:
      W.Stopped = true;
      W.Result.ReachesTorch = true;
      break;
    case Directive::Include:
      // Between braces, the project's files are read as something else.
      if (!D.TopLevel && !W.Stopped) {
        W.Stopped = true;
        include(W, D, File, Conditional || Depth);
        W.Stopped = false;
        break;
      }
      include(W, D, File, Conditional || Depth);
    }
  }
}

UnitIncludes IncludeWalker::walk(llvm::StringRef File,
                                 llvm::ArrayRef<std::string> Forced,
                                 llvm::StringRef WorkingDirectory,
                                 const std::vector<SearchFolder> &Folders) {
  Walk W{Folders, {}, {}, {}, false};
  for (const std::string &Name : Forced)
    // As if the command line were a file that includes it.
    include(W, {Directive::Include, Name}, absolutePath("-", WorkingDirectory),
            /*Conditional=*/false);
  follow(W, File.str(), /*Conditional=*/false);
  return std::move(W.Result);
}

} // namespace torchleak
