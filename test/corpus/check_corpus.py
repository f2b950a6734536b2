#!/usr/bin/env python3
"""Checks whole small programs, as people write them, with libtorch's own headers.

bad/ has one leak a program, marked `// WARN: <rule-id>`, or `// FN: <rule-id>`
where it is known to be missed; ok/ has none. `// FP: <rule-id>` marks a report
that is known to be wrong, and must be there too. They were written from what leaks in libtorch, not from what the checker can see.

Usage: check_corpus.py --tidy F --plugin F --clang F --flags "..." [-j N] [folder]
  --flags   how to find libtorch's headers; they are precompiled once
Exit codes: 0 all as expected, 1 not, 2 a program does not compile or a tool
failed.
"""

import argparse
import concurrent.futures
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "rules"))
import check_rule  # noqa: E402

HEADERS = "#include <torch/torch.h>\n#include <torch/script.h>\n"


def precompile(options, folder):
    header = pathlib.Path(folder, "torch.h")
    header.write_text(HEADERS)
    result = f"{header}.pch"
    command = [options.clang, *shlex.split(options.flags), "-x", "c++-header"]
    command += ["-Xclang", "-skip-function-bodies", str(header), "-o", result]
    check_rule.run(command, (0,))
    return result


def check(options, path):
    expected = check_rule.read_expectations(path)
    findings, errors = check_rule.tidy(options, str(path))
    if errors:
        print(f"{path}: does not compile:", *errors, sep="\n")
        sys.exit(2)
    return expected, findings


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tidy", required=True)
    parser.add_argument("--plugin", required=True)
    parser.add_argument("--clang", required=True)
    parser.add_argument("--flags", required=True)
    parser.add_argument("-j", "--jobs", type=int, default=os.cpu_count())
    parser.add_argument("folder", nargs="?", default=pathlib.Path(__file__).parent)
    options = parser.parse_args()
    options.config = None

    programs = sorted(pathlib.Path(options.folder).glob("*/*.cpp"))
    with tempfile.TemporaryDirectory() as folder:
        options.flags += " -w -include-pch " + shlex.quote(precompile(options, folder))
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            results = list(pool.map(lambda path: check(options, path), programs))

    leaks = missed = known = noise = wrong = silent = clean = 0
    for path, (expected, findings) in zip(programs, results):
        # A line that is known to be wrong counts as one, and as no problem.
        text = path.read_text()
        false = [
            check_rule.Expected(number, rule)
            for number, line in enumerate(text.splitlines(), 1)
            for rule in re.findall(r"// FP: (\S+)", line)
        ]
        noise += len(false)
        problems = check_rule.compare(expected + false, findings)
        right = len(expected + false) + len(findings) - len(problems)
        right //= 2  # A problem is an expectation or a finding without the other.
        # A report at such a line is a problem too: the mark is out of date.
        unseen = len(re.findall(r"// FN: \S", text))
        known += unseen
        leaks += len(expected)
        missed += len(expected + false) - right
        wrong += len(findings) - right
        clean += not expected and not unseen
        silent += not expected and not unseen and not findings
        for problem in problems:
            print(f"{path}: {problem}")
    print(
        f"{len(programs)} programs: {leaks - missed} of {leaks + known} leaks reported at "
        f"their line ({known} known misses), {silent} of {clean} clean programs silent, "
        f"{wrong + noise} wrong reports ({noise} known)"
    )
    return 1 if missed or wrong or not leaks else 0


if __name__ == "__main__":
    sys.exit(main())
