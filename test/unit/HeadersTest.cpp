//===- HeadersTest.cpp - What units include, and what they may share ------===//

#include "frontend/headers/HeaderPlan.h"
#include "model/LibtorchPaths.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

using namespace torchleak;

namespace {

std::vector<std::string> texts(const std::vector<Directive> &Directives,
                               Directive::Kind What) {
  std::vector<std::string> Result;
  for (const Directive &D : Directives)
    if (D.What == What)
      Result.push_back(D.Text);
  return Result;
}

using Strings = std::vector<std::string>;

TEST(DirectiveScan, ReadsIncludesOfEachForm) {
  auto Found = scanDirectives("#include <a/b.h>\n"
                              "  #  include \"c.h\" // Why\n"
                              "#include MACRO\n"
                              "#include_next <d.h>\n"
                              "#import <e.h>\n");
  EXPECT_EQ(texts(Found, Directive::Include), (Strings{"a/b.h", "c.h"}));
  EXPECT_TRUE(Found[0].Angled);
  EXPECT_FALSE(Found[1].Angled);
  EXPECT_EQ(texts(Found, Directive::UnknownInclude).size(), 3u);
}

TEST(DirectiveScan, SeesNoDirectivesInCommentsStringsAndMacros) {
  auto Found = scanDirectives("// #include <a.h>\n"
                              "/*\n#include <b.h>\n*/\n"
                              "const char *s = R\"(\n#include <c.h>\n)\";\n"
                              "#define M \\\n#include <d.h>\n"
                              "int x; #include <e.h>\n"
                              "#include <f.h>\n");
  EXPECT_EQ(texts(Found, Directive::Include), (Strings{"f.h"}));
}

TEST(DirectiveScan, KnowsWhatIsBetweenBraces) {
  auto Found = scanDirectives("#include <a.h>\nnamespace n {\n"
                              "#include <b.h>\n}\n#include <c.h>\n");
  ASSERT_EQ(Found.size(), 3u);
  EXPECT_TRUE(Found[0].TopLevel);
  EXPECT_FALSE(Found[1].TopLevel);
  EXPECT_TRUE(Found[2].TopLevel);
}

TEST(DirectiveScan, LeavesOutIncludeGuards) {
  for (const char *Guard : {"#ifndef G\n#define G\n#include <a.h>\n#endif\n",
                            "#if !defined(G)\n#define G\n#include <a.h>\n"
                            "#endif // G\n",
                            "#pragma once\n#include <a.h>\n"}) {
    auto Found = scanDirectives(Guard);
    ASSERT_EQ(Found.size(), 1u) << Guard;
    EXPECT_EQ(Found[0].Text, "a.h");
  }
  // The condition ends before the file does: no guard.
  EXPECT_EQ(
      scanDirectives("#ifndef G\n#define G\n#endif\n#include <a.h>\n").size(),
      4u);
}

TEST(DirectiveScan, NamesPragmasThatChangeWhatFollows) {
  auto Found = scanDirectives("#pragma GCC diagnostic ignored \"-Wall\"\n"
                              "#pragma omp parallel\n#pragma pack(push, 1)\n");
  EXPECT_EQ(texts(Found, Directive::Pragma), (Strings{"pack(push, 1)"}));
}

/// A folder with files, for as long as a test runs.
class IncludeWalkTest : public ::testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("torchleak", Root));
    Folders = {{path("project/include"), clang::SrcMgr::C_User, false},
               {path("lib"), clang::SrcMgr::C_System, false}};
    write("lib/torch/torch.h", "#include <torch/nn.h>\n");
    write("lib/torch/nn.h", "");
    write("lib/vector", "");
    write("lib/other/all.h", "#include <other/part.h>\n");
    write("lib/other/part.h", "");
    write("lib/vision/all.h", "#include \"part.h\"\n");
    write("lib/vision/part.h", "#include <torch/torch.h>\n");
  }
  void TearDown() override {
    EXPECT_FALSE(llvm::sys::fs::remove_directories(Root));
  }

  std::string path(llvm::StringRef Name) const {
    return (Root + "/" + Name).str();
  }
  void write(llvm::StringRef Name, llvm::StringRef Text) const {
    std::string Path = path(Name);
    ASSERT_FALSE(
        llvm::sys::fs::create_directories(llvm::sys::path::parent_path(Path)));
    std::error_code Error;
    llvm::raw_fd_ostream(Path, Error) << Text;
    ASSERT_FALSE(Error);
  }
  UnitIncludes walk(llvm::StringRef Text, const Strings &Forced = {}) const {
    write("project/src/main.cpp", Text);
    return IncludeWalker().walk(path("project/src/main.cpp"), Forced,
                                path("project"), Folders);
  }
  static Strings library(const UnitIncludes &Includes) {
    Strings Result;
    for (const LibraryInclude &I : Includes.Library)
      Result.push_back(I.Name);
    return Result;
  }

  llvm::SmallString<128> Root;
  std::vector<SearchFolder> Folders;
};

