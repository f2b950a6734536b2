//===- LoopBounds.h - How many rounds a loop says it has --------*- C++ -*-===//
//
// From the condition of a loop, whatever its keyword: what it counts, and how
// far.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_EXTRACT_LOOPBOUNDS_H
#define TORCHLEAK_EXTRACT_LOOPBOUNDS_H

namespace clang {
class ASTContext;
class Stmt;
} // namespace clang

namespace torchleak {

/// More is known of the later ones.
enum class LoopBound {
  /// It runs until something happens.
  None,
  /// A variable that the loop itself advances reaches something, or a range
  /// ends.
  Counted,
  /// The same, with numbers in the source.
  Constant,
};

LoopBound boundOf(const clang::Stmt &Loop, const clang::ASTContext &Context);

} // namespace torchleak

#endif
