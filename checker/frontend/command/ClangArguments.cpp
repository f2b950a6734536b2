//===- ClangArguments.cpp - Any compiler's command for Clang --------------===//

#include "frontend/command/ClangArguments.h"
#include "frontend/command/NvccArguments.h"
#include "frontend/command/Paths.h"
#include "clang/Driver/Types.h"
#include "clang/Options/Options.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Option/OptTable.h"
#include "llvm/Option/Option.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace clang;
using namespace clang::options;
using llvm::opt::Arg;

namespace torchleak {

namespace {

/// Walks over parsed options and keeps those that say how to read the source.
class OptionFilter {
public:
  OptionFilter(Unit &U) : U(U) {}

  void run(llvm::ArrayRef<std::string> Arguments);
  std::string Language;

private:
  bool isDropped(const Arg &A) const;
  void keep(const Arg &A, const llvm::opt::ArgList &Args);
  void replacePrecompiledHeader(llvm::StringRef File);
  /// Returns how many of the options that follow belong to this one.
  void passToFrontend(llvm::StringRef Value);

  Unit &U;
  /// The previous -Xclang said what this one is the value of.
  enum { None, Ignore, PrecompiledHeader } NextXclang = None;
};

} // namespace

bool OptionFilter::isDropped(const Arg &A) const {
  const llvm::opt::Option &O = A.getOption();
  // Dependency files, and everything that writes a file or stops early.
  if (O.matches(OPT_M_Group))
    return true;
  switch (O.getID()) {
  case OPT_o:
  case OPT_c:
  case OPT_S:
  case OPT_E:
  case OPT_emit_llvm:
  case OPT_fsyntax_only:
  case OPT_save_temps:
  case OPT_save_temps_EQ:
  case OPT_save_stats:
  case OPT_save_stats_EQ:
  case OPT_ftime_trace:
  case OPT_ftime_trace_EQ:
  case OPT__serialize_diags:
  case OPT_v:
  case OPT__HASH_HASH_HASH:
  // Ours is the only one whose builtin headers fit.
  case OPT_resource_dir:
  case OPT_resource_dir_EQ:
  // Plugins of another compiler.
  case OPT_fplugin_EQ:
  case OPT_fplugin_arg:
  case OPT_fpass_plugin_EQ:
  // Only the host's side is read.
  case OPT_offload_device_only:
  case OPT_offload_host_device:
    return true;
  default:
    return false;
  }
}

void OptionFilter::replacePrecompiledHeader(llvm::StringRef File) {
  // foo.h.pch was made from foo.h, which CMake includes by itself as well;
  // once more does no harm.
  llvm::StringRef Header = File;
  if (!Header.consume_back(".pch") && !Header.consume_back(".gch"))
    return;
  std::string Path = absolutePath(Header, U.Directory);
  if (llvm::sys::fs::exists(Path) && !llvm::is_contained(U.Arguments, Path)) {
    U.Arguments.push_back("-include");
    U.Arguments.push_back(Path);
  }
}

void OptionFilter::passToFrontend(llvm::StringRef Value) {
  switch (std::exchange(NextXclang, None)) {
  case Ignore:
    return;
  case PrecompiledHeader:
    replacePrecompiledHeader(Value);
    return;
  case None:
    break;
  }
  if (Value == "-include-pch")
    NextXclang = PrecompiledHeader;
  else if (Value == "-load" || Value == "-plugin" || Value == "-add-plugin" ||
           Value.starts_with("-plugin-arg-"))
    NextXclang = Ignore;
  else if (Value != "-emit-pch" && Value != "-fno-pch-timestamp") {
    U.Arguments.push_back("-Xclang");
    U.Arguments.push_back(Value.str());
  }
}

void OptionFilter::keep(const Arg &A, const llvm::opt::ArgList &Args) {
  llvm::opt::ArgStringList Rendered;
  A.render(Args, Rendered);
  U.Arguments.insert(U.Arguments.end(), Rendered.begin(), Rendered.end());
}

void OptionFilter::run(llvm::ArrayRef<std::string> Arguments) {
  std::vector<const char *> Pointers;
  for (const std::string &Argument : Arguments)
    Pointers.push_back(Argument.c_str());
  unsigned MissingIndex, MissingCount;
  llvm::opt::InputArgList Args = getDriverOptTable().ParseArgs(
      Pointers, MissingIndex, MissingCount, llvm::opt::Visibility(ClangOption));

  for (const Arg *A : Args) {
    switch (A->getOption().getID()) {
    case OPT_UNKNOWN:
      U.DroppedFlags.push_back(A->getAsString(Args));
      continue;
    case OPT_INPUT:
      // The database names the file. What else is here are objects to link, or
      // a response file that could not be read.
      if (llvm::StringRef(A->getValue()).starts_with("@"))
        U.Error = "cannot read the response file '" +
                  absolutePath(llvm::StringRef(A->getValue()).drop_front(),
                               U.Directory) +
                  "'";
      continue;
    case OPT_x:
      Language = A->getValue();
      continue;
    case OPT_Xclang:
      passToFrontend(A->getValue());
      continue;
    case OPT_include_pch:
      replacePrecompiledHeader(A->getValue());
      continue;
    default:
      if (!isDropped(*A))
        keep(*A, Args);
    }
  }
}

static driver::types::ID languageOf(llvm::StringRef Language,
                                    llvm::StringRef File, bool IsCxxDriver) {
  using namespace driver::types;
  driver::types::ID Type = TY_INVALID;
  if (!Language.empty() && Language != "none")
    Type = lookupTypeForTypeSpecifier(Language.str().c_str());
  else
    Type = lookupTypeForExtension(llvm::sys::path::extension(File).ltrim('.'));
  // g++ and clang++ take C for C++.
  if (IsCxxDriver && Language.empty() && Type == TY_C)
    return TY_CXX;
  return Type;
}

/// The folder of \p Object that a build system makes for a target, or empty:
/// CMakeFiles/<target>.dir, <target>.p, _objs/<target>.
static std::string targetOf(llvm::StringRef Object) {
  namespace path = llvm::sys::path;
  for (llvm::StringRef Folder = path::parent_path(Object); !Folder.empty();
       Folder = path::parent_path(Folder)) {
    llvm::StringRef Name = path::filename(Folder);
    llvm::StringRef Above = path::filename(path::parent_path(Folder));
    if ((Name.ends_with(".dir") && Above == "CMakeFiles") ||
        Name.ends_with(".p") || Above == "_objs")
      return Folder.str();
  }
  return "";
}

static std::string objectOf(const tooling::CompileCommand &Command) {
  if (!Command.Output.empty())
    return Command.Output;
  llvm::ArrayRef<std::string> Arguments = Command.CommandLine;
  for (size_t I = 1; I + 1 < Arguments.size(); ++I)
    if (Arguments[I] == "-o")
      return Arguments[I + 1];
  return "";
}

Unit makeUnit(const tooling::CompileCommand &Command) {
  Unit U;
  U.Directory = absolutePath(Command.Directory, currentDirectory());
  U.File = absolutePath(Command.Filename, U.Directory);
  if (std::string Object = objectOf(Command); !Object.empty())
    if (std::string Target = targetOf(absolutePath(Object, U.Directory));
        !Target.empty())
      U.Targets.push_back(std::move(Target));
  if (Command.CommandLine.empty()) {
    U.Error = "the command is empty";
    return U;
  }
  const std::string &Compiler = Command.CommandLine.front();
  std::vector<std::string> Arguments(Command.CommandLine.begin() + 1,
                                     Command.CommandLine.end());
  OptionFilter Filter(U);
  bool IsNvcc = isNvcc(Compiler);
  if (IsNvcc) {
    NvccTranslation Nvcc = translateNvcc(Arguments, U.Directory);
    Filter.run(Nvcc.Arguments);
    if (!Nvcc.Error.empty())
      U.Error = Nvcc.Error;
    Filter.Language = Nvcc.Language == "cu" ? "cuda" : Nvcc.Language;
  } else {
    Filter.run(Arguments);
  }

  bool IsCxxDriver = llvm::sys::path::filename(Compiler).contains("++");
  driver::types::ID Type = languageOf(Filter.Language, U.File, IsCxxDriver);
  U.Skipped = Type == driver::types::TY_INVALID ||
              !driver::types::isCXX(Type) || driver::types::isObjC(Type) ||
              driver::types::isHIP(Type) ||
              driver::types::onlyPrecompileType(Type);
  if (U.Skipped)
    return U;
  if (driver::types::isCuda(Type)) {
    std::vector<std::string> Cuda = cudaHostArguments(IsNvcc ? Compiler : "");
    U.Arguments.insert(U.Arguments.end(), Cuda.begin(), Cuda.end());
  }
  if (!llvm::StringRef(Compiler).contains("clang"))
    // g++ only warns where the narrowed value is no constant.
    U.Arguments.push_back("-Wno-c++11-narrowing");
  U.Arguments.push_back("-w");
  U.Arguments.push_back("-fsyntax-only");
  U.Arguments.push_back("-x");
  U.Arguments.push_back(driver::types::getTypeName(Type));
  U.Arguments.push_back(U.File);
  return U;
}

} // namespace torchleak
