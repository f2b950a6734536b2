//===- Print.h - Facts as text ----------------------------------*- C++ -*-===//
//
// For people and for tests: one line per fact, blocks in the order in which
// they are analysed. Values are v1, v2..., places are written as in the source.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_PROGRAM_PRINT_H
#define TORCHLEAK_PROGRAM_PRINT_H

#include "program/Unit.h"

namespace llvm {
class raw_ostream;
}

namespace torchleak {

void printFacts(const UnitFacts &Unit, llvm::raw_ostream &OS);
void printFunction(const UnitFacts &Unit, const FunctionFacts &F,
                   llvm::raw_ostream &OS);
/// One fact, without its line's end.
void printEvent(const UnitFacts &Unit, const FunctionFacts &F, const Event &E,
                llvm::raw_ostream &OS);

} // namespace torchleak

#endif
