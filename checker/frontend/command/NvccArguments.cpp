//===- NvccArguments.cpp - Command lines of nvcc --------------------------===//

#include "frontend/command/NvccArguments.h"
#include "frontend/command/Paths.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/StringSaver.h"

namespace path = llvm::sys::path;

namespace torchleak {

bool isNvcc(llvm::StringRef Compiler) { return path::stem(Compiler) == "nvcc"; }

namespace {

/// What becomes of an option of nvcc. Options not in the table are the host
/// compiler's, as with --forward-unknown-to-host-compiler.
enum class Use {
  HostOption,    // not nvcc's
  DropFlag,      // nvcc's own, without value
  DropWithValue, // nvcc's own, with a value
  Prefix,        // -I and the like: the value may be glued on or be separate
  Standard,      // --std c++17
  Language,      // -x cu
  ToHost,        // -Xcompiler a,b
  OptionsFile,   // --options-file f
  RelaxedConstexpr,
  ExtendedLambda,
};

class Translator {
public:
  Translator(llvm::StringRef Directory) : Directory(Directory) {}

  void translate(llvm::ArrayRef<std::string> Arguments);
  NvccTranslation Result;

private:
  void add(std::string Argument) {
    Result.Arguments.push_back(std::move(Argument));
  }
  void readOptionsFile(llvm::StringRef File);
  void apply(Use What, llvm::StringRef Name, llvm::StringRef Value);

