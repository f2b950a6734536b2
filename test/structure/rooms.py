#!/usr/bin/env python3
"""Do the rooms of the checker know only what they may, and are they small?

Arrows: what a file includes, of this project and of Clang. Sizes: a header has
at most 150 lines, a class with its files at most 600. A class's files are the
header that declares it and each source most of whose members are its own.
Bounds: in extract and analysis each is a budget, and no number of its own.

Usage: rooms.py [--root DIR] [--list]
  --list  prints every class with its lines, the largest first
Exit codes: 0 yes, 1 no (what is wrong is printed).
"""

import argparse
import collections
import pathlib
import re
import sys

# Which rooms, or headers, a room may include, itself apart: docs/architecture.md.
MAY_INCLUDE = {
    "program": set(),
    "model": {"program"},
    "extract": {"model", "program"},
    # The tables of the model, not its Clang types.
    "analysis": {"model", "program"},
    "link": {"program"},
    "report": {"analysis", "program"},
    "driver": {"analysis", "extract", "model", "program", "report"},
    # Only a front end has both Clang's locations and a finding's spots.
    "frontend": {"analysis", "driver", "extract/SpotMap.h", "link", "model", "program", "report"},
    "rules": {"analysis", "driver", "program", "report"},
}
# Headers of Clang that a room may include, as beginnings of paths.
CLANG = {
    "program": [],
    "analysis": [],
    "report": [],
    "rules": [],
    "model": ["clang/"],
    "extract": ["clang/"],
    "driver": ["clang/"],
    "frontend": ["clang/", "clang-tidy/"],
}
MAX_HEADER, MAX_CLASS = 150, 600

# What is larger, and what includes more, until it is mended: each has to be taken
# out of here then.
FOREIGN_INCLUDES = []
LARGE_HEADERS = [
    "checker/analysis/flow/ValueFlow.h",
    "checker/extract/FactGenerator.h",
]
# Numbers in extract and analysis that are no budgets, since they bound no search.
BARE_NUMBERS = [
    "checker/analysis/calls/Term.cpp: ToldApart",  # What is beyond is put together.
    "checker/extract/KeySources.h: MaxFixedBits",  # Which numbers count as few.
]
LARGE_CLASSES = [
    "FactGenerator",
    "UnitAnalysis",
    "ValueFlow",
]

NUMBER = re.compile(r"\bconstexpr\s+(?:std::)?\w+(?: int| long)*\s+(\w+)\s*=\s*[0-9']+\s*;")
MEMBER = re.compile(r"^(?![#/ }]|static |using |namespace )[^;={]*?\b([A-Z]\w*)::~?\w+\(", re.M)


def rooms(root):
    """Every source of ours with its room."""
    for top in ("checker", "rules"):
        for file in sorted((root / top).rglob("*")):
            if file.suffix in (".h", ".cpp"):
                parts = file.relative_to(root).parts
                yield file, parts[1] if top == "checker" else "rules"


def wrong_includes(file, room, name):
    known = set(MAY_INCLUDE)
    for line, text in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        match = re.match(r'\s*#\s*include\s*["<]([^">]+)[">]', text)
        if not match:
            continue
        header = match[1]
        first = header.split("/")[0]
        if first in known:
            allowed = first == room != "rules" or not MAY_INCLUDE[room].isdisjoint((first, header))
        elif first.startswith("clang"):
            allowed = header.startswith(tuple(CLANG[room]))
        else:
            continue
        if not allowed:
            yield f"{name}:{line}", header


def lines_of(file):
    return file.read_text(encoding="utf-8").count("\n")


def classes(root):
    """Lines of each class with its files; a file without members is its own."""
    total = collections.Counter()
    for file, room in rooms(root):
        if room == "rules":
            continue
        text = file.read_text(encoding="utf-8")
        if file.suffix == ".h":
            bodies = re.findall(r"^(?:class|struct) (\w+)(?: final)?(?: : [^{;]*)?\s*\{(.*?)^\};", text, re.M | re.S)
            owner = max(bodies, key=lambda body: body[1].count("\n"), default=(file.stem, ""))[0]
        else:
            # What a file keeps to itself belongs to whom the file is for.
            own = re.findall(r"^(?:class|struct) (\w+)", text, re.M)
            found = collections.Counter()
            for match in MEMBER.finditer(text):
                end = text.find("\n}", match.start())
                found[match[1]] += text.count("\n", match.start(), end)
            for name in own:
                found.pop(name, None)
            owner = max(found, key=found.get) if found else file.stem
        total[owner] += lines_of(file)
    return total


def compare(kind, found, known):
    """Problems: what is not known, and what is known and no longer so."""
    for name in sorted(set(found) - set(known)):
        yield f"{kind}: {name}: {found[name]}"
    for name in sorted(set(known) - set(found)):
        yield f"{kind}: {name}: is mended; take it out of the list in rooms.py"


def check(root, known_includes, known_headers, known_classes, known_numbers=()):
    foreign, headers, numbers, sources = collections.defaultdict(set), {}, {}, 0
    for file, room in rooms(root):
        sources += 1
        name = file.relative_to(root).as_posix()
        if room not in MAY_INCLUDE:
            yield f"{name}: no room of docs/architecture.md"
            continue
        for _, header in wrong_includes(file, room, name):
            foreign[f"{name}: {header}"] = "this room may not know that"
        if file.suffix == ".h" and lines_of(file) > MAX_HEADER:
            headers[name] = f"{lines_of(file)} lines, at most {MAX_HEADER}"
        if room in ("extract", "analysis"):
            for number in NUMBER.findall(file.read_text(encoding="utf-8")):
                numbers[f"{name}: {number}"] = "a bound is a row of program/Budgets.def"
    large = {n: f"{c} lines with its files, at most {MAX_CLASS}" for n, c in classes(root).items() if c > MAX_CLASS}
    yield from compare("include", foreign, known_includes)
    yield from compare("header", headers, known_headers)
    yield from compare("class", large, known_classes)
    yield from compare("number", numbers, known_numbers)
    if not sources:
        yield f"no sources in {root}"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    here = pathlib.Path(__file__).resolve().parent
    parser.add_argument("--root", type=pathlib.Path, default=here.parent.parent)
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    if options.list:
        for name, lines in classes(options.root).most_common():
            print(f"{lines:6} {name}")
        return 0
    problems = list(check(options.root, FOREIGN_INCLUDES, LARGE_HEADERS, LARGE_CLASSES, BARE_NUMBERS))
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
