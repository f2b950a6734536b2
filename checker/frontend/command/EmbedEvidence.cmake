# Writes OUTPUT, a C++ source with the recorded runs in EVIDENCE
# (fixtures/evidence/*.jsonl) and the SHA-1 of each of SOURCES, the files of the
# pairs below FIXTURES.
function(byte_array out text)
  string(HEX "${text}" bytes)
  # A list of bytes has no quoting to get wrong and no limit on its length.
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${bytes}")
  set(${out} "{${bytes} 0}" PARENT_SCOPE)
endfunction()

set(records "")
foreach(file ${EVIDENCE})
  file(READ ${file} text)
  # The series are most of it, and explain does not show them.
  string(REGEX REPLACE "\"changes\":[][0-9,-]*" "\"changes\":[]" text "${text}")
  string(APPEND records "${text}")
endforeach()
byte_array(records "${records}")

set(hashes "{}")
foreach(file ${SOURCES})
  file(RELATIVE_PATH name ${FIXTURES} ${file})
  file(SHA1 ${file} hash)
  string(JSON hashes SET "${hashes}" "${name}" "\"${hash}\"")
endforeach()
byte_array(hashes "${hashes}")

file(WRITE ${OUTPUT} "// Made by EmbedEvidence.cmake.
#include \"frontend/command/Evidence.h\"

static const char Records[] = ${records};
static const char Hashes[] = ${hashes};

llvm::StringRef torchleak::evidenceRecords() {
  return llvm::StringRef(Records, sizeof(Records) - 1);
}
llvm::StringRef torchleak::fixtureHashes() {
  return llvm::StringRef(Hashes, sizeof(Hashes) - 1);
}
")