TEST_F(IncludeWalkTest, FollowsTheProjectsHeaders) {
  write("project/include/model.h", "#pragma once\n#include <torch/torch.h>\n"
                                   "struct Model {};\n#include <vector>\n");
  UnitIncludes Found = walk("#include \"model.h\"\n#include <other/all.h>\n");
  EXPECT_EQ(library(Found),
            (Strings{"torch/torch.h", "vector", "other/all.h"}));
  EXPECT_EQ(Found.ProjectFiles, (Strings{path("project/src/main.cpp"),
                                         path("project/include/model.h")}));
  EXPECT_TRUE(Found.ReachesTorch);
  EXPECT_TRUE(Found.Library[0].Torch);
  EXPECT_TRUE(Found.Library[1].Standard);
}

TEST_F(IncludeWalkTest, TakesOnlyWhatIsAlwaysIncluded) {
  UnitIncludes Found = walk("#ifdef WITH\n#include <torch/torch.h>\n#endif\n"
                            "extern \"C\" {\n#include <other/all.h>\n}\n"
                            "#include <vector>\n"
                            "#pragma pack(1)\n#include <other/part.h>\n");
  EXPECT_EQ(library(Found), (Strings{"vector"}));
  EXPECT_TRUE(Found.ReachesTorch);
}

TEST_F(IncludeWalkTest, CountsMacrosBeforeAnInclude) {
  UnitIncludes Found = walk("#define A\n#include <torch/torch.h>\n#define B 1\n"
                            "#ifndef C\n#define C\n#endif\n#undef A\n"
                            "#include <vector>\n");
  ASSERT_EQ(Found.Library.size(), 2u);
  EXPECT_EQ(Found.Library[0].MacrosBefore, 1u);
  EXPECT_EQ(Found.Library[1].MacrosBefore, 4u);
  EXPECT_FALSE(Found.Macros[1].IfUndefined);
  EXPECT_TRUE(Found.Macros[2].IfUndefined);
}

TEST_F(IncludeWalkTest, FindsLibtorchBehindOtherLibraries) {
  EXPECT_TRUE(walk("#include <vision/all.h>\n").ReachesTorch);
  EXPECT_FALSE(
      walk("#include <other/all.h>\n#include <vector>\n").ReachesTorch);
  EXPECT_TRUE(walk("int x;", {"torch/torch.h"}).ReachesTorch);
}

TEST_F(IncludeWalkTest, WhatCannotBeToldMayReachLibtorch) {
  EXPECT_TRUE(walk("#include HEADER\n").ReachesTorch);
  UnitIncludes Found = walk("#include \"not/there.h\"\n");
  EXPECT_TRUE(Found.ReachesTorch);
  EXPECT_TRUE(Found.Missing.contains("not/there.h"));
  EXPECT_FALSE(walk("#if 0\n#include \"not/there.h\"\n#endif\n").ReachesTorch);
}

TEST_F(IncludeWalkTest, EndsInCycles) {
  write("project/include/a.h", "#include \"b.h\"\n");
  write("project/include/b.h", "#include \"a.h\"\n");
  EXPECT_EQ(walk("#include \"a.h\"\n").ProjectFiles.size(), 3u);
}

class HeaderPlanTest : public ::testing::Test {
protected:
  static UnitIncludes including(const Strings &Names) {
    UnitIncludes Result;
    for (const std::string &Name : Names)
      Result.Library.push_back({Name, "/lib/" + Name,
                                !llvm::StringRef(Name).contains('.'),
                                isTorchInclude(Name), 0});
    return Result;
  }
};

TEST_F(HeaderPlanTest, TakesWhatMostIncludeOfOtherLibraries) {
  CompilationSetting A, B;
  A.Macros = {"DX", "DY=1"};
  B.Macros = {"DY=1", "DZ"};
  UnitIncludes One = including({"torch/torch.h", "rare.h", "often.h"});
  UnitIncludes Two = including({"torch/script.h", "often.h", "map"});
  UnitIncludes Three = including({"torch/torch.h", "often.h"});
  std::vector<HeaderUser> Users = {{&A, &One}, {&B, &Two}, {&A, &Three}};
  SharedHeader::Request Plan = planHeader(Users, Libraries::All);
  EXPECT_EQ(Plan.Includes,
            (Strings{"torch/torch.h", "often.h", "torch/script.h", "map"}));
  EXPECT_EQ(Plan.Setting.Macros, (Strings{"DY=1"}));
  EXPECT_EQ(planHeader(Users, Libraries::StandardAndTorch).Includes,
            (Strings{"torch/torch.h", "torch/script.h", "map"}));
}

} // namespace
