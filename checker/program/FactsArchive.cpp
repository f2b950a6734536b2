//===- FactsArchive.cpp - The fields of facts, in order -------------------===//
//
// This file alone is compiled with exceptions, which cereal throws.
//
// Each struct is taken apart by a structured binding: a new field does not
// compile until it is written here, too. It changes the form, so count up
// FactsVersion with it.
//
//===----------------------------------------------------------------------===//

#include "program/FactsArchive.h"
#include <cereal/archives/portable_binary.hpp>
#include <istream>
#include <streambuf>

namespace torchleak {

namespace {

using Writer = cereal::PortableBinaryOutputArchive;
using Reader = cereal::PortableBinaryInputArchive;
template <typename A> constexpr bool Reads = std::is_same_v<A, Reader>;

struct Malformed : std::exception {
  const char *Text;
  explicit Malformed(const char *Text) : Text(Text) {}
  const char *what() const noexcept override { return Text; }
};

template <typename A, typename T> void one(A &Ar, T &Field);

template <typename A, typename... Ts> void all(A &Ar, Ts &...Fields) {
  (one(Ar, Fields), ...);
}

/// A list grows with what was really read: a wrong count finds the end of the
/// bytes before it takes memory.
template <typename A, typename L> void list(A &Ar, L &List) {
  uint32_t Count = List.size();
  Ar(Count);
  if constexpr (Reads<A>) {
    List.clear();
    for (uint32_t I = 0; I != Count; ++I)
      one(Ar, List.emplace_back());
  } else {
    for (auto &Element : List)
      one(Ar, Element);
  }
}

template <typename A> void text(A &Ar, std::string &Text) {
  uint32_t Count = Text.size();
  Ar(Count);
  if constexpr (Reads<A>) {
    Text.clear();
    char Chunk[256];
    while (Count != 0) {
      const uint32_t Next = std::min<uint32_t>(Count, sizeof(Chunk));
      Ar(cereal::binary_data(Chunk, Next));
      Text.append(Chunk, Next);
      Count -= Next;
    }
  } else {
    Ar(cereal::binary_data(Text.data(), Count));
  }
}

template <typename E> constexpr E lastOf() {
  if constexpr (std::is_same_v<E, EntityKind>)
    return EntityKind::Signature;
  else if constexpr (std::is_same_v<E, PlaceKind>)
    return PlaceKind::Temporary;
  else if constexpr (std::is_same_v<E, Op>)
    return Op::Lambda;
  else if constexpr (std::is_same_v<E, GradMode>)
    return GradMode::Caller;
  else if constexpr (std::is_same_v<E, fact::Store::AddsTy>)
    return fact::Store::PerKey;
  else if constexpr (std::is_same_v<E, KeyOrigin>)
    return KeyOrigin::Counter;
  else if constexpr (std::is_same_v<E, fact::Store::HowTy>)
    return fact::Store::Element;
  else if constexpr (std::is_same_v<E, CallTimes>)
    return CallTimes::Deferred;
  else if constexpr (std::is_same_v<E, Dispatch>)
    return Dispatch::Indirect;
  else if constexpr (std::is_same_v<E, Passing>)
    return Passing::RValue;
  else
    static_assert(!sizeof(E), "name its last enumerator here");
}

/// Booleans and enumerators take a byte each.
template <typename A, typename T> void small(A &Ar, T &Field, uint8_t Last) {
  auto Byte = uint8_t(Field);
  Ar(Byte);
  if (Byte > Last)
    throw Malformed("an enumerator that this version does not have");
  Field = T(Byte);
}

template <typename A, typename T> void optional(A &Ar, std::optional<T> &O) {
  bool Has = O.has_value();
  one(Ar, Has);
  if (Reads<A> && Has)
    O.emplace();
  if (Has)
    one(Ar, *O);
}

template <typename A> void fields(A &Ar, Spot &S) {
  auto &[File, Line, Column, Offset, Expansion] = S;
  all(Ar, File, Line, Column, Offset, Expansion);
}

template <typename A> void fields(A &Ar, MacroUse &M) {
  auto &[Line, Name] = M;
  all(Ar, Line, Name);
}

template <typename A> void fields(A &Ar, SpotRange &R) {
  auto &[Begin, End] = R;
  all(Ar, Begin, End);
}

template <typename A> void fields(A &Ar, KeyPart &P) {
  auto &[Parameter, Field, Limits] = P;
  all(Ar, Parameter, Field, Limits);
}

template <typename A> void fields(A &Ar, KeySource &S) {
  auto &[Origin, Parts, Rounds, Loc] = S;
  all(Ar, Origin, Parts, Rounds, Loc);
}

template <typename A> void fields(A &Ar, FieldKey &F) {
  auto &[Field, Key] = F;
  all(Ar, Field, Key);
}

template <typename A> void fields(A &Ar, Entity &E) {
  auto &[Kind, Internal, Usr, Name] = E;
  all(Ar, Kind, Internal, Usr, Name);
}

template <typename A> void fields(A &Ar, Place &P) {
  auto &[Kind, Entity, Parent, Owner, ParameterIndex, Value, Name, Loc,
         PointerLike, Container, Tensor, HoldsTensors, KeepsHandles,
         SharedOwner, OwnsObjects, OwnsCallables, ByReference, KeepFunction,
         Opaque, IsModule, ModuleParameters, TensorParts, Record] = P;
  all(Ar, Kind, Entity, Parent, Owner, ParameterIndex, Value, Name, Loc,
      PointerLike, Container, Tensor, HoldsTensors, KeepsHandles, SharedOwner,
      OwnsObjects, OwnsCallables, ByReference, KeepFunction, Opaque, IsModule,
      ModuleParameters, TensorParts, Record);
}

template <typename A> void fields(A &Ar, Condition &C) {
  auto &[Flag, Value, Equal] = C;
  all(Ar, Flag, Value, Equal);
}

template <typename A> void fields(A &Ar, Value &V) {
  auto &[Kind, Loc, Operands, Keys, Place, Name, Call, Body, Results,
         NeverRequiresGrad, Record, Loss, Frozen, InPlace, WritesPart,
         Concatenates, Blends, OtherMethod, OneOfSeveral, WholeList, If, Block,
         Order] = V;
  all(Ar, Kind, Loc, Operands, Keys, Place, Name, Call, Body, Results,
      NeverRequiresGrad, Record, Loss, Frozen, InPlace, WritesPart,
      Concatenates, Blends, OtherMethod, OneOfSeveral, WholeList, If, Block,
      Order);
}

template <typename A> void fields(A &Ar, fact::Written &W) {
  auto &[Range, IsTensor, IsPointer, IsPrimary] = W;
  all(Ar, Range, IsTensor, IsPointer, IsPrimary);
}

template <typename A> void fields(A &Ar, fact::Compute &F) {
  auto &[Value] = F;
  all(Ar, Value);
}

template <typename A> void fields(A &Ar, fact::Declare &F) {
  auto &[Place] = F;
  all(Ar, Place);
}

template <typename A> void fields(A &Ar, fact::Store &F) {
  auto &[How, Place, Value, Root, Adds, Subscript, EachOfLoop, All, Once, Map,
         Key, Stored] = F;
  all(Ar, How, Place, Value, Root, Adds, Subscript, EachOfLoop, All, Once, Map,
      Key, Stored);
}

template <typename A> void fields(A &Ar, fact::Release &F) {
  auto &[Place, Root, Partial] = F;
  all(Ar, Place, Root, Partial);
}

template <typename A> void fields(A &Ar, fact::GuardOpen &F) {
  auto &[Guard, Mode, If] = F;
  all(Ar, Guard, Mode, If);
}

template <typename A> void fields(A &Ar, fact::ModeNoted &F) {
  auto &[Guard] = F;
  all(Ar, Guard);
}

template <typename A> void fields(A &Ar, fact::GuardClose &F) {
  auto &[Guard] = F;
  all(Ar, Guard);
}

template <typename A> void fields(A &Ar, fact::Backward &F) {
  auto &[Value, Retains, CreatesGraph, MayCreateGraph, IntoLeaves] = F;
  all(Ar, Value, Retains, CreatesGraph, MayCreateGraph, IntoLeaves);
}

template <typename A> void fields(A &Ar, fact::TrainingStep &F) {
  auto &[ClearsGrad, OfTensor] = F;
  all(Ar, ClearsGrad, OfTensor);
}

template <typename A> void fields(A &Ar, fact::Call &F) {
  auto &[Call, Value] = F;
  all(Ar, Call, Value);
}

template <typename A> void fields(A &Ar, fact::SizeCheck &F) {
  auto &[Place, Root] = F;
  all(Ar, Place, Root);
}

template <typename A> void fields(A &Ar, fact::DefinedCheck &F) {
  auto &[Place, Absent, AsksForAll, AsksForOne] = F;
  all(Ar, Place, Absent, AsksForAll, AsksForOne);
}

template <typename A> void fields(A &Ar, fact::FirstTimesCheck &F) {
  auto &[Place, Absent] = F;
  all(Ar, Place, Absent);
}

template <typename A> void fields(A &Ar, fact::IndirectCall &F) {
  auto &[Place, Call] = F;
  all(Ar, Place, Call);
}

template <typename A> void fields(A &Ar, fact::Return &F) {
  auto &[Value, Returned] = F;
  all(Ar, Value, Returned);
}

template <typename A> void fields(A &Ar, fact::Freeze &F) {
  auto &[Place, Value] = F;
  all(Ar, Place, Value);
}

template <typename A> void fields(A &Ar, fact::IdleGuard &F) {
  auto &[Temporary, Parentheses] = F;
  all(Ar, Temporary, Parentheses);
}

template <size_t I = 0> void makeKind(fact::Any &Fact, uint8_t Kind) {
  if constexpr (I == std::variant_size_v<fact::Any>)
    throw Malformed("a kind of fact that this version does not have");
  else if (Kind == I)
    Fact.emplace<I>();
  else
    makeKind<I + 1>(Fact, Kind);
}

template <typename A> void fields(A &Ar, Event &E) {
  auto &[Loc, Order, Fact] = E;
  all(Ar, Loc, Order);
  auto Kind = uint8_t(Fact.index());
  Ar(Kind);
  if (Reads<A>)
    makeKind(Fact, Kind);
  std::visit([&](auto &F) { fields(Ar, F); }, Fact);
}

template <typename A> void fields(A &Ar, Argument &Passed) {
  auto &[Value, By, Matters, Key, FieldKeys, Number, Flag, Place, Element,
         EachOfLoop, Root] = Passed;
  all(Ar, Value, By, Matters, Key, FieldKeys, Number, Flag, Place, Element,
      EachOfLoop, Root);
}

template <typename A> void fields(A &Ar, CallFact &Call) {
  auto &[Targets, How, Receiver, Arguments, Loc, Name, Times, DeferredTo,
         DeferredArgument, FirstTimeOnly, OnThread, Constructs, ModuleForward,
         Result, Otherwise] = Call;
  all(Ar, Targets, How, Receiver, Arguments, Loc, Name, Times, DeferredTo,
      DeferredArgument, FirstTimeOnly, OnThread, Constructs, ModuleForward,
      Result, Otherwise);
}

template <typename A> void fields(A &Ar, FlagBranch &B) {
  auto &[If, Holds, Otherwise, Declared] = B;
  all(Ar, If, Holds, Otherwise, Declared);
}

template <typename A> void fields(A &Ar, std::pair<unsigned, Condition> &Case) {
  all(Ar, Case.first, Case.second);
}

template <typename A> void fields(A &Ar, Block &B) {
  auto &[Events, Successors, Predecessors, Branch, Cases] = B;
  all(Ar, Events, Successors, Predecessors, Branch, Cases);
}

template <typename A> void fields(A &Ar, LoopFact &L) {
  auto &[Header, Blocks, Loc, Open, Constant, Covers] = L;
  all(Ar, Header, Blocks, Loc, Open, Constant, Covers);
}

template <typename A> void fields(A &Ar, FunctionFacts &F) {
  auto &[Name, QualifiedName, Entity, Record, Loc, BodyStart, Extent,
         IsConstructor, IsDestructor, IsMain, IsLambda, IsModuleForward, IsStep,
         CalledByLibrary, IsVirtual, GuardedByObject, TakenNames, Signature,
         ReturnsTensors, Overrides, Parameters, Values, Calls, Blocks, Loops,
         Entry, Exit, ImmediateDominators, Order, OverBudget] = F;
  all(Ar, Name, QualifiedName, Entity, Record, Loc, BodyStart, Extent,
      IsConstructor, IsDestructor, IsMain, IsLambda, IsModuleForward, IsStep,
      CalledByLibrary, IsVirtual, GuardedByObject, TakenNames, Signature,
      ReturnsTensors, Overrides, Parameters, Values, Calls, Blocks, Loops,
      Entry, Exit, ImmediateDominators, Order, OverBudget);
}

template <typename A> void fields(A &Ar, RecordFact &R) {
  auto &[Name, HoldsTorchMemory, HasModule] = R;
  all(Ar, Name, HoldsTorchMemory, HasModule);
}

template <typename A> void fields(A &Ar, std::pair<EntityId, RecordFact> &R) {
  all(Ar, R.first, R.second);
}

template <typename A>
void fields(A &Ar, std::unique_ptr<FunctionFacts> &Function) {
  if (!Function)
    Function = std::make_unique<FunctionFacts>();
  fields(Ar, *Function);
}

template <typename T> struct IsOptional : std::false_type {};
template <typename T> struct IsOptional<std::optional<T>> : std::true_type {};
template <typename T, typename = void> struct IsList : std::false_type {};
template <typename T>
struct IsList<T, std::void_t<decltype(std::declval<T &>().emplace_back())>>
    : std::true_type {};

template <typename A, typename T> void one(A &Ar, T &Field) {
  if constexpr (std::is_same_v<T, bool>)
    small(Ar, Field, 1);
  else if constexpr (std::is_enum_v<T>)
    small(Ar, Field, uint8_t(lastOf<T>()));
  else if constexpr (std::is_same_v<T, std::string>)
    text(Ar, Field);
  else if constexpr (std::is_integral_v<T>)
    Ar(Field);
  else if constexpr (IsOptional<T>::value)
    optional(Ar, Field);
  else if constexpr (IsList<T>::value)
    list(Ar, Field);
  else
    fields(Ar, Field);
}

/// The tables of the unit as lists, in an order that does not depend on
/// addresses or hashes.
struct Flat {
  std::vector<Entity> Entities;
  std::vector<std::pair<EntityId, RecordFact>> Records;
  std::vector<EntityId> ParameterFields;
  std::vector<EntityId> AddressesTaken;
};

template <typename A> void unit(A &Ar, UnitFacts &Unit, Flat &Tables) {
  all(Ar, Unit.Files, Unit.Expansions, Tables.Entities, Unit.Places,
      Unit.Functions, Tables.Records, Tables.ParameterFields,
      Tables.AddressesTaken, Unit.RunBeforeMain, Unit.ThisPlace, Unit.HasMain);
}

std::vector<EntityId> sorted(const llvm::DenseSet<EntityId> &Set) {
  std::vector<EntityId> List(Set.begin(), Set.end());
  std::sort(List.begin(), List.end());
  return List;
}

/// Bytes as a stream that neither copies nor ends late.
struct Bytes : std::streambuf {
  explicit Bytes(llvm::StringRef Text) {
    char *Begin = const_cast<char *>(Text.data());
    setg(Begin, Begin, Begin + Text.size());
  }
  bool atEnd() const { return gptr() == egptr(); }
};

struct Text : std::streambuf {
  std::string Written;
  int_type overflow(int_type C) override {
    Written.push_back(char(C));
    return C;
  }
  std::streamsize xsputn(const char *Begin, std::streamsize Count) override {
    Written.append(Begin, Count);
    return Count;
  }
};

} // namespace

std::string packFacts(const UnitFacts &Unit) {
  Flat Tables;
  for (EntityId Id = EntityTable::FirstOwn; Id != Unit.Entities.size(); ++Id)
    Tables.Entities.push_back(Unit.Entities[Id]);
  for (const auto &[Id, Record] : Unit.Records)
    Tables.Records.push_back({Id, Record});
  std::sort(Tables.Records.begin(), Tables.Records.end(),
            [](const auto &A, const auto &B) { return A.first < B.first; });
  Tables.ParameterFields = sorted(Unit.ParameterFields);
  Tables.AddressesTaken = sorted(Unit.AddressesTaken);
  Text Buffer;
  std::ostream Stream(&Buffer);
  Writer Ar(Stream);
  // One function reads and writes; writing changes nothing.
  unit(Ar, const_cast<UnitFacts &>(Unit), Tables);
  return std::move(Buffer.Written);
}

std::unique_ptr<UnitFacts> unpackFacts(llvm::StringRef Packed,
                                       std::string &Why) {
  try {
    auto Unit = std::make_unique<UnitFacts>();
    Flat Tables;
    Bytes Buffer(Packed);
    std::istream Stream(&Buffer);
    Reader Ar(Stream);
    unit(Ar, *Unit, Tables);
    if (!Buffer.atEnd())
      throw Malformed("more bytes than facts");
    for (Entity &E : Tables.Entities) {
      if (!E.Usr.empty() && Unit->Entities.find(E.Usr) != NoEntity)
        throw Malformed("two entities of one name");
      Unit->Entities.add(std::move(E));
    }
    // Two numbers mean "none" to the tables.
    auto isKey = [](EntityId Id) { return Id < ~0u - 1; };
    for (auto &[Id, Record] : Tables.Records) {
      if (!isKey(Id))
        throw Malformed("a number that no entity has");
      Unit->Records[Id] = std::move(Record);
    }
    auto fill = [&](llvm::DenseSet<EntityId> &Set,
                    const std::vector<EntityId> &List) {
      for (EntityId Id : List) {
        if (!isKey(Id))
          throw Malformed("a number that no entity has");
        Set.insert(Id);
      }
    };
    fill(Unit->ParameterFields, Tables.ParameterFields);
    fill(Unit->AddressesTaken, Tables.AddressesTaken);
    return Unit;
  } catch (const Malformed &Error) {
    Why = Error.what();
  } catch (const std::exception &) {
    Why = "the bytes end too early";
  }
  return nullptr;
}

} // namespace torchleak