  llvm::StringRef Directory;
  unsigned Depth = 0;
};

} // namespace

/// \p Name without its leading dashes: nvcc takes long names with one as well.
static Use classify(llvm::StringRef Name) {
  return llvm::StringSwitch<Use>(Name)
      .Cases({"include-path", "system-include", "isystem", "include",
              "pre-include", "define-macro", "undefine-macro"},
             Use::Prefix)
      .Case("std", Use::Standard)
      .Cases({"x", "language"}, Use::Language)
      .Cases({"Xcompiler", "compiler-options"}, Use::ToHost)
      .Cases({"optf", "options-file"}, Use::OptionsFile)
      .Case("expt-relaxed-constexpr", Use::RelaxedConstexpr)
      .Cases({"extended-lambda", "expt-extended-lambda"}, Use::ExtendedLambda)
      .Cases({"arch", "gpu-architecture", "code", "gpu-code", "gencode",
              "generate-code"},
             Use::DropWithValue)
      .Cases({"ccbin", "compiler-bindir", "cudart", "cudadevrt",
              "libdevice-directory", "ldir", "target-directory", "target-dir"},
             Use::DropWithValue)
      .Cases({"Xptxas", "ptxas-options", "Xcudafe", "Xfatbin", "fatbin-options",
              "Xlinker", "linker-options", "Xnvlink", "nvlink-options",
              "Xarchive", "archive-options"},
             Use::DropWithValue)
      .Cases({"maxrregcount", "default-stream", "t", "threads", "split-compile",
              "rdc", "relocatable-device-code", "ftz", "prec-div", "prec-sqrt",
              "fmad", "device-entity-has-hidden-visibility"},
             Use::DropWithValue)
      .Cases({"diag-suppress", "diag-error", "diag-warn", "Werror",
              "display-error-number"},
             Use::DropWithValue)
      .Cases({"o", "output-file", "odir", "output-directory", "MF",
              "dependency-output", "MT", "dependency-target-name", "keep-dir",
              "compress-mode", "idp", "ddp", "dp"},
             Use::DropWithValue)
      .Cases({"c", "compile", "dc", "device-c", "dw", "device-w", "G",
              "device-debug", "lineinfo", "generate-line-info"},
             Use::DropFlag)
      .Cases({"use_fast_math", "restrict", "keep", "dryrun", "v", "verbose",
              "res-usage", "resource-usage", "extra-device-vectorization",
              "dopt", "dlto"},
             Use::DropFlag)
      .Cases({"forward-unknown-to-host-compiler", "forward-unknown-opts",
              "forward-unknown-to-host-linker", "allow-unsupported-compiler",
              "no-host-device-initializer-list", "no-host-device-move-forward"},
             Use::DropFlag)
      .Default(Use::HostOption);
}

void Translator::apply(Use What, llvm::StringRef Name, llvm::StringRef Value) {
  switch (What) {
  case Use::HostOption:
  case Use::DropFlag:
  case Use::DropWithValue:
    return;
  case Use::Prefix:
    add(llvm::StringSwitch<std::string>(Name)
            .Case("include-path", "-I")
            .Cases({"system-include", "isystem"}, "-isystem")
            .Cases({"include", "pre-include"}, "-include")
            .Case("define-macro", "-D")
            .Default("-U"));
    add(Value.str());
    return;
  case Use::Standard:
    add("-std=" + Value.str());
    return;
  case Use::Language:
    Result.Language = Value.str();
    return;
  case Use::ToHost:
    for (llvm::StringRef Item : llvm::split(Value, ','))
      add(Item.str());
    return;
  case Use::OptionsFile:
    readOptionsFile(Value);
    return;
  case Use::RelaxedConstexpr:
    add("-D__CUDACC_RELAXED_CONSTEXPR__");
    return;
  case Use::ExtendedLambda:
    add("-D__CUDACC_EXTENDED_LAMBDA__");
    return;
  }
}

void Translator::translate(llvm::ArrayRef<std::string> Arguments) {
  for (size_t I = 0; I < Arguments.size(); ++I) {
    llvm::StringRef Argument = Arguments[I];
    auto [Name, Value] = Argument.ltrim('-').split('=');
    Use What = Argument.starts_with("-") ? classify(Name) : Use::HostOption;
    if (What == Use::HostOption) {
      add(Argument.str());
      continue;
    }
    bool TakesValue = What != Use::DropFlag && What != Use::RelaxedConstexpr &&
                      What != Use::ExtendedLambda;
    if (TakesValue && !Argument.contains('=')) {
      // "-Werror" alone is the host's; nvcc's has a kind after it.
      if (++I == Arguments.size())
        return;
      Value = Arguments[I];
    }
    apply(What, Name, Value);
  }
}

void Translator::readOptionsFile(llvm::StringRef File) {
  std::string Path = absolutePath(File, Directory);
  auto Buffer = llvm::MemoryBuffer::getFile(Path, /*IsText=*/true);
  if (!Buffer || ++Depth > 10) {
    Result.Error = "cannot read the options file '" + Path + "'";
    return;
  }
  llvm::BumpPtrAllocator Allocator;
  llvm::StringSaver Saver(Allocator);
  llvm::SmallVector<const char *, 32> Words;
  llvm::cl::TokenizeGNUCommandLine((*Buffer)->getBuffer(), Saver, Words);
  translate(std::vector<std::string>(Words.begin(), Words.end()));
}

NvccTranslation translateNvcc(llvm::ArrayRef<std::string> Arguments,
                              llvm::StringRef Directory) {
  Translator T(Directory);
  T.translate(Arguments);
  return std::move(T.Result);
}

static bool isToolkit(llvm::StringRef Directory) {
  llvm::SmallString<256> Header(Directory);
  path::append(Header, "include", "cuda_runtime.h");
  return !Directory.empty() && llvm::sys::fs::exists(Header);
}

static std::string findToolkit(llvm::StringRef Compiler) {
  std::vector<std::string> Candidates;
  auto AddOwnerOf = [&](llvm::StringRef Program) {
    Candidates.push_back(
        path::parent_path(path::parent_path(realPath(Program))).str());
  };
  if (path::is_absolute(Compiler))
    AddOwnerOf(Compiler);
  for (const char *Variable : {"CUDA_HOME", "CUDA_PATH"})
    if (std::optional<std::string> Value = llvm::sys::Process::GetEnv(Variable))
      Candidates.push_back(*Value);
  if (llvm::ErrorOr<std::string> Program = llvm::sys::findProgramByName("nvcc"))
    AddOwnerOf(*Program);
  Candidates.push_back("/usr/local/cuda");
  for (const std::string &Candidate : Candidates)
    if (isToolkit(Candidate))
      return Candidate;
  return "";
}

std::vector<std::string> cudaHostArguments(llvm::StringRef Compiler) {
  // The architecture has no meaning for the host, but Clang wants one that the
  // toolkit still knows.
  std::vector<std::string> Result = {"--cuda-host-only", "-nogpulib",
                                     "--cuda-gpu-arch=sm_90"};
  std::string Toolkit = findToolkit(Compiler);
  if (Toolkit.empty())
    return Result; // Clang looks in its own places, and says so if in vain.
  Result.push_back("--cuda-path=" + Toolkit);
  // nvcc adds this by itself from 13.0 on: thrust and cub moved there.
  llvm::SmallString<256> Cccl(Toolkit);
  path::append(Cccl, "include", "cccl");
  if (llvm::sys::fs::is_directory(Cccl)) {
    Result.push_back("-isystem");
    Result.push_back(Cccl.str().str());
  }
  return Result;
}

} // namespace torchleak
