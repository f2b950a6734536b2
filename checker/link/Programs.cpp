//===- Programs.cpp - Which units form a program --------------------------===//

#include "link/Programs.h"
#include "llvm/ADT/EquivalenceClasses.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

namespace torchleak {

UnitSymbols UnitSymbols::of(const UnitFacts &Unit,
                            std::vector<std::string> Targets) {
  UnitSymbols Result;
  Result.Targets = std::move(Targets);
  Result.HasMain = Unit.HasMain;
  llvm::DenseSet<EntityId> Defined, Called;
  auto isShared = [&](EntityId E) {
    return E != NoEntity && !isTupleElement(E) && !Unit.Entities[E].Internal &&
           !Unit.Entities[E].Usr.empty();
  };
  for (const auto &F : Unit.Functions)
    if (isShared(F->Entity) && !F->IsMain && Defined.insert(F->Entity).second)
      Result.Defines.push_back(Unit.Entities[F->Entity].Usr);
  auto need = [&](EntityId E) {
    if (isShared(E) && Unit.Entities[E].Kind == EntityKind::Function &&
        !Defined.contains(E) && Called.insert(E).second)
      Result.Needs.push_back(Unit.Entities[E].Usr);
  };
  for (const auto &F : Unit.Functions)
    for (const CallFact &Call : F->Calls)
      llvm::for_each(Call.Targets, need);
  llvm::for_each(Unit.RunBeforeMain, need);
  return Result;
}

namespace {

class ProgramFormer {
public:
  explicit ProgramFormer(llvm::ArrayRef<UnitSymbols> Units) : Units(Units) {
    for (auto [I, U] : llvm::enumerate(Units)) {
      for (const std::string &Symbol : U.Defines)
        Definers[Symbol].push_back(I);
      for (const std::string &Target : U.Targets)
        OfTarget[Target].push_back(I);
    }
  }

  std::vector<ProgramUnits> run();

private:
  bool shareTarget(unsigned A, unsigned B) const {
    return llvm::any_of(Units[A].Targets, [&](const std::string &Target) {
      return llvm::is_contained(Units[B].Targets, Target);
    });
  }
  /// Everything that \p First, and what they pull in, need.
  ProgramUnits from(llvm::ArrayRef<unsigned> First, unsigned Main);
  void addOpenPrograms(std::vector<ProgramUnits> &Programs,
                       const std::vector<bool> &In);
  std::optional<unsigned> definerFor(unsigned Needed, llvm::StringRef Symbol,
                                     const ProgramUnits &Program) const;

  llvm::ArrayRef<UnitSymbols> Units;
  llvm::StringMap<llvm::SmallVector<unsigned, 1>> Definers, OfTarget;
};

} // namespace

/// Whom a linker would take it from: what is in already, the same target, or
/// the only one. Several others are no answer.
std::optional<unsigned>
ProgramFormer::definerFor(unsigned Needed, llvm::StringRef Symbol,
                          const ProgramUnits &Program) const {
  auto It = Definers.find(Symbol);
  if (It == Definers.end())
    return std::nullopt;
  const auto &All = It->second;
  std::optional<unsigned> OfSameTarget, Other;
  unsigned Others = 0;
  for (unsigned U : All) {
    if (llvm::is_contained(Program.Units, U))
      return std::nullopt;
    if (Units[U].HasMain)
      continue; // Nobody links with another program.
    if (shareTarget(U, Needed))
      OfSameTarget = OfSameTarget.value_or(U);
    Other = U;
    ++Others;
  }
  if (OfSameTarget)
    return OfSameTarget;
  return Others == 1 ? Other : std::nullopt;
}

ProgramUnits ProgramFormer::from(llvm::ArrayRef<unsigned> First,
                                 unsigned Main) {
  ProgramUnits Result;
  Result.Main = Main;
  auto add = [&](unsigned U, ProgramUnits::Reason Why) {
    if (llvm::is_contained(Result.Units, U) || (Units[U].HasMain && U != Main))
      return;
    Result.Units.push_back(U);
    Result.Why.push_back(std::move(Why));
  };
  for (unsigned U : First)
    add(U, {});
  // All objects of a target are in it, whether somebody needs them or not.
  for (unsigned U : First)
    for (const std::string &Target : Units[U].Targets)
      for (unsigned Other : OfTarget[Target])
        add(Other, {});
  for (unsigned I = 0; I != Result.Units.size(); ++I) {
    const unsigned Needed = Result.Units[I];
    for (const std::string &Symbol : Units[Needed].Needs)
      if (std::optional<unsigned> U = definerFor(Needed, Symbol, Result))
        add(*U, {Needed, Symbol});
  }
  return Result;
}

/// What nobody pulls in goes together by target, and with what it needs.
void ProgramFormer::addOpenPrograms(std::vector<ProgramUnits> &Programs,
                                    const std::vector<bool> &In) {
  llvm::EquivalenceClasses<unsigned> Together;
  for (unsigned U = 0; U != Units.size(); ++U) {
    if (In[U])
      continue;
    Together.insert(U);
    for (const std::string &Target : Units[U].Targets)
      for (unsigned Other : OfTarget[Target])
        if (!In[Other])
          Together.unionSets(U, Other);
    for (const std::string &Symbol : Units[U].Needs)
      if (auto Other = definerFor(U, Symbol, {}); Other && !In[*Other])
        Together.unionSets(U, *Other);
  }
  std::vector<bool> Done = In;
  for (unsigned U = 0; U != Units.size(); ++U) {
    if (Done[U])
      continue;
    std::vector<unsigned> First(Together.findLeader(U), Together.member_end());
    llvm::sort(First);
    for (unsigned Other : First)
      Done[Other] = true;
    Programs.push_back(from(First, ~0u));
  }
}

std::vector<ProgramUnits> ProgramFormer::run() {
  std::vector<ProgramUnits> Result;
  std::vector<bool> In(Units.size(), false);
  for (unsigned U = 0; U != Units.size(); ++U)
    if (Units[U].HasMain) {
      Result.push_back(from(U, U));
      for (unsigned Part : Result.back().Units)
        In[Part] = true;
    }
  addOpenPrograms(Result, In);
  return Result;
}

std::vector<ProgramUnits> formPrograms(llvm::ArrayRef<UnitSymbols> Units) {
  return ProgramFormer(Units).run();
}

} // namespace torchleak
