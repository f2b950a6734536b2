//===- OutcomeJson.cpp - An outcome between runs --------------------------===//

#include "frontend/cache/OutcomeJson.h"
#include "frontend/command/Paths.h"

namespace json = llvm::json;

namespace torchleak {

//===----------------------------------------------------------------------===//
// To JSON
//===----------------------------------------------------------------------===//

namespace {
class Writer {
public:
  explicit Writer(llvm::StringRef Root) : Root(Root) {}

  json::Object position(const Position &At) const {
    return json::Object{{"file", keptPath(At.File, Root)},
                        {"line", At.Line},
                        {"column", At.Column},
                        {"text", At.LineText}};
  }
  json::Object finding(const ReportedFinding &F) const {
    json::Array Origins, Notes, Fixes;
    for (const ReportedOrigin &O : F.Origins)
      Origins.push_back(json::Object{{"at", position(O.At)},
                                     {"role", static_cast<int>(O.Does)},
                                     {"function", O.Function}});
    for (const ReportedNote &Note : F.Notes)
      Notes.push_back(
          json::Object{{"at", position(Note.At)}, {"text", Note.Text}});
    for (const ReportedFix &Fix : F.Fixes) {
      json::Array Edits;
      for (const ReportedEdit &Edit : Fix.Edits)
        Edits.push_back(json::Object{{"begin", position(Edit.Begin)},
                                     {"end", position(Edit.End)},
                                     {"with", Edit.Replacement}});
      Fixes.push_back(json::Object{{"description", Fix.Description},
                                   {"edits", std::move(Edits)}});
    }
    return json::Object{{"rule", F.Rule},
                        {"at", position(F.At)},
                        {"message", F.Message},
                        {"how", static_cast<int>(F.How)},
                        {"what", static_cast<int>(F.What)},
                        {"who", static_cast<int>(F.Who)},
                        {"why", static_cast<int>(F.Why)},
                        {"origins", std::move(Origins)},
                        {"notes", std::move(Notes)},
                        {"fixes", std::move(Fixes)},
                        {"function", F.Function}};
  }

private:
  llvm::StringRef Root;
};
} // namespace

json::Value outcomeToJson(const UnitOutcome &Outcome, llvm::StringRef Root) {
  Writer W(Root);
  json::Array Findings;
  for (const ReportedFinding &F : Outcome.Findings)
    Findings.push_back(W.finding(F));
  const UnitStatistics &Counts = Outcome.Statistics;
  json::Object Budgets;
  for (const auto &[Name, Hits] : Counts.Budgets)
    Budgets[Name] = Hits;
  return json::Object{{"findings", std::move(Findings)},
                      {"dropped", json::Array(Outcome.DroppedFlags)},
                      {"functions", Counts.Functions},
                      {"events", Counts.Events},
                      {"unknown_calls", Counts.UnknownCalls},
                      {"budgets", std::move(Budgets)}};
}

//===----------------------------------------------------------------------===//
// From JSON
//===----------------------------------------------------------------------===//

namespace {
class Reader {
public:
  explicit Reader(llvm::StringRef Root) : Root(Root) {}

  bool position(const json::Value &Value, Position &Out, json::Path P) const {
    json::ObjectMapper O(Value, P);
    if (!O || !O.map("file", Out.File) || !O.map("line", Out.Line) ||
        !O.map("column", Out.Column) || !O.map("text", Out.LineText))
      return false;
    Out.File = pathFromKept(Out.File, Root);
    return true;
  }

  template <typename T, typename Function>
  bool list(const json::Object &From, llvm::StringRef Name, std::vector<T> &Out,
            json::Path P, Function Read) const {
    const json::Array *Items = From.getArray(Name);
    if (!Items)
      return false;
    for (const json::Value &Item : *Items) {
      Out.emplace_back();
      if (!Read(Item, Out.back(), P))
        return false;
    }
    return true;
  }

  bool origin(const json::Value &Value, ReportedOrigin &Out,
              json::Path P) const {
    json::ObjectMapper O(Value, P);
    int Does;
    if (!O || !O.map("function", Out.Function) || !O.map("role", Does) ||
        !at(Value, "at", Out.At, P))
      return false;
    Out.Does = static_cast<Role>(Does);
    return true;
  }

  bool note(const json::Value &Value, ReportedNote &Out, json::Path P) const {
    json::ObjectMapper O(Value, P);
    return O && O.map("text", Out.Text) && at(Value, "at", Out.At, P);
  }

  bool fix(const json::Value &Value, ReportedFix &Out, json::Path P) const {
    json::ObjectMapper O(Value, P);
    return O && O.map("description", Out.Description) &&
           list(*Value.getAsObject(), "edits", Out.Edits, P,
                [&](const json::Value &Item, ReportedEdit &Edit, json::Path P) {
                  json::ObjectMapper O(Item, P);
                  return O && O.map("with", Edit.Replacement) &&
                         at(Item, "begin", Edit.Begin, P) &&
                         at(Item, "end", Edit.End, P);
                });
  }

  bool finding(const json::Value &Value, ReportedFinding &Out,
               json::Path P) const {
    json::ObjectMapper O(Value, P);
    int How, What, Who, Why;
    if (!O || !O.map("rule", Out.Rule) || !O.map("message", Out.Message) ||
        !O.map("function", Out.Function) || !O.map("how", How) ||
        !O.map("what", What) || !O.map("who", Who) || !O.map("why", Why) ||
        !at(Value, "at", Out.At, P))
      return false;
    Out.How = static_cast<Confidence>(How);
    Out.What = static_cast<Retained>(What);
    Out.Who = static_cast<Retainer>(Who);
    Out.Why = static_cast<Repeat>(Why);
    const json::Object &From = *Value.getAsObject();
    auto Member = [&](auto Function) {
      return
          [this, Function](const json::Value &Item, auto &Out, json::Path P) {
            return (this->*Function)(Item, Out, P);
          };
    };
    return list(From, "origins", Out.Origins, P, Member(&Reader::origin)) &&
           list(From, "notes", Out.Notes, P, Member(&Reader::note)) &&
           list(From, "fixes", Out.Fixes, P, Member(&Reader::fix));
  }

private:
  bool at(const json::Value &Value, llvm::StringRef Name, Position &Out,
          json::Path P) const {
    const json::Value *Inner = Value.getAsObject()->get(Name);
    return Inner && position(*Inner, Out, P);
  }

  llvm::StringRef Root;
};
} // namespace

std::optional<UnitOutcome> outcomeFromJson(const json::Value &Value,
                                           llvm::StringRef Root) {
  json::Path::Root Whole;
  json::Path P(Whole);
  UnitOutcome Result;
  Reader R(Root);
  json::ObjectMapper O(Value, P);
  UnitStatistics &Counts = Result.Statistics;
  if (!O || !O.map("dropped", Result.DroppedFlags) ||
      !O.map("functions", Counts.Functions) ||
      !O.map("events", Counts.Events) ||
      !O.map("unknown_calls", Counts.UnknownCalls) ||
      !O.map("budgets", Counts.Budgets) ||
      !R.list(*Value.getAsObject(), "findings", Result.Findings, P,
              [&](const json::Value &Item, ReportedFinding &F, json::Path P) {
                return R.finding(Item, F, P);
              }))
    return std::nullopt;
  return Result;
}

} // namespace torchleak
