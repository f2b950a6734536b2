#!/usr/bin/env python3
"""Names of types and functions stand in checker/model/ and nowhere else.

Fails on each place in the rooms that read code or analyse facts where something is compared with a
literal, or where a literal is a qualified name of a library. There is no list of exceptions.
"""
import pathlib
import re
import sys

ROOMS = ["program", "extract", "analysis", "link"]

# What a name looks like. In the code that is searched, a literal that is one stands as §name§ and any other as §§, so
# that what stands inside a literal is no code.
NAME = r"(?:operator\W.*|[A-Za-z_~][\w:~]*)"
LITERAL = r"§[^§]+§"
PATTERNS = [
    rf"[=!]=\s*{LITERAL}",
    rf"{LITERAL}\s*[=!]=",
    rf"\b(?:starts_with|ends_with|contains|consume_front|consume_back|equals|isStr|isName|compare|hasName|count|find)"
    rf"(?:_insensitive)?\(\s*{LITERAL}",
    r"\bStringSwitch\b",
    r"\.Cases?\(",
    r"\bstrn?cmp\(",
    rf"\bis_contained\(\s*\{{?\s*{LITERAL}",
    r"§(?:std|at|c10|torch|boost)::[^§]*§",
    r"§(?:cuda|cu|Py)[A-Z]\w*§",
]
TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|\'(?:[^\'\\\n]|\\.)*\'|#include[^\n]*|"((?:[^"\\\n]|\\.)*)"', re.S)


def findings(text):
    """(line, what is written there) of each comparison."""

    def token(match):
        if match[1] is None:
            return re.sub(r"[^\n]", " ", match[0])
        return f"§{match[1]}§" if re.fullmatch(NAME, match[1]) else "§§"

    code = TOKEN.sub(token, text)
    for pattern in PATTERNS:
        for match in re.finditer(pattern, code):
            yield code.count("\n", 0, match.start()) + 1, " ".join(match[0].split()).replace("§", '"')


def check_the_check():
    """Each pattern finds what it is for, and none finds what is allowed."""
    for bad in [
        'Name == "push_back"', 'if ("size" != Name)', 'Name.starts_with("make_")', 'II->isStr("forward")',
        'StringSwitch<bool>(Name)\n  .Case("x", true)', 'is_contained({"a", "b"}, N)', 'F("torch::nn::Module")',
        'Name ==\n      "step"', 'f("cudaMalloc")',
    ]:
        assert list(findings(bad)), bad
    for good in [
        '// Name == "x"', 'P.Name = "children";', 'A == B ? "the loop" : "sight"',
        'OS << (C.Equal ? " == " : " != ") << "x"', "C == '\"' ? \"a\" : x", '#include "model/calls/Calls.h"',
    ]:
        assert not list(findings(good)), good


def main():
    check_the_check()
    checker = pathlib.Path(__file__).resolve().parents[2] / "checker"
    files = [f for room in ROOMS for f in sorted((checker / room).rglob("*")) if f.suffix in (".h", ".cpp")]
    assert len(files) > 20, "where are the rooms?"
    wrong = [(f, *finding) for f in files for finding in findings(f.read_text())]
    for file, line, what in wrong:
        print(f"{file.relative_to(checker.parent)}:{line}: a name outside of checker/model/: {what}")
    print(f"{len(files)} files, {len(wrong)} names")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
