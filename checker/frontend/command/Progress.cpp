//===- Progress.cpp - How far the units are -------------------------------===//

#include "frontend/command/Progress.h"
#include "frontend/command/Paths.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

namespace torchleak {

/// Between two plain lines.
static constexpr std::chrono::seconds PlainInterval(10);

Progress::Progress(size_t Total, llvm::StringRef Base)
    : Total(Total), Base(Base),
      Terminal(llvm::sys::Process::StandardErrIsDisplayed()),
      Start(Clock::now()), LastLine(Start) {}

Progress::~Progress() {
  if (Shown)
    llvm::errs() << "\r\x1b[K";
}

void Progress::show(const std::string &Line) {
  // A terminal that does not know its width says 0.
  unsigned Columns = llvm::sys::Process::StandardErrColumns();
  llvm::errs() << "\r\x1b[K"
               << llvm::StringRef(Line).take_front(Columns ? Columns : 80);
  Shown = true;
}

std::string Progress::timeLeft() const {
  double Seconds = std::chrono::duration<double>(Clock::now() - Start).count();
  // The first unit says little about the others.
  if (Seconds < 2 || Done < 3 || Done == Total)
    return "";
  auto Left = static_cast<unsigned>(Seconds / Done * (Total - Done)) + 1;
  return Left < 100 ? "  " + std::to_string(Left) + " s left"
                    : "  " + std::to_string((Left + 59) / 60) + " min left";
}

void Progress::finished(llvm::StringRef File, std::optional<size_t> Findings) {
  std::lock_guard<std::mutex> Guard(Lock);
  ++Done;
  std::string Counts =
      "[" + std::to_string(Done) + "/" + std::to_string(Total) + "]";
  if (Findings) {
    Found += *Findings;
    Counts += " " + std::to_string(Found) + " found";
  }
  if (Terminal) {
    show(Counts + timeLeft() + "  " + relativeBelow(File, Base));
    return;
  }
  if (Clock::now() - LastLine < PlainInterval || Done == Total)
    return;
  LastLine = Clock::now();
  llvm::errs() << "torchleak: " << Counts << timeLeft() << "\n";
}

void Progress::note(llvm::StringRef Text) {
  std::lock_guard<std::mutex> Guard(Lock);
  if (Terminal)
    show(Text.str());
}

} // namespace torchleak
