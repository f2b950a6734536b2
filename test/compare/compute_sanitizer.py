#!/usr/bin/env python3
"""Does compute-sanitizer find what a pair of CUDA's own calls says it loses?

Runs both programs, built with Harness.cpp instead of the meter, for some steps
and for twice as many. What is lost more in the longer run is what the steps
lose: in the leak exactly the bytes that its expect.txt declares, in the fixed
twin nothing. The caching allocator is switched off, so that what libtorch does
not free is seen as what the driver does not get back.

Exit codes: 0 as declared, 1 not, 2 wrong use, 77 no GPU or no compute-sanitizer.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys

STEPS = 10
NO_DEVICE = 77


class Failed(Exception):
    pass


def declared(expect):
    """Device memory per step, in the allocator and past it."""
    lines = expect.read_text().splitlines()
    words = [line.split("#")[0].split() for line in lines]
    bytes_per_step = {w[1]: int(w[2]) for w in words if w[:1] == ["bytes_per_step"]}
    allocated = bytes_per_step.get("cuda.allocated", 0)
    return bytes_per_step.get("cuda.outside", 0) + bytes_per_step.get(
        "cuda.requested", allocated
    )


def lost(sanitizer, program, steps):
    environment = {**os.environ, "TORCHLEAK_DEVICE": "cuda", "STEPS": str(steps)}
    environment |= {"PYTORCH_NO_CUDA_MEMORY_CACHING": "1"}
    command = [sanitizer, "--tool", "memcheck", "--leak-check", "full", str(program)]
    result = subprocess.run(
        command,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=300,
        env=environment,
    )
    if result.returncode == NO_DEVICE:
        print(result.stdout)
        sys.exit(NO_DEVICE)
    summary = re.search(r"LEAK SUMMARY: ([\d,]+) bytes leaked", result.stdout)
    if result.returncode or not summary:
        raise Failed(f"{program}: {(result.stdout + result.stderr)[-1000:]}")
    return int(summary[1].replace(",", ""))


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sanitizer", default="compute-sanitizer")
    parser.add_argument("--expect", type=pathlib.Path, required=True)
    parser.add_argument("leak", type=pathlib.Path)
    parser.add_argument("fixed", type=pathlib.Path)
    options = parser.parse_args()
    if not shutil.which(options.sanitizer):
        print(f"skipped: there is no {options.sanitizer}")
        return NO_DEVICE
    wanted = {options.leak: declared(options.expect), options.fixed: 0}
    status = 0
    for program, per_step in wanted.items():
        try:
            short, long = (lost(options.sanitizer, program, n * STEPS) for n in (1, 2))
        except (Failed, subprocess.TimeoutExpired) as failure:
            print(failure)
            return 1
        right = long - short == per_step * STEPS
        print(
            f"{program}: {long - short} bytes lost in {STEPS} steps,",
            "as declared" if right else f"NOT as declared: {per_step * STEPS}",
        )
        status = status if right else 1
    return status


if __name__ == "__main__":
    sys.exit(main())
