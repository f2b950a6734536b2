//===- HeaderBuilder.cpp - Parsing a shared header ------------------------===//

#include "frontend/command/FirstError.h"
#include "frontend/command/Paths.h"
#include "frontend/headers/IncludedNames.h"
#include "frontend/headers/LibraryBodies.h"
#include "frontend/headers/SharedHeader.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendActions.h"
#include "clang/Lex/HeaderSearch.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "clang/Serialization/ASTWriter.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/VirtualFileSystem.h"
#include "llvm/Support/xxhash.h"

using namespace clang;

namespace torchleak {

/// Fills a SharedHeader while Clang parses.
class HeaderBuilder {
public:
  HeaderBuilder(SharedHeader &Header) : Header(Header) {}

  /// Reads what \p CI knows at the end of the parse.
  void finish(CompilerInstance &CI);
  llvm::StringSet<> &includedNames() { return Header.IncludedNames; }
  void take(PCHBuffer &Buffer) {
    Header.Fresh = std::move(Buffer.Data);
    Header.Bytes = {Header.Fresh.data(), Header.Fresh.size()};
  }

  /// Why the header must not be shared.
  std::string Failure;
  std::string MainFile;
  std::string WorkingDirectory;

private:
  SharedHeader &Header;
};

namespace {

/// Writes without time stamps: what Clang keeps of a header by its time would
/// not be found again after a checkout that only changed times.
class BodilessHeader : public PCHGenerator {
public:
  BodilessHeader(CompilerInstance &CI, std::shared_ptr<PCHBuffer> Buffer)
      : PCHGenerator(CI.getPreprocessor(), CI.getModuleCache(),
                     /*OutputFile=*/"", /*isysroot=*/"", std::move(Buffer),
                     CI.getCodeGenOpts(), /*Extensions=*/{},
                     /*AllowASTWithErrors=*/false,
                     /*IncludeTimestamps=*/false),
        Sources(CI.getSourceManager()) {}

  bool shouldSkipFunctionBody(Decl *D) override {
    return isLibraryBody(Sources, D);
  }

private:
  const SourceManager &Sources;
};

class BuildAction : public ASTFrontendAction {
public:
  BuildAction(HeaderBuilder &Builder) : Builder(Builder) {}

  TranslationUnitKind getTranslationUnitKind() override { return TU_Prefix; }
  bool hasASTFileSupport() const override { return false; }

  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI,
                                                 llvm::StringRef) override {
    CI.getPreprocessor().addPPCallbacks(
        std::make_unique<IncludedNames>(Builder.includedNames()));
    Buffer = std::make_shared<PCHBuffer>();
    return std::make_unique<BodilessHeader>(CI, Buffer);
  }

  void EndSourceFileAction() override {
    if (!Buffer->IsComplete ||
        getCompilerInstance().getDiagnostics().hasErrorOccurred())
      return;
    Builder.finish(getCompilerInstance());
    Builder.take(*Buffer);
  }

private:
  HeaderBuilder &Builder;
  std::shared_ptr<PCHBuffer> Buffer;
};

} // namespace

static std::vector<uint64_t> sortedUnique(std::vector<uint64_t> Hashes) {
  llvm::sort(Hashes);
  Hashes.erase(std::unique(Hashes.begin(), Hashes.end()), Hashes.end());
  Hashes.shrink_to_fit();
  return Hashes;
}

