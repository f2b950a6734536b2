//===- ChangedSince.cpp - What version control says has changed -----------===//

#include "frontend/command/ChangedSince.h"
#include "frontend/command/Paths.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"

namespace torchleak {

static llvm::Expected<std::string> git(llvm::StringRef Directory,
                                       llvm::ArrayRef<llvm::StringRef> Words) {
  auto Program = llvm::sys::findProgramByName("git");
  if (!Program)
    return llvm::createStringError("--changed-since needs git, which is not "
                                   "installed");
  llvm::SmallString<128> Output, Problem;
  if (std::error_code Error =
          llvm::sys::fs::createTemporaryFile("torchleak", "out", Output))
    return llvm::createStringError(Error,
                                   "no temporary file: " + Error.message());
  llvm::FileRemover RemoveOutput(Output);
  if (std::error_code Error =
          llvm::sys::fs::createTemporaryFile("torchleak", "err", Problem))
    return llvm::createStringError(Error,
                                   "no temporary file: " + Error.message());
  llvm::FileRemover RemoveProblem(Problem);
  std::vector<llvm::StringRef> Arguments = {"git", "-C", Directory};
  llvm::append_range(Arguments, Words);
  int Code = llvm::sys::ExecuteAndWait(
      *Program, Arguments, /*Env=*/std::nullopt,
      {llvm::StringRef(""), llvm::StringRef(Output), llvm::StringRef(Problem)});
  auto Text = llvm::MemoryBuffer::getFile(Code == 0 ? Output : Problem);
  if (Code == 0 && Text)
    return (*Text)->getBuffer().str();
  llvm::StringRef Said = Text ? (*Text)->getBuffer().trim() : "";
  return llvm::createStringError(
      "git says: " +
      (Said.empty() ? "exit code " + std::to_string(Code)
                    : Said.take_until([](char C) { return C == '\n'; }).str()));
}

llvm::Expected<std::vector<std::string>>
filesChangedSince(llvm::StringRef Revision, llvm::StringRef Directory) {
  auto Top = git(Directory, {"rev-parse", "--show-toplevel"});
  if (!Top)
    return Top.takeError();
  std::string Root = llvm::StringRef(*Top).trim().str();
  // Not an option, not a path: a revision.
  auto Commit = git(Root, {"rev-parse", "--verify", "--quiet",
                           "--end-of-options", (Revision + "^{commit}").str()});
  if (!Commit) {
    llvm::consumeError(Commit.takeError());
    return llvm::createStringError("'" + Revision + "' is not a revision of '" +
                                   Root + "'");
  }
  std::vector<std::string> Result;
  for (const std::vector<llvm::StringRef> &Words :
       {std::vector<llvm::StringRef>{"diff", "--name-only", "--no-renames",
                                     "-z", llvm::StringRef(*Commit).trim(),
                                     "--"},
        {"ls-files", "--others", "--exclude-standard", "-z"}}) {
    auto Names = git(Root, Words);
    if (!Names)
      return Names.takeError();
    llvm::SmallVector<llvm::StringRef, 0> Parts;
    llvm::StringRef(*Names).split(Parts, '\0', -1, /*KeepEmpty=*/false);
    for (llvm::StringRef Part : Parts)
      Result.push_back(realPath(absolutePath(Part, Root)));
  }
  llvm::sort(Result);
  return Result;
}

} // namespace torchleak
