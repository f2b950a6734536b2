#!/usr/bin/env python3
"""Compares what the TorchLeak plugin says about a file with its comments.

  // WARN: <rule-id>    exactly one finding of torchleak-<rule-id> on this line
                        (several ids, separated by commas, are one each)
  // NOTE: <text>       the finding of the last WARN has a note with this text
  // FIX: <text>        the file has this text once its fix-its are applied; it
                        must then compile, and the finding must be gone

Any other finding, and any compiler error, fails the test.

Usage: check_rule.py --tidy clang-tidy-22 --plugin libtorchleak-tidy.so
           --flags "-std=c++17 -isystem mock" [--flag=-std=c++20]
           [--config YAML] file.cpp
Exit codes: 0 as expected, 1 not as expected, 2 the test could not be run.
"""

import argparse
import collections
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

Finding = collections.namedtuple("Finding", "line column rule message notes")
DIAGNOSTIC = re.compile(
    r"^(?P<file>[^\s:][^:]*):(?P<line>\d+):(?P<column>\d+): "
    r"(?P<kind>warning|error|fatal error|note): (?P<text>.*?)"
    r"(?: \[(?P<check>[\w\-.,]+)\])?$")
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


def tidy(options, path, *extra):
    """Findings in the file, and errors of the compiler."""
    command = [options.tidy, "--load", options.plugin, "--quiet",
               "--checks=-*," + PREFIX + "*",
               "--config=" + (options.config or "{}"), *extra, path,
               "--", *shlex.split(options.flags)]
    result = run(command, (0, 1))
    findings, errors, current = [], [], None
    for text in result.stdout.splitlines():
        match = DIAGNOSTIC.match(text)
        if not match:
            continue
        if match["kind"] == "note":
            if current:
                current.notes.append((int(match["line"]), match["text"]))
            continue
        current = None
        if match["check"] and match["check"].startswith(PREFIX):
            same_file = os.path.realpath(match["file"]) == os.path.realpath(path)
            current = Finding(int(match["line"]) if same_file else match["file"],
                              int(match["column"]),
                              match["check"].split(",")[0][len(PREFIX):],
                              match["text"], [])
            findings.append(current)
        elif "error" in match["kind"]:
            errors.append(text)
    if result.returncode and not errors:
        # A plugin that does not load, or has no checks.
        print(shlex.join(command), result.stderr.strip()[-2000:], sep="\n")
        sys.exit(2)
    return findings, errors


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
        tidy(options, copy, "--fix", "--fix-notes")
        with open(copy, encoding="utf-8") as source:
            # The expectation itself does not count.
            fixed = re.sub(r"// FIX: .*", "", source.read())
        for entry in wanted:
            problems += [f"line {entry.line}: not in the fixed file: {text}"
                         for text in entry.fixes if text not in fixed]
        after, errors = tidy(options, copy)
        problems += [f"the fixed file does not compile: {e}" for e in errors]
        if len(after) > len(before) - len(wanted):
            problems += [f"still reported after the fix, line {f.line}: "
                         f"{f.message}" for f in after]
    return problems


def main():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tidy", required=True)
    parser.add_argument("--plugin", required=True)
    parser.add_argument("--flags", default="")
    parser.add_argument("--flag", default="",
                        help="one more flag, for this test only")
    parser.add_argument("--config")
    parser.add_argument("file")
    options = parser.parse_args()
    options.flags += " " + options.flag

    expected = read_expectations(options.file)
    findings, errors = tidy(options, options.file)
    if errors:
        print(f"{options.file}: does not compile:", *errors, sep="\n")
        return 2
    problems = compare(expected, findings)
    problems += check_fixes(options, options.file, expected, findings)
    if not problems:
        return 0
    print(f"{options.file}: {len(problems)} differences")
    print(*problems, sep="\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
