#!/usr/bin/env python3
"""Which tools find the leaks that the fixtures show?

Runs LeakSanitizer and Valgrind over the programs, and TorchLeak, the Clang
static analyzer, clang-tidy's own checks and cppcheck over the sources of each
pair. Prints a table in Markdown: a cell has what the tool reports more of for
leak.cpp than for its fixed twin, `–` where there is nothing, `timeout` where it
was not done in time.

DIR is a build of the fixtures with clang++ (see fixtures/README.md).
Exit codes: 0 the table is complete, 2 wrong use, 3 a tool failed somewhere.
"""

import argparse
import collections
import concurrent.futures
import functools
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


class Failed(Exception):
    pass


def run(command, **options):
    return subprocess.run(
        command, capture_output=True, text=True, errors="replace", **options
    )


class Pairs:
    """What the build knows of the programs of the pairs."""

    def __init__(self, build, scratch, torchleak, limit):
        self.build, self.scratch = build, scratch
        self.torchleak, self.limit = torchleak, limit
        entries = json.loads((build / "compile_commands.json").read_text())
        self.commands = {e["file"]: e for e in entries}
        self.harness = scratch / "harness.o"
        command = self.arguments(self.names()[0], "leak")
        self.compile([*command, "-c", str(ROOT / "test/compare/Harness.cpp")])

    def measure(self, command, **options):
        """One run of a tool, which has a limit on its time."""
        return run(command, timeout=self.limit, **options)

    @staticmethod
    def failed(result):
        said = (result.stdout + result.stderr)[-500:]
        return Failed(f"{result.args[0]} ended with {result.returncode}: {said}")

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
        words = iter(self.whole_command(name, variant))
        kept = []
        for word in words:
            if word == "-Xclang":
                next(words)
            elif "cmake_pch" not in word:
                kept.append(word)
        return kept

    def whole_command(self, name, variant):
        try:
            entry = self.commands[str(self.source(name, variant))]
        except KeyError:
            raise Failed(f"{name} is not part of {self.build}") from None
        return shlex.split(entry["command"].split(" -o ")[0])

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
            raise self.failed(result)
        return program


# Each tool counts its reports by kind.


def lsan(pairs, name, variant):
    program = pairs.link(name, variant, "-fsanitize=leak")
    environment = {**os.environ, "LSAN_OPTIONS": "exitcode=86"}
    result = pairs.measure([str(program)], env=environment)
    if result.returncode not in (0, 86):
        raise pairs.failed(result)
    return {"leaks": len(re.findall(r"^(?:Direct|Indirect) leak", result.stderr, re.M))}


def valgrind(pairs, name, variant):
    program = pairs.link(name, variant)
    # Only what is lost: without the other half of memcheck, and few steps.
    options = ["--leak-check=summary", "--undef-value-errors=no", "--num-callers=2"]
    environment = {**os.environ, "ATEN_CPU_CAPABILITY": "default", "STEPS": "5"}
    environment |= {"OMP_NUM_THREADS": "1", "MKL_ENABLE_INSTRUCTIONS": "SSE4_2"}
    result = pairs.measure(["valgrind", *options, str(program)], env=environment)
    lost = re.findall(r"(?:definitely|indirectly) lost: ([\d,]+) bytes", result.stderr)
    clean = "no leaks are possible" in result.stderr
    if result.returncode or not (lost or clean):
        raise pairs.failed(result)
    return {"bytes lost": sum(int(number.replace(",", "")) for number in lost)}


def torchleak(pairs, name, variant):
    source = pairs.source(name, variant)
    options = ["--format=json", "--quiet", f"--cache-dir={pairs.scratch / 'cache'}"]
    command = [pairs.torchleak, "check", *options, str(source), "--"]
    result = pairs.measure([*command, *pairs.arguments(name, variant)[1:]])
    if result.returncode not in (0, 1):
        raise pairs.failed(result)
    findings = json.loads(result.stdout)["findings"]
    return collections.Counter(finding["rule"] for finding in findings)


