#!/usr/bin/env python3
"""Are the rule tests named for what they expect?

  * Nothing is reported in a function called ..._ok or FN_... (a leak that is known to
    be missed); FP_... is one where a report is known to be wrong.
  * In a test that has both, a function around a WARN is called ..._bad. Where all of
    the file leaks its name says so (TOPIC_bad.cpp), and helpers have names as in life.
What is not so yet is listed in conventions.known. A line that is no longer needed
fails as well: the list only shrinks.

Usage: conventions.py [--update-known]
"""

import argparse
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
KNOWN = HERE / "conventions.known"
sys.path.insert(0, str(HERE.parent / "metamorphic"))
from changes import Source  # noqa: E402

NO_FUNCTIONS = {"for", "while", "if", "switch", "catch", "noexcept", "decltype", "alignas"}


def functions(source):
    """(name, first line, last line) of each body, methods and nested ones too."""
    tokens = source.tokens
    for i, token in enumerate(tokens):
        if token.text != "(" or i not in source.closing or tokens[i - 1].kind != "name":
            continue
        if tokens[i - 1].text in NO_FUNCTIONS:
            continue
        k = source.closing[i] + 1
        while source.text_at(k) in ("const", "noexcept", "override", "final", "&", "mutable"):
            k += 1
        if source.text_at(k) == "->":
            while source.text_at(k) not in ("{", ";", ""):
                k += 1
        if source.text_at(k) == ":":  # What a constructor sets.
            k += 1
            while source.text_at(k) not in ("{", ";", "") or tokens[k - 1].kind == "name":
                if k >= len(tokens):
                    break
                k = source.closing.get(k, k) + 1
        if source.text_at(k) == "{" and k in source.closing:
            yield tokens[i - 1].text, token.line, tokens[source.closing[k]].line


def problems():
    for path in sorted(HERE.glob("*/*.cpp")):
        text = path.read_text()
        if "%check_rule" not in text.split("\n", 1)[0]:
            continue
        name = f"{path.parent.name}/{path.name}"
        source = Source(text)
        bodies = list(functions(source))
        marked = [n for n, line in enumerate(text.splitlines(), 1) if "// WARN:" in line]
        for function, first, last in bodies:
            holds = any(first <= n <= last for n in marked)
            if holds and function.endswith("_ok") and not function.startswith("FP_"):
                yield f"{name}: {function} is called _ok and has a WARN"
            if holds and function.startswith("FN_"):
                yield f"{name}: {function} is called FN_ and has a WARN"
            if not holds and function.startswith("FP_"):
                yield f"{name}: {function} is called FP_ and has no WARN"
        for n in marked:
            around = [f for f, first, last in bodies if first <= n <= last]
            if around and not path.stem.endswith("_bad") and not any(
                f.endswith("_bad") or f.startswith("FP_") or f == "main" for f in around
            ):
                yield f"{name}: {around[0]} has a WARN and is not called _bad"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--update-known", action="store_true")
    options = parser.parse_args()
    now = set(problems())
    if options.update_known:
        KNOWN.write_text("".join(f"{line}\n" for line in sorted(now)))
    known = set(KNOWN.read_text().splitlines()) if KNOWN.exists() else set()
    for line in sorted(now - known):
        print(line)
    for line in sorted(known - now):
        print(f"no longer so, take it out of {KNOWN.name}: {line}")
    print(f"{len(now)} exceptions, {len(known)} listed")
    return 1 if now != known else 0


if __name__ == "__main__":
    sys.exit(main())
