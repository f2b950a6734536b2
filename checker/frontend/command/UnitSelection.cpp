//===- UnitSelection.cpp - Which units to analyse -------------------------===//

#include "frontend/command/UnitSelection.h"
#include "frontend/command/Paths.h"
#include "clang/Tooling/JSONCompilationDatabase.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <tuple>

namespace path = llvm::sys::path;
using clang::tooling::CompilationDatabase;

namespace torchleak {

static constexpr llvm::StringLiteral FileName = "compile_commands.json";

static std::string inDirectory(llvm::StringRef Directory) {
  llvm::SmallString<256> Path(Directory);
  path::append(Path, FileName);
  return Path.str().str();
}

static llvm::Expected<std::string> findDatabase(llvm::StringRef BuildPath) {
  if (!BuildPath.empty()) {
    if (!llvm::sys::fs::is_directory(BuildPath)) {
      if (llvm::sys::fs::exists(BuildPath))
        return BuildPath.str();
      return llvm::createStringError("'" + BuildPath + "' does not exist");
    }
    std::string Path = inDirectory(BuildPath);
    if (llvm::sys::fs::exists(Path))
      return Path;
    return llvm::createStringError(
        "no " + FileName + " in '" + BuildPath +
        "'; CMake writes it with -DCMAKE_EXPORT_COMPILE_COMMANDS=ON");
  }
  std::string Start = currentDirectory();
  for (llvm::StringRef Dir = Start; !Dir.empty();
       Dir = path::parent_path(Dir)) {
    for (const std::string &Path :
         {inDirectory(Dir), inDirectory((Dir + "/build").str())})
      if (llvm::sys::fs::exists(Path))
        return Path;
  }
  return llvm::createStringError(
      "no " + FileName +
      " here, in build/ or above; name the build directory with -p. CMake "
      "writes it with -DCMAKE_EXPORT_COMPILE_COMMANDS=ON");
}

llvm::Expected<std::unique_ptr<CompilationDatabase>>
loadDatabase(llvm::StringRef BuildPath) {
  llvm::Expected<std::string> Path = findDatabase(BuildPath);
  if (!Path)
    return Path.takeError();
  std::string Message;
  std::unique_ptr<CompilationDatabase> Database =
      clang::tooling::JSONCompilationDatabase::loadFromFile(
          *Path, Message, clang::tooling::JSONCommandLineSyntax::AutoDetect);
  if (!Database)
    return llvm::createStringError("cannot read the compilation database '" +
                                   *Path +
                                   "': " + llvm::StringRef(Message).rtrim());
  return clang::tooling::expandResponseFiles(std::move(Database),
                                             llvm::vfs::getRealFileSystem());
}

/// Removes units that say the same about the same file; CMake writes one entry
/// per target, and targets share files.
static void removeDuplicates(std::vector<Unit> &Units) {
  auto Identity = [](const Unit &U) {
    return std::tie(U.File, U.Directory, U.Arguments, U.Error);
  };
  llvm::stable_sort(Units, [&](const Unit &A, const Unit &B) {
    return Identity(A) < Identity(B);
  });
  std::vector<Unit> Different;
  for (Unit &U : Units)
    if (Different.empty() || Identity(Different.back()) != Identity(U))
      Different.push_back(std::move(U));
    else
      llvm::append_range(Different.back().Targets, U.Targets);
  Units = std::move(Different);
}

llvm::Expected<std::vector<Unit>>
unitsWithFlags(llvm::ArrayRef<std::string> Paths,
               llvm::ArrayRef<std::string> Flags) {
  if (Paths.empty())
    return llvm::createStringError("compiler flags after '--' need a file");
  std::vector<Unit> Result;
  for (const std::string &Path : Paths) {
    if (!llvm::sys::fs::exists(Path))
      return llvm::createStringError("'" + Path + "' does not exist");
    if (llvm::sys::fs::is_directory(Path))
      return llvm::createStringError(
          "'" + Path + "' is a directory; flags after '--' are for files");
    clang::tooling::CompileCommand Command;
    Command.Directory = currentDirectory();
    Command.Filename = Path;
    Command.CommandLine = {"clang++"};
    llvm::append_range(Command.CommandLine, Flags);
    Result.push_back(makeUnit(Command));
    Result.back().Named = true;
  }
  removeDuplicates(Result);
  return Result;
}

llvm::Expected<std::vector<Unit>>
selectUnits(const CompilationDatabase &Database,
            llvm::ArrayRef<std::string> Paths) {
  std::vector<Unit> All;
  for (const clang::tooling::CompileCommand &Command :
       Database.getAllCompileCommands())
    All.push_back(makeUnit(Command));
  removeDuplicates(All);
  if (All.empty())
    return llvm::createStringError("the compilation database has no units");
  if (Paths.empty())
    return All;

  std::vector<std::string> RealFiles;
  for (const Unit &U : All)
    RealFiles.push_back(realPath(U.File));
  std::vector<bool> Chosen(All.size());
  for (const std::string &Path : Paths) {
    if (!llvm::sys::fs::exists(Path))
      return llvm::createStringError("'" + Path + "' does not exist");
    std::string Real = realPath(Path);
    bool Any = false;
    for (size_t I = 0; I < All.size(); ++I)
      if (isBelow(RealFiles[I], Real)) {
        Chosen[I] = Any = true;
        All[I].Named |= RealFiles[I] == Real;
      }
    if (!Any && llvm::sys::fs::is_directory(Real))
      return llvm::createStringError("no unit of the compilation database is "
                                     "below '" +
                                     Path + "'");
    if (!Any)
      return llvm::createStringError(
          "'" + Path + "' is not in the compilation database" +
          (path::extension(Path).starts_with(".h")
               ? "; a header is analysed with the units that include it"
               : ""));
  }
  std::vector<Unit> Result;
  for (size_t I = 0; I < All.size(); ++I)
    if (Chosen[I])
      Result.push_back(std::move(All[I]));
  return Result;
}

} // namespace torchleak
