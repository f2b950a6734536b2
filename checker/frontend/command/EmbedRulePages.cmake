# Writes OUTPUT, a C++ source with the text of each of PAGES (rules/<id>/rule.md).
set(cases "")
foreach(page ${PAGES})
  get_filename_component(folder ${page} DIRECTORY)
  get_filename_component(id ${folder} NAME)
  file(READ ${page} bytes HEX)
  # A list of bytes has no quoting to get wrong and no limit on its length.
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${bytes}")
  string(APPEND cases "  {\n    static const char Text[] = {${bytes} 0};\n"
    "    if (Rule == \"torchleak-${id}\")\n"
    "      return llvm::StringRef(Text, sizeof(Text) - 1);\n  }\n")
endforeach()
file(WRITE ${OUTPUT} "// Made by EmbedRulePages.cmake.
#include \"frontend/command/RulePages.h\"

std::optional<llvm::StringRef> torchleak::rulePage(llvm::StringRef Rule) {
${cases}  return std::nullopt;
}
")
