//===- CollectFindings.cpp - What clang-tidy would print ------------------===//

#include "frontend/command/CollectFindings.h"
#include "clang-tidy/ClangTidyDiagnosticConsumer.h"
#include "frontend/command/Paths.h"
#include "frontend/tidy/EmitFinding.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;
using tidy::ClangTidyError;

namespace torchleak {

namespace {

class Collector {
public:
  Collector(const SourceManager &Sources, const LangOptions &Language,
            const Unit &U, const SpotMap &Spots)
      : Sources(Sources), Language(Language), U(U), Spots(Spots) {}

  std::vector<ClangTidyError> filter(const tidy::ClangTidyOptions &Opts,
                                     const std::vector<Finding> &Findings);
  bool isSame(const Finding &F, const ClangTidyError &Error) const;
  ReportedFinding resolve(const Finding &F, const ClangTidyError &Error) const;
  Position resolve(llvm::StringRef Path, unsigned Offset) const;

private:
  Position resolve(SourceLocation Loc) const;
  ReportedFix resolveFix(llvm::StringRef Description,
                         const tooling::DiagnosticMessage &Message) const;

  const SourceManager &Sources;
  const LangOptions &Language;
  const Unit &U;
  const SpotMap &Spots;
};

} // namespace

std::vector<ClangTidyError>
Collector::filter(const tidy::ClangTidyOptions &Opts,
                  const std::vector<Finding> &Findings) {
  tidy::ClangTidyContext Context(std::make_unique<tidy::DefaultOptionsProvider>(
      tidy::ClangTidyGlobalOptions(), Opts));
  // Overlapping fixes stay: nothing is applied here.
  tidy::ClangTidyDiagnosticConsumer Consumer(
      Context, /*ExternalDiagEngine=*/nullptr,
      /*RemoveIncompatibleErrors=*/false);
  auto DiagOpts = std::make_unique<DiagnosticOptions>();
  DiagnosticsEngine Engine(DiagnosticIDs::create(), *DiagOpts, &Consumer,
                           /*ShouldOwnClient=*/false);
  Context.setDiagnosticsEngine(std::move(DiagOpts), &Engine);
  // It reads, and hands out what it was given.
  auto &Given = const_cast<SourceManager &>(Sources);
  Context.setSourceManager(&Given);
  Engine.setSourceManager(&Given);
  Context.setCurrentFile(U.File);
  Context.setCurrentBuildDirectory(U.Directory);
  Consumer.BeginSourceFile(Language, nullptr);
  for (const Finding &F : Findings)
    emitFinding(Context, Sources, Spots, F);
  std::vector<ClangTidyError> Errors = Consumer.take();
  Consumer.EndSourceFile();
  return Errors;
}

bool Collector::isSame(const Finding &F, const ClangTidyError &Error) const {
  SourceLocation Loc = Sources.getFileLoc(Spots.location(F.Loc));
  return F.Rule == Error.DiagnosticName && F.Message == Error.Message.Message &&
         Sources.getFileOffset(Loc) == Error.Message.FileOffset &&
         Sources.getFilename(Loc) == Error.Message.FilePath;
}

Position Collector::resolve(SourceLocation Loc) const {
  Loc = Sources.getFileLoc(Loc);
  return resolve(Sources.getFilename(Loc), Sources.getFileOffset(Loc));
}

Position Collector::resolve(llvm::StringRef Path, unsigned Offset) const {
  Position At;
  At.File = absolutePath(Path, U.Directory);
  OptionalFileEntryRef File = Sources.getFileManager().getOptionalFileRef(Path);
  FileID Id = File ? Sources.translateFile(*File) : FileID();
  if (Id.isInvalid())
    return At;
  At.Line = Sources.getLineNumber(Id, Offset);
  At.Column = Sources.getColumnNumber(Id, Offset);
  llvm::StringRef Text = Sources.getBufferData(Id);
  Text = Text.substr(Offset - (At.Column - 1));
  At.LineText =
      Text.take_until([](char C) { return C == '\n' || C == '\r'; }).str();
  return At;
}

ReportedFix
Collector::resolveFix(llvm::StringRef Description,
                      const tooling::DiagnosticMessage &Message) const {
  ReportedFix Result;
  Result.Description = Description.str();
  for (const auto &File : Message.Fix)
    for (const tooling::Replacement &R : File.second)
      Result.Edits.push_back(
          {resolve(R.getFilePath(), R.getOffset()),
           resolve(R.getFilePath(), R.getOffset() + R.getLength()),
           R.getReplacementText().str()});
  return Result;
}

ReportedFinding Collector::resolve(const Finding &F,
                                   const ClangTidyError &Error) const {
  ReportedFinding Result;
  Result.Rule = F.Rule;
  Result.At = resolve(Error.Message.FilePath, Error.Message.FileOffset);
  Result.Message = F.Message;
  Result.How = F.How;
  Result.What = F.What;
  Result.Who = F.Who;
  Result.Why = F.Why;
  for (const OriginLine &O : F.Origins)
    Result.Origins.push_back(
        {resolve(Spots.location(O.Loc)), O.Does, O.Function});
  for (const tooling::DiagnosticMessage &Note : Error.Notes) {
    Result.Notes.push_back(
        {resolve(Note.FilePath, Note.FileOffset), Note.Message});
    if (!Note.Fix.empty())
      Result.Fixes.push_back(resolveFix(Note.Message, Note));
  }
  if (!Error.Message.Fix.empty())
    Result.Fixes.push_back(
        resolveFix(F.Fixes.front().Description, Error.Message));
  Result.Function = F.Function;
  return Result;
}

std::vector<ReportedFinding>
collectFindings(const SourceManager &Sources, const LangOptions &Language,
                const Unit &U, const tidy::ClangTidyOptions &Opts,
                const std::vector<Finding> &Findings, const SpotMap &Spots,
                std::vector<std::string> &Complaints) {
  std::vector<ReportedFinding> Result;
  if (Findings.empty())
    return Result;
  Collector C(Sources, Language, U, Spots);
  for (const ClangTidyError &Error : C.filter(Opts, Findings)) {
    auto Match = llvm::find_if(
        Findings, [&](const Finding &F) { return C.isSame(F, Error); });
    if (Match != Findings.end()) {
      Result.push_back(C.resolve(*Match, Error));
      continue;
    }
    // Not one of ours: a NOLINTBEGIN without its end, or the like.
    Position At = C.resolve(Error.Message.FilePath, Error.Message.FileOffset);
    Complaints.push_back(At.File + ":" + std::to_string(At.Line) + ":" +
                         std::to_string(At.Column) + ": " +
                         Error.Message.Message + " [" + Error.DiagnosticName +
                         "]");
  }
  return Result;
}

} // namespace torchleak
