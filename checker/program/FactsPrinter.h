//===- FactsPrinter.h - Facts as text, for tests and debugging --*- C++ -*-===//

#ifndef TORCHLEAK_PROGRAM_FACTSPRINTER_H
#define TORCHLEAK_PROGRAM_FACTSPRINTER_H

#include "program/Facts.h"

namespace llvm {
class raw_ostream;
}

namespace torchleak {

/// One line per event, blocks in the order in which they are analysed.
void printFacts(const UnitFacts &Unit, const FunctionFacts &F,
                llvm::raw_ostream &OS);

} // namespace torchleak

#endif