@functools.lru_cache(maxsize=None)
def tidy(pairs, name, variant):
    source = pairs.source(name, variant)
    # All that look for mistakes; of include files and of style none can be a leak.
    checks = "-*,bugprone-*,clang-analyzer-*,concurrency-*,cppcoreguidelines-*,misc-*,"
    checks += "performance-*,-misc-include-cleaner,-cppcoreguidelines-avoid-magic-numbers"
    command = ["clang-tidy-22", "--quiet", "--config={}", f"--checks={checks}"]
    flags = pairs.whole_command(name, variant)[1:]
    result = pairs.measure([*command, str(source), "--", *flags])
    if result.returncode:
        raise pairs.failed(result)
    return reports(result.stdout, source)


def analyzer(pairs, name, variant):
    found = tidy(pairs, name, variant)
    return {k: v for k, v in found.items() if k.startswith("clang-analyzer-")}


def clang_tidy(pairs, name, variant):
    found = tidy(pairs, name, variant)
    return {k: v for k, v in found.items() if not k.startswith("clang-analyzer-")}


def cppcheck(pairs, name, variant):
    source = pairs.source(name, variant)
    command = ["cppcheck", "--enable=all", "--inconclusive", "--std=c++17"]
    result = pairs.measure([*command, "--suppress=missingInclude", str(source)])
    if result.returncode:
        raise pairs.failed(result)
    return reports(result.stderr, source)


def reports(text, source):
    """The kinds of what a compiler-like tool says of the source itself."""
    line = rf"^{re.escape(str(source))}:\d+:\d+: \w+: .*\[([\w.,-]+)\]$"
    return collections.Counter(re.findall(line, text, re.M))


TOOLS = {
    "TorchLeak": (torchleak, "torchleak"),
    "LeakSanitizer": (lsan, "g++"),
    "Valgrind memcheck": (valgrind, "valgrind"),
    "Clang static analyzer": (analyzer, "clang-tidy-22"),
    "clang-tidy": (clang_tidy, "clang-tidy-22"),
    "cppcheck": (cppcheck, "cppcheck"),
}


def judge(tool, pairs, name, problems):
    try:
        leak, fixed = tool(pairs, name, "leak"), tool(pairs, name, "fixed")
    except subprocess.TimeoutExpired:
        return "timeout"
    except Failed as failure:
        problems.append(f"{name}, {tool.__name__}: {failure}")
        return "failed"
    more = [kind for kind in leak if leak[kind] > fixed.get(kind, 0)]
    return ", ".join(sorted(more)) or "–"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--build", metavar="DIR", type=pathlib.Path, required=True)
    parser.add_argument("--without", action="append", default=[], choices=TOOLS)
    parser.add_argument("--torchleak", default="torchleak", help="the program")
    parser.add_argument(
        "--limit", type=int, default=600, help="seconds for a run of a tool"
    )
    parser.add_argument("-j", type=int, default=1, help="pairs at once")
    parser.add_argument("pairs", nargs="*")
    options = parser.parse_args()
    tools = {}
    for label, (tool, program) in TOOLS.items():
        if label in options.without:
            continue
        if tool is torchleak:
            program = options.torchleak
        if shutil.which(program):
            tools[label] = tool
        else:
            print(f"skipped: {label} (there is no {program})", file=sys.stderr)
    problems = []
    with tempfile.TemporaryDirectory() as scratch:
        try:
            pairs = Pairs(
                options.build.resolve(),
                pathlib.Path(scratch),
                options.torchleak,
                options.limit,
            )
        except (Failed, OSError) as failure:
            print(f"compare.py: {failure}", file=sys.stderr)
            return 2
        unknown = set(options.pairs) - set(pairs.names())
        if unknown:
            print(f"compare.py: no such pair: {', '.join(unknown)}", file=sys.stderr)
            return 2
        print("| pair |", " | ".join(tools), "|")
        print("|---|" + "---|" * len(tools), flush=True)

        def row(name):
            cells = [judge(tool, pairs, name, problems) for tool in tools.values()]
            return f"| {name} | {' | '.join(cells)} |"

        with concurrent.futures.ThreadPoolExecutor(options.j) as pool:
            for line in pool.map(row, options.pairs or pairs.names()):
                print(line, flush=True)
    print(*problems, sep="\n", file=sys.stderr)
    return 3 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
