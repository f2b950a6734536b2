//===- HeaderPlan.h - Which units share a header ----------------*- C++ -*-===//

#ifndef TORCHLEAK_FRONTEND_HEADERS_HEADERPLAN_H
#define TORCHLEAK_FRONTEND_HEADERS_HEADERPLAN_H

#include "frontend/headers/SharedHeader.h"

namespace torchleak {

/// A unit that wants its library headers from somewhere.
struct HeaderUser {
  const CompilationSetting *Setting;
  const UnitIncludes *Includes;
};

/// Whether a shared header could help: the unit includes libtorch outside of
/// conditions, and nothing in its flags is read before all headers.
bool canShareHeader(const HeaderUser &User);

/// Which libraries a header is made of. Those of the standard and of libtorch
/// go with each other.
enum class Libraries { StandardAndTorch, All };

/// The header that serves most of \p Users, who have one key: what only few
/// include of other libraries is left to them.
SharedHeader::Request planHeader(llvm::ArrayRef<HeaderUser> Users,
                                 Libraries Which);

} // namespace torchleak

#endif
