#!/usr/bin/env python3
"""Checks whole small programs, as people write them, with libtorch's own headers.

bad/ has one leak a program, marked `// WARN: <rule-id>`, or `// FN: <rule-id>`
where it is known to be missed; ok/ has none. `// FP: <rule-id>` marks a report
that is known to be wrong, and must be there too. They were written from what
leaks in libtorch, not from what the checker can see. choose.py says which of them
are in the tree; the others are in archive.tar.xz.

Usage: check_corpus.py --torchleak F --flags "..." [--flag F]... [-j N]
           [folder or archive]
  --flags   how to find libtorch's headers; they are parsed once for all programs
  --flag    one flag more
Exit codes: 0 all as expected, 1 not, 2 a program does not compile or a tool
failed.
"""

import argparse
import os
import pathlib
import re
import shlex
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "rules"))
import check_rule  # noqa: E402


def check_programs(options, programs):
    flags = [*shlex.split(options.flags), *options.flag]
    result = check_rule.check(
        options.torchleak, programs, flags, "-j", str(options.jobs)
    )
    for failed in result["units"]["failed"]:
        print(f"{failed['file']}: does not compile: {failed['reason']}")
    if result["units"]["failed"]:
        return 2
    found = check_rule.findings_in(result, programs)

    leaks = missed = known = noise = wrong = silent = clean = 0
    for path in programs:
        expected = check_rule.read_expectations(path)
        findings = found[os.path.realpath(path)]
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


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--torchleak", required=True)
    parser.add_argument("--flags", required=True)
    parser.add_argument("--flag", action="append", default=[])
    parser.add_argument("-j", "--jobs", type=int, default=os.cpu_count())
    parser.add_argument("folder", nargs="?", default=pathlib.Path(__file__).parent)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(options.folder)
        if folder.is_file():
            shutil.unpack_archive(folder, temporary)
            folder = pathlib.Path(temporary)
        return check_programs(options, sorted(folder.glob("*/*.cpp")))


if __name__ == "__main__":
    sys.exit(main())
