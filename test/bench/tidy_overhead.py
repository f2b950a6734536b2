#!/usr/bin/env python3
"""What do the rules cost in clang-tidy?

Runs clang-tidy on each file in pairs, with one check that does nothing here and
with all rules of the plugin, and prints the medians of the user time and of the
ratio of each pair. The plugin is loaded both times.

Usage: tidy_overhead.py --clang-tidy F --plugin F [--runs N] [--limit PERCENT]
           files... -- flags...
Exit codes: 0 measured, 1 a median is over the limit, 2 clang-tidy failed.
"""

import argparse
import os
import statistics
import subprocess
import sys

# Looks at nothing but one kind of Objective-C declaration.
EMPTY = "-*,google-objc-global-variable-declaration"
RULES = "-*,torchleak-*"


def user_seconds(command):
    before = os.times().children_user
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode:
        print(result.stdout, result.stderr)
        sys.exit(2)
    return os.times().children_user - before


def main():
    # argparse takes the first "--" away, and it is ours.
    arguments, flags = sys.argv[1:], []
    if "--" in arguments:
        at = arguments.index("--")
        arguments, flags = arguments[:at], arguments[at + 1 :]
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clang-tidy", required=True)
    parser.add_argument("--plugin", required=True)
    parser.add_argument("--runs", type=int, default=11)
    parser.add_argument("--limit", type=float)
    parser.add_argument("files", nargs="+")
    options = parser.parse_args(arguments)

    def command(checks, file):
        return [
            options.clang_tidy,
            "--load",
            options.plugin,
            "--quiet",
            "--config={}",
            f"--checks={checks}",
            file,
            "--",
            *flags,
        ]

    over = False
    for file in options.files:
        pairs = []
        for run in range(options.runs):
            # Which one goes first changes, so that neither has the warm caches.
            order = (EMPTY, RULES) if run % 2 else (RULES, EMPTY)
            times = {checks: user_seconds(command(checks, file)) for checks in order}
            pairs.append((times[EMPTY], times[RULES]))
        empty, rules = (statistics.median(column) for column in zip(*pairs))
        percent = 100 * (statistics.median(b / a for a, b in pairs) - 1)
        over |= options.limit is not None and percent > options.limit
        print(
            f"{file}: empty check {empty:.2f} s, all rules {rules:.2f} s user time, "
            f"median of {options.runs} pairs {percent:+.1f} %"
        )
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
