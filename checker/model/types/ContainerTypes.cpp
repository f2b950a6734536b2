//===- ContainerTypes.cpp - Containers, tuples and strings ----------------===//

#include "model/types/ContainerTypes.h"
#include "model/types/TypeParts.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;

namespace torchleak {

bool ContainerTypes::isContainer(QualType T) const {
  const CXXRecordDecl *R = recordOf(strip(T));
  if (!R || !R->hasDefinition() || !specialization(R) ||
      !isLibraryCode(R->getLocation()))
    return false;
  llvm::StringRef Name = qualifiedName(R);
  if (Name == "std::basic_string" || Name == "std::array" ||
      Name == "boost::circular_buffer")
    return false;
  if (Name.starts_with("std::") || Name == "c10::List" || Name == "c10::Dict") {
    return llvm::StringSwitch<bool>(Name)
        .Cases({"std::vector", "std::deque", "std::list", "std::forward_list"},
               true)
        .Cases({"std::set", "std::multiset", "std::map", "std::multimap"}, true)
        .Cases({"std::unordered_set", "std::unordered_multiset",
                "std::unordered_map"},
               true)
        .Cases({"std::unordered_multimap", "std::stack", "std::queue",
                "std::priority_queue"},
               true)
        .Cases({"c10::List", "c10::Dict"}, true)
        .Default(false);
  }
  // Other libraries' containers: something that can be filled and walked.
  bool Fills = false, Walks = false;
  for (const CXXMethodDecl *M : R->getDefinition()->methods()) {
    if (!M->getIdentifier())
      continue;
    Fills |= M->getName() == "push_back" || M->getName() == "insert" ||
             M->getName() == "push";
    Walks |= M->getName() == "begin" || M->getName() == "pop";
  }
  if (!Fills || !Walks)
    for (const CXXBaseSpecifier &B : R->getDefinition()->bases())
      if (isContainer(B.getType()))
        return true;
  return Fills && Walks;
}

bool ContainerTypes::isKeyedContainer(QualType T) const {
  if (!isContainer(T))
    return false;
  const CXXRecordDecl *R = recordOf(strip(T));
  for (const auto *D : R->getDefinition()->decls())
    if (const auto *Typedef = llvm::dyn_cast<TypedefNameDecl>(D))
      if (Typedef->getIdentifier() && Typedef->getName() == "mapped_type")
        return true;
  return false;
}

bool ContainerTypes::isMultiContainer(QualType T) const {
  const CXXRecordDecl *R = recordOf(strip(T));
  return R && R->getIdentifier() && R->getName().contains("multi");
}

bool ContainerTypes::isTupleLike(QualType T) const {
  const CXXRecordDecl *R = recordOf(strip(T));
  if (!R)
    return false;
  llvm::StringRef Name = qualifiedName(R);
  return Name == "std::tuple" || Name == "std::pair";
}

unsigned ContainerTypes::tupleSize(QualType T) const {
  SmallVector<QualType, 4> Elements;
  if (isTupleLike(T))
    typeArguments(recordOf(strip(T)), Elements);
  return Elements.size();
}

bool ContainerTypes::isText(QualType T) const {
  const CXXRecordDecl *R = recordOf(strip(T));
  if (!R)
    return false;
  llvm::StringRef Name = qualifiedName(R);
  return Name == "std::basic_string" || Name == "std::basic_string_view";
}

bool ContainerTypes::isAtomicCounter(QualType T) const {
  const CXXRecordDecl *R = recordOf(strip(T));
  SmallVector<QualType, 1> Args;
  if (!R || (qualifiedName(R) != "std::atomic" &&
             qualifiedName(R) != "std::__atomic_base"))
    return false;
  typeArguments(R, Args);
  return Args.size() == 1 && Args.front()->isIntegerType() &&
         !Args.front()->isBooleanType();
}

} // namespace torchleak
