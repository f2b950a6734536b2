#!/usr/bin/env python3
"""Compares what TorchLeak says about a file with its comments.

  // WARN: <rule-id>    exactly one finding of torchleak-<rule-id> on this line
                        (several ids, separated by commas, are one each)
  // NOTE: <text>       the finding of the last WARN has a note with this text
  // FIX: <text>        the file has this text once clang-tidy applied its
                        fix-its; it must then compile, and the finding be gone

Any other finding, and any compiler error, fails the test; so does a finding that
differs from the .golden file beside the test, where there is one (golden.py). The library headers
are parsed once for all tests and kept in $TORCHLEAK_CACHE_DIR.

Usage: check_rule.py --clang-tidy clang-tidy-22 --plugin libtorchleak-tidy.so
           [--torchleak F] [--second-look [--clangd F]]
           --flags "-std=c++17 -isystem mock"
           [--flag=-std=c++20] [--option NAME=VALUE]... file.cpp
  --torchleak    default: the one of the plugin's build
  --second-look  another front end has to find the same (agree.py says which);
                 where there is a FIX, clang-tidy has had its look already
Exit codes: 0 as expected, 1 not as expected, 2 the test could not be run.
"""

import argparse
import collections
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "agree"))
sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "golden"))
import agree  # noqa: E402
import golden  # noqa: E402

Finding = collections.namedtuple("Finding", "line column rule message notes")
PREFIX = "torchleak-"


class Expected:
    def __init__(self, line, rule):
        self.line, self.rule, self.notes, self.fixes = line, rule, [], []


def read_expectations(path):
    expected = []
    last = []
    with open(path, encoding="utf-8") as source:
        for number, text in enumerate(source, 1):
            for key, value in re.findall(
                    r"// (WARN|NOTE|FIX): (.*?)\s*(?=// (?:WARN|NOTE|FIX): |$)",
                    text):
                if key == "WARN":
                    last = [Expected(number, rule.strip())
                            for rule in value.split(",")]
                    expected += last
                elif not last:
                    sys.exit(f"{path}:{number}: {key} before any WARN")
                else:
                    for entry in last:
                        (entry.notes if key == "NOTE" else entry.fixes).append(
                            value)
    return expected


def run(command, allowed):
    result = subprocess.run(command, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True)
    if result.returncode not in allowed:
        print(f"exit code {result.returncode}: {shlex.join(command)}")
        print(result.stdout + result.stderr)
        sys.exit(2)
    return result


def check(torchleak, paths, flags, *extra):
    """What torchleak check says, as its JSON does."""
    command = [torchleak, "check", "--format=json", "--quiet", *extra]
    command += [*map(str, paths), "--", *flags]
    # 3: some were not analysed.
    return json.loads(run(command, (0, 1, 3)).stdout)


def findings_in(result, paths):
    """The findings in each file by its real path; a finding in any other file
    is everybody's and has that for a line."""
    findings = {os.path.realpath(path): [] for path in paths}
    for f in result["findings"]:
        if f["confidence"] == "possible":
            continue # Marks are about the default profile.
        file = os.path.realpath(f["file"])
        line = f["line"] if file in findings else file
        for entries in [findings[file]] if file in findings else findings.values():
            entries.append(Finding(
                line, f["column"], f["rule"].removeprefix(PREFIX), f["message"],
                [(note["line"], note["message"]) for note in f["notes"]]))
    return findings


def check_one(options, path):
    """The JSON, the findings, and why the file does not compile."""
    result = check(options.torchleak, [path], shlex.split(options.flags),
                   "--profile=strict",
                   *(f"--option={option}" for option in options.option))
    return (result, findings_in(result, [path])[os.path.realpath(path)],
            [f["reason"] for f in result["units"]["failed"]])


def apply_fixes(options, path):
    command = [options.clang_tidy, "--load", options.plugin, "--quiet",
               "--checks=-*," + PREFIX + "*", "--config={}", "--fix",
               "--fix-notes", path, "--", *shlex.split(options.flags)]
    result = run(command, (0, 1))
    if result.returncode:
        # It does not compile, or a plugin does not load or has no checks.
        print(shlex.join(command), result.stdout, result.stderr, sep="\n")
        sys.exit(2)


def compare(expected, findings):
    problems = []
    rest = list(findings)
    for entry in expected:
        found = next((f for f in rest if f.line == entry.line and
                      f.rule == entry.rule), None)
        if not found:
            problems.append(f"line {entry.line}: expected {entry.rule}: "
                            "not reported")
            continue
        rest.remove(found)
        for note in entry.notes:
            if not any(note in text for _, text in found.notes):
                problems.append(f"line {entry.line}: {entry.rule} has no note "
                                f"'{note}', but:" +
                                "".join(f"\n    line {line}: {text}"
                                        for line, text in found.notes))
    for found in rest:
        problems.append(f"line {found.line}: not expected: {found.message} "
                        f"[{PREFIX}{found.rule}]")
    return problems


def check_fixes(options, path, expected, before):
    wanted = [entry for entry in expected if entry.fixes]
    if not wanted:
        return []
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        copy = os.path.join(folder, os.path.basename(path))
        shutil.copy(path, copy)
        # Quoted includes are looked up beside the file, and then in -I.
        options = argparse.Namespace(**vars(options))
        options.flags += " -I" + shlex.quote(os.path.dirname(
            os.path.abspath(path)))
        apply_fixes(options, copy)
        with open(copy, encoding="utf-8") as source:
            # The expectation itself does not count.
            fixed = re.sub(r"// FIX: .*", "", source.read())
        for entry in wanted:
            problems += [f"line {entry.line}: not in the fixed file: {text}"
                         for text in entry.fixes if text not in fixed]
        _, after, errors = check_one(options, copy)
        problems += [f"the fixed file does not compile: {e}" for e in errors]
        if len(after) > len(before) - len(wanted):
            problems += [f"still reported after the fix, line {f.line}: "
                         f"{f.message}" for f in after]
    return problems


def main():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clang-tidy", "--tidy", required=True)
    parser.add_argument("--plugin", required=True)
    parser.add_argument("--torchleak")
    parser.add_argument("--clangd")
    parser.add_argument("--second-look", action="store_true")
    parser.add_argument("--flags", default="")
    parser.add_argument("--flag", default="",
                        help="one more flag, for this test only")
    parser.add_argument("--option", action="append", default=[],
                        help="as that of torchleak check, for this test only")
    parser.add_argument("file")
    options = parser.parse_args()
    options.flags += " " + options.flag
    options.jobs = 1
    options.torchleak = options.torchleak or str(
        pathlib.Path(options.plugin).resolve().parent.parent / "bin/torchleak")

    expected = read_expectations(options.file)
    result, findings, errors = check_one(options, options.file)
    if errors:
        print(f"{options.file}: does not compile:", *errors, sep="\n")
        return 2
    problems = compare(expected, findings)
    problems += golden.differences(result, options.file)
    problems += check_fixes(options, options.file, expected, findings)
    # Options are given to each front end in its own way.
    if options.second_look and not options.option and not any(entry.fixes for entry in expected):
        result["findings"] = [f for f in result["findings"]
                              if f["confidence"] != "possible"]
        problems += agree.second_look(options, [options.file],
                                      shlex.split(options.flags), result)
    if not problems:
        return 0
    print(f"{options.file}: {len(problems)} differences")
    print(*problems, sep="\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
