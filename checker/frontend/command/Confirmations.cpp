//===- Confirmations.cpp - Where running a rule's pairs confirmed it
//-------===//

#include "frontend/command/Evidence.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"
#include <map>
#include <set>

namespace torchleak {

using llvm::StringRef;
using llvm::json::Object;

namespace {

/// The two programs of a pair on one device with one libtorch.
struct PairRuns {
  const Object *Leak = nullptr;
  const Object *Fixed = nullptr;
};

StringRef text(const Object &O, StringRef Key) {
  return O.getString(Key).value_or("");
}

StringRef environment(const Object &Record, StringRef Key) {
  const Object *Environment = Record.getObject("env");
  return Environment ? text(*Environment, Key) : "";
}

bool isConfirmed(const Object *Record) {
  return Record && Record->getBoolean("confirmed").value_or(false);
}

/// Whether a file of the pair has changed since the run.
bool isStale(const Object &Record, const Object &Hashes) {
  const Object *Sources = Record.getObject("sources");
  if (!Sources)
    return true;
  for (const auto &[File, Hash] : *Sources) {
    const std::string Path = (text(Record, "fixture") + "/" + File.str()).str();
    if (Hash.getAsString() != Hashes.getString(Path))
      return true;
  }
  return false;
}

/// `heap +11792, cpu_tensor +8`: what grows, most first.
std::string bytesPerStep(const Object &Record) {
  std::multimap<int64_t, std::string, std::greater<>> Growing;
  if (const Object *Channels = Record.getObject("channels"))
    for (const auto &[Name, Value] : *Channels) {
      const Object *Channel = Value.getAsObject();
      if (!Channel || Channel->getBoolean("informational").value_or(false))
        continue;
      const bool Usual = Channel->getNumber("usual_share").value_or(0) > 0.5;
      const double Bytes =
          Channel->getNumber(Usual ? "usual_change" : "bytes_per_step")
              .value_or(0);
      if (Bytes > 0)
        Growing.emplace(int64_t(Bytes), Name.str());
    }
  llvm::SmallVector<std::string> Parts;
  for (const auto &[Bytes, Name] : Growing)
    Parts.push_back(llvm::formatv("{0} +{1}", Name, Bytes));
  return llvm::join(Parts, ", ");
}

void printRuns(llvm::raw_ostream &Out, StringRef Pair, const PairRuns &Runs,
               const Object &Hashes) {
  const Object &Any = Runs.Leak ? *Runs.Leak : *Runs.Fixed;
  Out << "- `" << Pair << "` on " << text(Any, "device");
  if (!environment(Any, "device").empty())
    Out << " (" << environment(Any, "device") << ")";
  Out << ", libtorch " << environment(Any, "torch") << ", "
      << text(Any, "time").take_front(10) << ": ";
  if (!isConfirmed(Runs.Leak) || !isConfirmed(Runs.Fixed))
    Out << "not confirmed\n";
  else if (isStale(*Runs.Leak, Hashes) || isStale(*Runs.Fixed, Hashes))
    Out << "stale, the pair has changed since\n";
  else
    Out << "bytes per step " << bytesPerStep(*Runs.Leak)
        << "; nothing in the fixed twin\n";
}

bool isUpToDate(const PairRuns &Runs, const Object &Hashes) {
  return isConfirmed(Runs.Leak) && isConfirmed(Runs.Fixed) &&
         !isStale(*Runs.Leak, Hashes) && !isStale(*Runs.Fixed, Hashes);
}

} // namespace

std::string confirmations(StringRef Rule, StringRef Records, StringRef Hashes) {
  Rule.consume_front("torchleak-");
  std::vector<llvm::json::Value> Values;
  for (StringRef Line : llvm::split(Records, '\n')) {
    llvm::Expected<llvm::json::Value> Value = llvm::json::parse(Line);
    if (Value)
      Values.push_back(std::move(*Value));
    else
      llvm::consumeError(Value.takeError());
  }
  const llvm::json::Value Parsed = llvm::cantFail(llvm::json::parse(Hashes));
  const Object &Current = *Parsed.getAsObject();

  std::map<std::string, PairRuns> Found;
  std::map<std::string, StringRef> PairOf;
  for (const llvm::json::Value &Value : Values) {
    const Object *Record = Value.getAsObject();
    if (!Record || text(*Record, "rule") != Rule)
      continue;
    const std::string Key =
        llvm::join_items(" ", text(*Record, "fixture"), text(*Record, "device"),
                         environment(*Record, "torch"));
    PairOf[Key] = text(*Record, "fixture");
    (text(*Record, "variant") == "leak" ? Found[Key].Leak : Found[Key].Fixed) =
        Record;
  }

  std::string Section;
  llvm::raw_string_ostream Out(Section);
  Out << "\n## Confirmed by measuring\n\n";
  std::set<StringRef> Devices;
  for (const auto &[Key, Runs] : Found) {
    printRuns(Out, PairOf[Key], Runs, Current);
    if (isUpToDate(Runs, Current))
      Devices.insert(text(*Runs.Leak, "device"));
  }
  if (!Devices.count("cpu"))
    Out << "- not yet confirmed on a CPU\n";
  if (!Devices.count("cuda"))
    Out << "- not yet confirmed on a GPU\n";
  return Section;
}

} // namespace torchleak
