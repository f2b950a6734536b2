//===- CollectFindings.cpp - What clang-tidy would print ------------------===//

#include "frontend/command/CollectFindings.h"
#include "clang-tidy/ClangTidyDiagnosticConsumer.h"
#include "frontend/command/Paths.h"
#include "frontend/tidy/EmitFinding.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/DeclTemplate.h"

using namespace clang;
using tidy::ClangTidyError;

namespace torchleak {

namespace {

class Collector {
public:
  Collector(CompilerInstance &CI, const Unit &U, const SpotMap &Spots)
      : CI(CI), U(U), Spots(Spots) {}

  std::vector<ClangTidyError> filter(const tidy::ClangTidyOptions &Opts,
                                     const std::vector<Finding> &Findings);
  bool isSame(const Finding &F, const ClangTidyError &Error) const;
  ReportedFinding resolve(const Finding &F, const ClangTidyError &Error) const;
  Position resolve(llvm::StringRef Path, unsigned Offset) const;

private:
  Position resolve(SourceLocation Loc) const;
  ReportedFix resolveFix(llvm::StringRef Description,
                         const tooling::DiagnosticMessage &Message) const;
  std::string functionAt(SourceLocation Loc) const;

  const SourceManager &sources() const { return CI.getSourceManager(); }

  CompilerInstance &CI;
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
  Context.setSourceManager(&CI.getSourceManager());
  Context.setCurrentFile(U.File);
  Context.setASTContext(&CI.getASTContext());
  Context.setCurrentBuildDirectory(U.Directory);
  Consumer.BeginSourceFile(CI.getLangOpts(), &CI.getPreprocessor());
  for (const Finding &F : Findings)
    emitFinding(Context, sources(), Spots, F);
  std::vector<ClangTidyError> Errors = Consumer.take();
  Consumer.EndSourceFile();
  return Errors;
}

bool Collector::isSame(const Finding &F, const ClangTidyError &Error) const {
  SourceLocation Loc = sources().getFileLoc(Spots.location(F.Loc));
  return F.Rule == Error.DiagnosticName && F.Message == Error.Message.Message &&
         sources().getFileOffset(Loc) == Error.Message.FileOffset &&
         sources().getFilename(Loc) == Error.Message.FilePath;
}

Position Collector::resolve(SourceLocation Loc) const {
  Loc = sources().getFileLoc(Loc);
  return resolve(sources().getFilename(Loc), sources().getFileOffset(Loc));
}

Position Collector::resolve(llvm::StringRef Path, unsigned Offset) const {
  Position At;
  At.File = absolutePath(Path, U.Directory);
  OptionalFileEntryRef File = CI.getFileManager().getOptionalFileRef(Path);
  FileID Id = File ? sources().translateFile(*File) : FileID();
  if (Id.isInvalid())
    return At;
  At.Line = sources().getLineNumber(Id, Offset);
  At.Column = sources().getColumnNumber(Id, Offset);
  llvm::StringRef Text = sources().getBufferData(Id);
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
  Result.Function = functionAt(Spots.location(F.Loc));
  return Result;
}

/// Goes down from the traversal scope: asking for parents would read everything
/// that the unit includes.
std::string Collector::functionAt(SourceLocation Loc) const {
  Loc = sources().getFileLoc(Loc);
  auto Holds = [&](const Decl *D) {
    SourceLocation Begin = sources().getFileLoc(D->getBeginLoc());
    SourceLocation End = sources().getFileLoc(D->getEndLoc());
    return Begin.isValid() && End.isValid() &&
           sources().isPointWithin(Loc, Begin, End);
  };
  const NamedDecl *Innermost = nullptr;
  auto Range = CI.getASTContext().getTraversalScope();
  std::vector<const Decl *> Level(Range.begin(), Range.end());
  while (true) {
    auto Found = llvm::find_if(Level, Holds);
    if (Found == Level.end())
      return Innermost ? Innermost->getQualifiedNameAsString() : "";
    const Decl *D = *Found;
    if (const auto *Template = dyn_cast<TemplateDecl>(D))
      if (Template->getTemplatedDecl())
        D = Template->getTemplatedDecl();
    if (const auto *Function = dyn_cast<FunctionDecl>(D))
      return Function->getQualifiedNameAsString();
    if (const auto *Named = dyn_cast<NamedDecl>(D))
      Innermost = Named;
    const auto *Context = dyn_cast<DeclContext>(D);
    if (!Context)
      return Innermost ? Innermost->getQualifiedNameAsString() : "";
    Level.assign(Context->noload_decls_begin(), Context->noload_decls_end());
  }
}

std::vector<ReportedFinding>
collectFindings(CompilerInstance &CI, const Unit &U,
                const tidy::ClangTidyOptions &Opts,
                const std::vector<Finding> &Findings, const SpotMap &Spots,
                std::vector<std::string> &Complaints) {
  std::vector<ReportedFinding> Result;
  if (Findings.empty())
    return Result;
  Collector C(CI, U, Spots);
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
