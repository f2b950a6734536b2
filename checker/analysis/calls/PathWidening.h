//===- PathWidening.h - Paths that recursion makes ever longer --*- C++ -*-===//
//
// `void walk(Node *n) { n->log.clear(); walk(n->next); }` clears n->next->log,
// n->next->next->log and so on. A path that enters a field twice is told
// without the round in between, as n->next->log: it stands for all of them.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_CALLS_PATHWIDENING_H
#define TORCHLEAK_ANALYSIS_CALLS_PATHWIDENING_H

#include "analysis/calls/Summary.h"

namespace torchleak {

/// \p P without the rounds through a field that it was in before.
PlaceId widenPath(UnitFacts &Unit, PlaceId P);

/// The summary of a function that calls itself, with paths of finite length.
void widenPaths(UnitFacts &Unit, Summary &S);

} // namespace torchleak

#endif
