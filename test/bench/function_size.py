#!/usr/bin/env python3
"""How does the cost of the analysis grow with the size of one function?

Writes functions of N, 2N, 4N... statements in three shapes, each with a leak at
its end (so that it is known to be analysed), and prints what `torchleak check
--stats` says of parsing and analysis, medians.

Usage: function_size.py --torchleak F [--sizes N,N,...] [--runs N] -- flags...
Exit codes: 0 measured, 2 the leak was not reported.
"""

import argparse
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

HEAD = """#include <torch/torch.h>
#include <vector>
bool more();
void f(torch::nn::Linear &net, torch::Tensor x) {
  std::vector<torch::Tensor> kept;
  while (more()) {
"""
# Statement I of a function; {before} is the variable of the one before.
SHAPES = {
    "calls": "auto v{i} = net->forward({before});",
    "stores": "auto v{i} = net->forward(x); kept.push_back(v{i});",
    "branches": "torch::Tensor v{i}; if (more()) v{i} = net->forward(x);",
}
PHASES = re.compile(r"^seconds, summed over units: (.*); wall", re.MULTILINE)


def write(path, statement, size):
    body = [
        statement.format(i=i, before=f"v{i - 1}" if i else "x") for i in range(size)
    ]
    body.append(f"kept.push_back(v{size - 1}); }} }}\n")
    path.write_text(HEAD + "\n".join(body))


def measure(command):
    result = subprocess.run(command, capture_output=True, text=True)
    phases = PHASES.search(result.stderr)
    if result.returncode != 1 or not phases:
        print(result.stdout[-2000:], result.stderr)
        sys.exit(2)
    seconds = {}
    for phase in phases[1].split(", "):
        name, _, value = phase.rpartition(" ")
        seconds[name] = float(value)
    parse = seconds.pop("parse")
    for other in ("scan", "cache", "shared headers"):
        seconds.pop(other)
    return parse, sum(seconds.values())


def main():
    arguments, flags = sys.argv[1:], []
    if "--" in arguments:
        at = arguments.index("--")
        arguments, flags = arguments[:at], arguments[at:]
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--torchleak", required=True)
    parser.add_argument("--sizes", default="2500,5000,10000,20000")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args(arguments)

    with tempfile.TemporaryDirectory() as folder:
        for name, statement in SHAPES.items():
            before = None
            for size in map(int, options.sizes.split(",")):
                path = pathlib.Path(folder, f"{name}{size}.cpp")
                write(path, statement, size)
                command = [options.torchleak, "check", "--no-cache", "--stats", str(path), *flags]
                runs = [measure(command) for _ in range(options.runs)]
                parse, analysis = map(statistics.median, zip(*runs))
                growth = f" (x {analysis / before:.1f})" if before else ""
                print(
                    f"{name:10}{size:6} statements: parse {parse:.2f} s, "
                    f"analysis {analysis:.2f} s{growth}"
                )
                before = analysis
    return 0


if __name__ == "__main__":
    sys.exit(main())
