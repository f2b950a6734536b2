#!/usr/bin/env python3
"""Which tools find the leaks that the fixtures show?

Runs LeakSanitizer and Valgrind over the programs, and the Clang static
analyzer, clang-tidy's own checks and cppcheck over the sources of each pair. A
tool finds a leak when it reports more for leak.cpp than for its fixed twin.
Prints a table in Markdown.

Usage: compare.py --build DIR [--without TOOL]... [pair]...
DIR is a build of the fixtures with clang++ (see fixtures/README.md).
Exit codes: 0 the table is complete, 2 wrong use, 3 a tool failed somewhere.
"""

import argparse
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FIXTURES = ROOT / "fixtures"
LIMIT = 600  # seconds for one run of one tool


class Failed(Exception):
    pass


def run(command, **options):
    try:
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=LIMIT,
            **options,
        )
    except subprocess.TimeoutExpired:
        raise Failed(f"{command[0]}: more than {LIMIT} s") from None


class Pairs:
    """What the build knows of the programs of the pairs."""

    def __init__(self, build, scratch):
        self.build, self.scratch = build, scratch
        entries = json.loads((build / "compile_commands.json").read_text())
        self.commands = {e["file"]: e for e in entries}
        self.harness = scratch / "harness.o"
        command = self.arguments(self.names()[0], "leak")
        self.compile([*command, "-c", str(ROOT / "test/compare/Harness.cpp")])

    def names(self):
        found = []
        for leak in sorted(FIXTURES.rglob("leak.cpp")):
            if "needs cuda" not in (leak.parent / "expect.txt").read_text():
                found.append(str(leak.parent.relative_to(FIXTURES)))
        return found

    def source(self, name, variant):
        return FIXTURES / name / f"{variant}.cpp"

    def arguments(self, name, variant):
        """The compiler's command without input, output and precompiled header."""
        words = iter(self.entry(name, variant)["command"].split(" -o ")[0].split())
        kept = []
        for word in words:
            if word == "-Xclang":
                next(words)
            elif "cmake_pch" not in word:
                kept.append(word)
        return kept

    def entry(self, name, variant):
        try:
            return self.commands[str(self.source(name, variant))]
        except KeyError:
            raise Failed(f"{name} is not part of {self.build}") from None

    def compile(self, command):
        result = run([*command, "-o", str(self.harness)])
        if result.returncode:
            raise Failed(f"{shlex.join(command)}\n{result.stderr}")

    def link(self, name, variant, *flags):
        """The program with the harness instead of the meter, linked by g++."""
        program = self.scratch / f"{name.replace('/', '.')}.{variant}{''.join(flags)}"
        target = f"fixture.{name.replace('/', '.')}.{variant}"
        commands = run(["ninja", "-C", str(self.build), "-t", "commands", "-s",
                        f"bin/fixtures/{name}/{variant}"]).stdout
        words = shlex.split(commands.split("&&")[1]) if "&&" in commands else []
        objects = [w for w in words if w.endswith(".o")]
        libraries = [w for w in words if ".so" in w or w.startswith("-Wl,")]
        if not objects:
            raise Failed(f"{target}: its link command is not known")
        command = ["g++", *flags, *objects, str(self.harness), "-o", str(program)]
        result = run([*command, *libraries], cwd=self.build)
        if result.returncode:
            raise Failed(result.stderr)
        return program


def lsan(pairs, name, variant):
    program = pairs.link(name, variant, "-fsanitize=leak")
    result = run([str(program)], env={**os.environ, "LSAN_OPTIONS": "exitcode=86"})
    if result.returncode not in (0, 86):
        raise Failed(f"{name} {variant}: {result.stderr[-500:]}")
    return len(re.findall(r"^Direct leak|^Indirect leak", result.stderr, re.M))


def valgrind(pairs, name, variant):
    program = pairs.link(name, variant)
    command = ["valgrind", "--leak-check=full", "--show-leak-kinds=definite,indirect"]
    environment = {**os.environ, "ATEN_CPU_CAPABILITY": "default", "STEPS": "5"}
    environment |= {"OMP_NUM_THREADS": "1", "MKL_ENABLE_INSTRUCTIONS": "SSE4_2"}
    result = run([*command, str(program)], env=environment)
    lost = re.search(r"definitely lost: ([\d,]+) bytes", result.stderr)
    clean = "no leaks are possible" in result.stderr
    if result.returncode or not (lost or clean):
        raise Failed(f"{name} {variant}: {result.stderr[-500:]}")
    return int(lost[1].replace(",", "")) if lost else 0


def warnings(text, source):
    return len(re.findall(rf"{re.escape(str(source))}:\d+:\d+: (warning|error)", text))


def analyzer(pairs, name, variant):
    source = pairs.source(name, variant)
    command = [*pairs.arguments(name, variant), "--analyze", "--analyzer-output", "text"]
    result = run([*command, str(source)], cwd=pairs.scratch)
    if result.returncode:
        raise Failed(result.stderr[-500:])
    return warnings(result.stderr, source)


def clang_tidy(pairs, name, variant):
    source = pairs.source(name, variant)
    # All of its checks but the style guides.
    checks = "-*,bugprone-*,cppcoreguidelines-owning-memory,misc-*,performance-*"
    command = ["clang-tidy-22", "--quiet", "--config={}", f"--checks={checks}"]
    flags = pairs.arguments(name, variant)[1:]
    result = run([*command, str(source), "--", *flags])
    if result.returncode:
        raise Failed(result.stdout[-500:])
    return warnings(result.stdout, source)


def cppcheck(pairs, name, variant):
    source = pairs.source(name, variant)
    command = ["cppcheck", "--enable=all", "--inconclusive", "--std=c++17"]
    result = run([*command, "--suppress=missingInclude", str(source)])
    return len(re.findall(r"^.*\[\w+\]$", result.stderr, re.M))


TOOLS = {
    "LeakSanitizer": (lsan, "g++"),
    "Valgrind": (valgrind, "valgrind"),
    "Clang static analyzer": (analyzer, "clang++-22"),
    "clang-tidy": (clang_tidy, "clang-tidy-22"),
    "cppcheck": (cppcheck, "cppcheck"),
}


def judge(tool, pairs, name, problems):
    try:
        leak, fixed = tool(pairs, name, "leak"), tool(pairs, name, "fixed")
    except Failed as failure:
        problems.append(f"{name}: {failure}")
        return "failed"
    return "found" if leak > fixed else "–"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--without", action="append", default=[], choices=TOOLS)
    parser.add_argument("pairs", nargs="*")
    options = parser.parse_args()
    tools = {}
    for label, (tool, program) in TOOLS.items():
        if label in options.without:
            continue
        if shutil.which(program):
            tools[label] = tool
        else:
            print(f"skipped: {label} ({program} is not installed)", file=sys.stderr)
    problems = []
    with tempfile.TemporaryDirectory() as scratch:
        try:
            pairs = Pairs(options.build.resolve(), pathlib.Path(scratch))
        except (Failed, OSError) as failure:
            print(f"compare.py: {failure}", file=sys.stderr)
            return 2
        print("| pair |", " | ".join(tools), "|")
        print("|---|" + "---|" * len(tools))
        for name in options.pairs or pairs.names():
            cells = [judge(tool, pairs, name, problems) for tool in tools.values()]
            print(f"| {name} |", " | ".join(cells), "|", flush=True)
    print(*problems, sep="\n", file=sys.stderr)
    return 3 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
