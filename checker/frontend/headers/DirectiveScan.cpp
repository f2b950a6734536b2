//===- DirectiveScan.cpp - The directives of a file -----------------------===//

#include "frontend/headers/DirectiveScan.h"
#include "clang/Basic/CharInfo.h"
#include "clang/Basic/LangOptions.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace clang;

namespace torchleak {

namespace {

class Scanner {
public:
  explicit Scanner(llvm::StringRef Source)
      : Source(Source), Lex(SourceLocation(), languageOptions(), Source.begin(),
                            Source.begin(), Source.end()) {}

  std::vector<Directive> run();

private:
  static const LangOptions &languageOptions();
  /// Reads the directive behind a '#'.
  void directive();
  void include(llvm::StringRef Rest, bool Plain);
  void add(Directive::Kind What, llvm::StringRef Text);
  void next() { Lex.LexFromRawLexer(Tok); }
  /// The text behind the current token, to the end of the line.
  llvm::StringRef restOfLine() const;
  void removeGuard();

  llvm::StringRef Source;
  Lexer Lex;
  Token Tok;
  unsigned Braces = 0;
  std::vector<Directive> Result;
};

} // namespace

const LangOptions &Scanner::languageOptions() {
  static const LangOptions Options = [] {
    LangOptions Result;
    Result.CPlusPlus = Result.CPlusPlus11 = Result.CPlusPlus14 =
        Result.CPlusPlus17 = Result.CPlusPlus20 = true;
    Result.LineComment = Result.Bool = Result.RawStringLiterals = true;
    return Result;
  }();
  return Options;
}

llvm::StringRef Scanner::restOfLine() const {
  const char *At = Lex.getBufferLocation();
  llvm::StringRef Rest(At, Source.end() - At);
  return Rest.take_until([](char C) { return C == '\n' || C == '\r'; }).trim();
}

void Scanner::add(Directive::Kind What, llvm::StringRef Text) {
  Result.push_back({What, Text.str(), false, Braces == 0, false});
}

void Scanner::include(llvm::StringRef Rest, bool Plain) {
  char End = Rest.starts_with("<") ? '>' : Rest.starts_with("\"") ? '"' : 0;
  size_t Close = End ? Rest.find(End, 1) : llvm::StringRef::npos;
  if (!Plain || Close == llvm::StringRef::npos) {
    add(Directive::UnknownInclude, Rest);
    return;
  }
  add(Directive::Include, Rest.slice(1, Close));
  Result.back().Angled = End == '>';
}

/// Pragmas that leave the meaning of what follows as it is.
static bool isHarmlessPragma(llvm::StringRef Text) {
  llvm::StringRef First = Text.take_until([](char C) { return C == ' '; });
  llvm::StringRef Second = Text.drop_front(First.size()).ltrim();
  if (First == "GCC" || First == "clang")
    return llvm::any_of(llvm::ArrayRef<llvm::StringRef>(
                            {"diagnostic", "system_header", "optimize",
                             "push_options", "pop_options", "unroll", "loop",
                             "ivdep", "warning", "error", "poison"}),
                        [&](llvm::StringRef Word) {
                          return Word != "poison" && Second.starts_with(Word);
                        });
  return llvm::StringSwitch<bool>(First)
      .Cases({"once", "message", "omp", "warning", "comment", "region",
              "endregion", "mark", "unroll", "nv_diag_suppress"},
             true)
      .Default(false);
}

static bool isIdentifier(char C) {
  return isAsciiIdentifierContinue(C, /*AllowDollar=*/true);
}

void Scanner::directive() {
  next();
  if (!Tok.is(tok::raw_identifier))
    return;
  llvm::StringRef Name = Tok.getRawIdentifier();
  llvm::StringRef Rest = restOfLine();
  auto Macro = [&] {
    return Rest.take_while([](char C) { return isIdentifier(C); });
  };
  if (Name == "include")
    include(Rest, true);
  else if (Name == "include_next" || Name == "import" || Name == "embed")
    include(Rest, false);
  else if (Name == "define")
    add(Directive::Define, Macro());
  else if (Name == "undef")
    add(Directive::Undef, Macro());
  else if (Name == "ifndef")
    add(Directive::Open, ("!" + Macro()).str());
  else if (Name.starts_with("if")) {
    llvm::StringRef Text = Rest;
    std::string Condition = Text.str();
    // "#if !defined(X)" says the same as "#ifndef X".
    if (Name == "if" && Text.consume_front("!") &&
        Text.consume_front("defined")) {
      llvm::StringRef Inner = Text.trim(" ()");
      if (llvm::all_of(Inner, isIdentifier))
        Condition = ("!" + Inner).str();
    }
    add(Directive::Open, Condition);
  } else if (Name.starts_with("el"))
    add(Directive::Branch, Rest);
  else if (Name == "endif")
    add(Directive::Close, "");
  else if (Name == "pragma" && !isHarmlessPragma(Rest))
    add(Directive::Pragma, Rest);
}

void Scanner::removeGuard() {
  auto Is = [&](size_t I, Directive::Kind What) {
    return I < Result.size() && Result[I].What == What;
  };
  if (!Is(0, Directive::Open) || !Is(1, Directive::Define) ||
      Result[0].Text != "!" + Result[1].Text)
    return;
  unsigned Depth = 0;
  for (size_t I = 0; I < Result.size(); ++I) {
    Depth += Result[I].What == Directive::Open;
    if (Depth == 1 && Result[I].What == Directive::Branch)
      return;
    if (Result[I].What != Directive::Close || --Depth)
      continue;
    if (I + 1 != Result.size())
      return; // Something follows: no guard of the whole file.
    Result.pop_back();
    Result.erase(Result.begin(), Result.begin() + 2);
    return;
  }
}

std::vector<Directive> Scanner::run() {
  next();
  while (!Tok.is(tok::eof)) {
    if (Tok.is(tok::hash) && Tok.isAtStartOfLine()) {
      directive();
      // What is left of the line belongs to the directive.
      do
        next();
      while (!Tok.is(tok::eof) && !Tok.isAtStartOfLine());
      continue;
    }
    if (Tok.is(tok::l_brace))
      ++Braces;
    else if (Tok.is(tok::r_brace) && Braces)
      --Braces;
    next();
  }
  removeGuard();
  for (size_t I = 1; I < Result.size(); ++I)
    Result[I].IfUndefined = Result[I].What == Directive::Define &&
                            Result[I - 1].What == Directive::Open &&
                            Result[I - 1].Text == "!" + Result[I].Text;
  return std::move(Result);
}

std::vector<Directive> scanDirectives(llvm::StringRef Source) {
  // The lexer wants a terminated buffer.
  auto Buffer = llvm::MemoryBuffer::getMemBufferCopy(Source);
  return Scanner(Buffer->getBuffer()).run();
}

} // namespace torchleak
