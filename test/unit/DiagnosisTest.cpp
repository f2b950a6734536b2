//===- DiagnosisTest.cpp - The truth table of diagnoses -------------------===//
//
// Every combination of what a diagnosis depends on is in exactly one row.
//
//===----------------------------------------------------------------------===//

#include "analysis/diagnosis/Diagnosis.h"
#include "analysis/UnitAnalysis.h"
#include "gtest/gtest.h"

using namespace torchleak;

namespace {

/// A question whose answer may not matter.
enum Answer { No, Yes, Any };

/// What guard there is.
enum Guards {
  NoGuard,
  /// A temporary, a declaration, a scope that ends: it guards nothing.
  IdleScope,
  /// In a constructor, or of another thread: it guards something else.
  Elsewhere,
  AnyGuard,
};

/// How the value is carried on.
enum Carried { Stored, Summed, Computed, Written, AnyCarry };

/// The module and what trains it, as \p Retention has it.
struct Case {
  Guards Guard;
  Carried Carry;
  /// A backward runs on the value.
  Answer Backward;
  /// What keeps the value or runs the module trains; or a caller does.
  Answer TrainsItself;
  Answer CallerTrains;
  /// A module ran.
  Answer Module;
  /// Through a loss function.
  Answer Loss;
  /// A step of the unit returned it.
  Answer Returned;
};

struct Row {
  Case If;
  Diagnosis Then;
};

const Row Table[] = {
    // clang-format off
    // guard     carry     backward itself caller module loss returned
    // A guard that guards nothing is to blame unless a backward runs.
    {{IdleScope, AnyCarry, No,      Any,   Any,   Any,   Any, Any}, Diagnosis::IneffectiveGuard},
    // One that guards something else, unless that is beside training.
    {{Elsewhere, AnyCarry, No,      No,    Any,   Yes,   Any, Any}, Diagnosis::IneffectiveGuard},

    // Without one to blame, a carried value has the diagnosis of its carry.
    {{NoGuard,   Summed,   Any,     Any,   Any,   Any,   Any, Any}, Diagnosis::GraphAccumulation},
    {{IdleScope, Summed,   Yes,     Any,   Any,   Any,   Any, Any}, Diagnosis::GraphAccumulation},
    {{Elsewhere, Summed,   Yes,     Any,   Any,   Any,   Any, Any}, Diagnosis::GraphAccumulation},
    {{Elsewhere, Summed,   No,      Yes,   Any,   Any,   Any, Any}, Diagnosis::GraphAccumulation},
    {{Elsewhere, Summed,   No,      No,    Any,   No,    Any, Any}, Diagnosis::GraphAccumulation},
    {{NoGuard,   Computed, Any,     Any,   Any,   Any,   Any, Any}, Diagnosis::RecurrentState},
    {{IdleScope, Computed, Yes,     Any,   Any,   Any,   Any, Any}, Diagnosis::RecurrentState},
    {{Elsewhere, Computed, Yes,     Any,   Any,   Any,   Any, Any}, Diagnosis::RecurrentState},
    {{Elsewhere, Computed, No,      Yes,   Any,   Any,   Any, Any}, Diagnosis::RecurrentState},
    {{Elsewhere, Computed, No,      No,    Any,   No,    Any, Any}, Diagnosis::RecurrentState},
    {{NoGuard,   Written,  Any,     Any,   Any,   Any,   Any, Any}, Diagnosis::InplaceHistory},
    {{IdleScope, Written,  Yes,     Any,   Any,   Any,   Any, Any}, Diagnosis::InplaceHistory},
    {{Elsewhere, Written,  Yes,     Any,   Any,   Any,   Any, Any}, Diagnosis::InplaceHistory},
    {{Elsewhere, Written,  No,      Yes,   Any,   Any,   Any, Any}, Diagnosis::InplaceHistory},
    {{Elsewhere, Written,  No,      No,    Any,   No,    Any, Any}, Diagnosis::InplaceHistory},

    // A stored result of a module that nobody in sight trains lacks a guard.
    {{NoGuard,   Stored,   No,      No,    No,    Yes,   No,  Any}, Diagnosis::UnguardedInference},

    // Anything else that a step returned is the step's, the rest the store's.
    {{NoGuard,   Stored,   Yes,     Any,   Any,   Any,   Any, Yes}, Diagnosis::AttachedReturn},
    {{NoGuard,   Stored,   No,      Yes,   Any,   Any,   Any, Yes}, Diagnosis::AttachedReturn},
    {{NoGuard,   Stored,   No,      No,    Yes,   Any,   Any, Yes}, Diagnosis::AttachedReturn},
    {{NoGuard,   Stored,   No,      No,    No,    No,    Any, Yes}, Diagnosis::AttachedReturn},
    {{NoGuard,   Stored,   No,      No,    No,    Yes,   Yes, Yes}, Diagnosis::AttachedReturn},
    {{IdleScope, Stored,   Yes,     Any,   Any,   Any,   Any, Yes}, Diagnosis::AttachedReturn},
    {{Elsewhere, Stored,   Yes,     Any,   Any,   Any,   Any, Yes}, Diagnosis::AttachedReturn},
    {{Elsewhere, Stored,   No,      Yes,   Any,   Any,   Any, Yes}, Diagnosis::AttachedReturn},
    {{Elsewhere, Stored,   No,      No,    Any,   No,    Any, Yes}, Diagnosis::AttachedReturn},
    {{NoGuard,   Stored,   Yes,     Any,   Any,   Any,   Any, No},  Diagnosis::GraphInContainer},
    {{NoGuard,   Stored,   No,      Yes,   Any,   Any,   Any, No},  Diagnosis::GraphInContainer},
    {{NoGuard,   Stored,   No,      No,    Yes,   Any,   Any, No},  Diagnosis::GraphInContainer},
    {{NoGuard,   Stored,   No,      No,    No,    No,    Any, No},  Diagnosis::GraphInContainer},
    {{NoGuard,   Stored,   No,      No,    No,    Yes,   Yes, No},  Diagnosis::GraphInContainer},
    {{IdleScope, Stored,   Yes,     Any,   Any,   Any,   Any, No},  Diagnosis::GraphInContainer},
    {{Elsewhere, Stored,   Yes,     Any,   Any,   Any,   Any, No},  Diagnosis::GraphInContainer},
    {{Elsewhere, Stored,   No,      Yes,   Any,   Any,   Any, No},  Diagnosis::GraphInContainer},
    {{Elsewhere, Stored,   No,      No,    Any,   No,    Any, No},  Diagnosis::GraphInContainer},
    // clang-format on
};

bool fits(Answer Wanted, Answer Is) { return Wanted == Any || Wanted == Is; }

bool fits(const Case &Wanted, const Case &Is) {
  return (Wanted.Guard == AnyGuard || Wanted.Guard == Is.Guard) &&
         (Wanted.Carry == AnyCarry || Wanted.Carry == Is.Carry) &&
         fits(Wanted.Backward, Is.Backward) &&
         fits(Wanted.TrainsItself, Is.TrainsItself) &&
         fits(Wanted.CallerTrains, Is.CallerTrains) &&
         fits(Wanted.Module, Is.Module) && fits(Wanted.Loss, Is.Loss) &&
         fits(Wanted.Returned, Is.Returned);
}

/// \p Problem is one of those that the case's guard stands for. That a module
/// ran is known from its parameters or, with \p BySight, from the call.
Retention retention(const Case &C, GuardProblem Problem, bool BySight) {
  Retention R;
  R.Guard.Problem = Problem;
  R.Effect.Carried = C.Carry == Summed     ? Carry::Accumulation
                     : C.Carry == Computed ? Carry::State
                     : C.Carry == Written  ? Carry::InPlace
                                           : Carry::None;
  if (C.Backward == Yes)
    R.Effect.BackwardLoc = Spot{0, 1, 1, 0, 0};
  R.TrainsItself = C.TrainsItself == Yes;
  // What trains itself trains.
  R.Effect.Trains = C.TrainsItself == Yes || C.CallerTrains == Yes;
  R.Because.Kind = C.Module == Yes && !BySight ? Term::Trainable : Term::Always;
  R.Because.From.Module = C.Module == Yes && BySight;
  R.Because.Loss = C.Loss == Yes;
  R.Effect.ReturnedBy = C.Returned == Yes ? 0 : NoFunction;
  return R;
}

std::vector<GuardProblem> problemsOf(Guards G) {
  switch (G) {
  case IdleScope:
    return {GuardProblem::Temporary, GuardProblem::FunctionDeclaration,
            GuardProblem::ScopeEnds};
  case Elsewhere:
    return {GuardProblem::Constructor, GuardProblem::OtherThread};
  default:
    return {GuardProblem::None};
  }
}

TEST(Diagnosis, EveryCaseIsInExactlyOneRow) {
  unsigned Cases = 0;
  for (Guards G : {NoGuard, IdleScope, Elsewhere})
    for (Carried How : {Stored, Summed, Computed, Written})
      for (unsigned Bits = 0; Bits != 64; ++Bits) {
        auto Bit = [&](unsigned I) { return Bits >> I & 1 ? Yes : No; };
        Case C{G, How, Bit(0), Bit(1), Bit(2), Bit(3), Bit(4), Bit(5)};
        const Row *Found = nullptr;
        for (const Row &R : Table) {
          if (!fits(R.If, C))
            continue;
          EXPECT_FALSE(Found)
              << "rows " << Found - Table << " and " << &R - Table;
          Found = &R;
        }
        ASSERT_TRUE(Found) << G << ' ' << How << ' ' << Bits;
        for (GuardProblem Problem : problemsOf(G))
          for (bool BySight : {false, true}) {
            EXPECT_EQ(diagnose(retention(C, Problem, BySight)), Found->Then)
                << G << ' ' << How << ' ' << Bits;
            ++Cases;
          }
      }
  EXPECT_EQ(Cases, (1u + 3u + 2u) * 4u * 64u * 2u);
}

TEST(Diagnosis, WithoutHistoryItIsTheEntriesThatPileUp) {
  for (Guards G : {NoGuard, IdleScope, Elsewhere})
    for (unsigned Bits = 0; Bits != 64; ++Bits) {
      auto Bit = [&](unsigned I) { return Bits >> I & 1 ? Yes : No; };
      Case C{G, Stored, Bit(0), Bit(1), Bit(2), Bit(3), Bit(4), Bit(5)};
      Retention R = retention(C, problemsOf(G).front(), /*BySight=*/true);
      R.Effect.Payload = PayloadKind::Handle;
      EXPECT_EQ(diagnose(R), Diagnosis::UnboundedCache);
    }
}

TEST(Diagnosis, CyclesHaveTheirOwn) {
  EXPECT_EQ(diagnose(TiedCycle()), Diagnosis::OwnershipCycle);
  EXPECT_EQ(diagnose(GradientCycle()), Diagnosis::CreateGraphCycle);
}

} // namespace