void HeaderBuilder::finish(CompilerInstance &CI) {
  Preprocessor &PP = CI.getPreprocessor();
  std::vector<uint64_t> Identifiers, Defined;
  for (const auto &Identifier : PP.getIdentifierTable())
    Identifiers.push_back(llvm::xxh3_64bits(Identifier.first()));
  for (const auto &Macro : PP.macros(/*IncludeExternalMacros=*/false))
    if (Macro.first->hasMacroDefinition())
      Defined.push_back(llvm::xxh3_64bits(Macro.first->getName()));
  Header.Identifiers = sortedUnique(std::move(Identifiers));
  Header.Defined = sortedUnique(std::move(Defined));

  SourceManager &Sources = CI.getSourceManager();
  for (auto It = Sources.fileinfo_begin(), End = Sources.fileinfo_end();
       It != End; ++It) {
    FileEntryRef File = It->first;
    if (File.getName() == MainFile)
      continue;
    const HeaderFileInfo *Info =
        PP.getHeaderSearchInfo().getExistingFileInfo(File);
    if (Info && Info->DirInfo == SrcMgr::C_User &&
        !isLibtorchFile(File.getName()))
      Failure = ("the library headers include '" + File.getName() +
                 "', which is the project's")
                    .str();
    auto Buffer = Sources.getMemoryBufferForFileOrNone(File);
    if (!Buffer) {
      Failure = ("cannot read '" + File.getName() + "'").str();
      continue;
    }
    Header.Files.emplace_back(absolutePath(File.getName(), WorkingDirectory),
                              contentHash(Buffer->getBuffer()));
  }
  llvm::sort(Header.Files);
}

std::unique_ptr<SharedHeader> SharedHeader::build(const Request &What,
                                                  std::string &Failure) {
  const CompilationSetting &Setting = What.Setting;
  auto Result = std::make_unique<SharedHeader>(Private());
  for (const std::string &Include : What.Includes)
    Result->Text += "#include <" + Include + ">\n";
  Result->Key = Setting.Key;
  Result->Macros = Setting.Macros;
  Result->Folders = Setting.Folders;
  std::string Whole = Result->Text + llvm::join(Setting.Macros, "\n");
  for (const SearchFolder &Folder : Setting.Folders)
    Whole += "\n" + Folder.Path;
  Result->Name = storedPrefix(Setting.Key) + contentHash(Whole).substr(0, 16);

  auto Invocation = std::make_shared<CompilerInvocation>(*Setting.Invocation);
  HeaderBuilder Builder(*Result);
  Builder.MainFile = mainFileName();
  Builder.WorkingDirectory = Setting.WorkingDirectory;
  FrontendOptions &Frontend = Invocation->getFrontendOpts();
  Frontend.Inputs = {
      FrontendInputFile(Builder.MainFile, Frontend.Inputs.front().getKind())};
  Frontend.ProgramAction = frontend::GeneratePCH;
  Frontend.SkipFunctionBodies = true;
  PreprocessorOptions &Preprocessing = Invocation->getPreprocessorOpts();
  Preprocessing.Includes.clear();
  Preprocessing.Macros.clear();
  for (const std::string &Macro : Setting.Macros)
    Preprocessing.Macros.emplace_back(Macro.substr(1), Macro.front() == 'U');
  useFolders(Invocation->getHeaderSearchOpts(), Setting.Folders);

  auto Memory = llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
  Memory->addFileNoOwn(Builder.MainFile, 0,
                       llvm::MemoryBufferRef(Result->Text, Builder.MainFile));
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Disk(
      llvm::vfs::createPhysicalFileSystem().release());
  auto FS = llvm::makeIntrusiveRefCnt<llvm::vfs::OverlayFileSystem>(Disk);
  FS->pushOverlay(Memory);
  // It is there: the command was read in it.
  [[maybe_unused]] std::error_code Ignored =
      FS->setCurrentWorkingDirectory(Setting.WorkingDirectory);

  FirstError Errors;
  CompilerInstance CI(Invocation);
  CI.setVirtualFileSystem(FS);
  CI.createDiagnostics(&Errors, /*ShouldOwnClient=*/false);
  CI.createFileManager();
  CI.createSourceManager();
  BuildAction Action(Builder);
  CI.ExecuteAction(Action);
  Failure = !Errors.Text.empty()    ? Errors.Text
            : Result->Bytes.empty() ? "Clang wrote none"
                                    : Builder.Failure;
  if (!Failure.empty())
    return nullptr;
  Result->index();
  return Result;
}

} // namespace torchleak
