//===- HeaderBodies.cpp - Project headers keep their functions ------------===//
//
// clangd skips the body of every function in a header. A module's forward() is
// often defined in one, and whether its result is attached to a graph is in the
// body. So the bodies that the other front ends parse are parsed here too.
//
//===----------------------------------------------------------------------===//

#include "frontend/headers/LibraryBodies.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/PrecompiledPreamble.h"
#include "clang/Lex/PPCallbacks.h"

using namespace clang;

namespace {

/// Asks clangd's own callbacks, but for the bodies.
class KeepProjectBodies : public PreambleCallbacks {
public:
  explicit KeepProjectBodies(PreambleCallbacks &Base) : Base(Base) {}

  void BeforeExecute(CompilerInstance &CI) override {
    Sources = &CI.getSourceManager();
    Base.BeforeExecute(CI);
  }
  void AfterExecute(CompilerInstance &CI) override { Base.AfterExecute(CI); }
  void AfterPCHEmitted(ASTWriter &Writer) override {
    Base.AfterPCHEmitted(Writer);
  }
  void HandleTopLevelDecl(DeclGroupRef DG) override {
    Base.HandleTopLevelDecl(DG);
  }
  std::unique_ptr<PPCallbacks> createPPCallbacks() override {
    return Base.createPPCallbacks();
  }
  CommentHandler *getCommentHandler() override {
    return Base.getCommentHandler();
  }
  bool shouldSkipFunctionBody(Decl *D) override {
    return torchleak::isLibraryBody(*Sources, D) &&
           Base.shouldSkipFunctionBody(D);
  }

private:
  PreambleCallbacks &Base;
  const SourceManager *Sources = nullptr;
};

} // namespace

// clangd's call of PrecompiledPreamble::Build is sent here by the linker
// (--wrap, see CMakeLists.txt); the real one keeps its name with a prefix.
#define TORCHLEAK_PREAMBLE_PARAMETERS                                          \
  const CompilerInvocation &Invocation,                                        \
      const llvm::MemoryBuffer *MainFileBuffer, PreambleBounds Bounds,         \
      IntrusiveRefCntPtr<DiagnosticsEngine> Diagnostics,                       \
      IntrusiveRefCntPtr<llvm::vfs::FileSystem> VFS,                           \
      std::shared_ptr<PCHContainerOperations> PCHContainerOps,                 \
      bool StoreInMemory, llvm::StringRef StoragePath,                         \
      PreambleCallbacks &Callbacks

llvm::ErrorOr<PrecompiledPreamble>
    realBuild(TORCHLEAK_PREAMBLE_PARAMETERS) asm("__real_" TORCHLEAK_BUILD);
llvm::ErrorOr<PrecompiledPreamble>
    wrappedBuild(TORCHLEAK_PREAMBLE_PARAMETERS) asm("__wrap_" TORCHLEAK_BUILD);

llvm::ErrorOr<PrecompiledPreamble> wrappedBuild(TORCHLEAK_PREAMBLE_PARAMETERS) {
  KeepProjectBodies Ours(Callbacks);
  return realBuild(Invocation, MainFileBuffer, Bounds, std::move(Diagnostics),
                   std::move(VFS), std::move(PCHContainerOps), StoreInMemory,
                   StoragePath, Ours);
}
