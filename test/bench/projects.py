#!/usr/bin/env python3
"""How long does a whole project take?

Generates projects of realistic units that include libtorch and runs in turn, on
the same cores: run-clang-tidy with the plugin, `clang -fsyntax-only` (the floor
of a plain parse), and `torchleak check` cold (empty cache), with one changed
file, and with nothing changed. Prints wall time, user time and the peak memory
of a process, as medians over repeats, and ratios against run-clang-tidy.

Usage: projects.py [--build DIR] [--units 1,10,40,160] [--repeat N] -- flags...
The flags are those of a unit with libtorch; without any, those of the first
unit in BUILD/compile_commands.json that has some.
Exit codes: 0 measured, 1 tools disagree on the findings, 2 wrong use.
"""

import argparse
import concurrent.futures
import json
import os
import random
import re
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

MODEL = """#pragma once
#include <torch/torch.h>
#include <string>
#include <vector>

struct Net{n}Impl : torch::nn::Module {{
  Net{n}Impl(int64_t in, int64_t out)
      : first(register_module("first", torch::nn::Linear(in, {width}))),
        second(register_module("second", torch::nn::Linear({width}, out))) {{}}
  torch::Tensor forward(torch::Tensor x) {{
    x = torch::relu(first->forward(x));
    x = torch::dropout(x, 0.{n0}, is_training());
    return second->forward(x);
  }}
  torch::nn::Linear first, second;
}};
TORCH_MODULE(Net{n});

struct Batch{n} {{
  torch::Tensor data, target;
  std::string name;
}};
std::vector<Batch{n}> batches{n}(const std::string &folder);
"""

UNIT = """#include "model{n}.h"
{includes}

namespace app{n} {{

class Trainer {{
public:
  explicit Trainer(int64_t in)
      : net_(in, {width}), optimizer_(net_->parameters(), torch::optim::AdamOptions(1e-{n0})) {{}}

  double epoch(const std::string &folder) {{
    double total = 0;
    net_->train();
    for (auto &batch : batches{n}(folder)) {{
      optimizer_.zero_grad();
      auto loss = torch::mse_loss(net_->forward(batch.data), batch.target);
      loss.backward();
      optimizer_.step();
      total += loss.item<double>();
      {keep}
    }}
    return total;
  }}

  std::map<std::string, double> evaluate(const std::string &folder) {{
    torch::NoGradGuard no_grad;
    net_->eval();
    std::map<std::string, double> result;
    for (auto &batch : batches{n}(folder)) {{
      auto output = net_->forward(batch.data);
      result[batch.name] = (output - batch.target).abs().mean().item<double>();
    }}
    return result;
  }}

{more}
private:
  Net{n} net_;
  torch::optim::Adam optimizer_;
  std::vector<torch::Tensor> history_;
}};

double train(const std::string &folder, int epochs) {{
  Trainer trainer({width});
  double last = 0;
  for (int i = 0; i < epochs; ++i)
    last = trainer.epoch(folder);
  return last;
}}

}} // namespace app{n}
"""

METHOD = """  torch::Tensor statistic{i}(const torch::Tensor &x) {{
    auto mean = x.mean({{0}}, true);
    auto centred = x - mean;
    auto covariance = torch::matmul(centred.t(), centred) / (x.size(0) - 1);
    std::vector<torch::Tensor> parts;
    for (int64_t k = 0; k < covariance.size(0); ++k)
      parts.push_back(covariance[k].slice(0, 0, {i} + 1).sum());
    return torch::stack(parts);
  }}
"""

INCLUDES = ["algorithm", "chrono", "deque", "fstream", "functional", "iostream", "map", "memory", "random", "sstream",
            "unordered_map"]


def generate(folder, units, flags):
    """A project whose units differ in includes, macros, size and leaks."""
    choose = random.Random(units)
    entries = []
    for n in range(units):
        width = 16 + n
        with open(os.path.join(folder, f"model{n}.h"), "w") as file:
            file.write(MODEL.format(n=n, n0=1 + n % 8, width=width))
        includes = sorted({"map", *choose.sample(INCLUDES, 4)})
        more = "".join(METHOD.format(i=i) for i in range(choose.randrange(2, 12)))
        source = os.path.join(folder, f"unit{n}.cpp")
        with open(source, "w") as file:
            keep = "history_.push_back(loss);" if n % 4 == 0 else "history_.assign(1, loss.detach());"
            file.write(UNIT.format(n=n, n0=1 + n % 8, width=width, keep=keep, more=more,
                                   includes="\n".join(f"#include <{i}>" for i in includes)))
        command = ["clang++", *flags, f"-DUNIT_GROUP_{n % 3}", "-c", source, "-o", source + ".o"]
        entries.append({"directory": folder, "file": source, "arguments": command})
    with open(os.path.join(folder, "compile_commands.json"), "w") as file:
        json.dump(entries, file)
    return entries


def run(command, cwd, ok=(0, 1)):
    """Wall and user seconds, the peak of one process in MB, and the output."""
    with tempfile.TemporaryFile("w+") as out:
        start = time.monotonic()
        process = subprocess.Popen(command, cwd=cwd, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        out.seek(0)
        text = out.read()
    code = os.waitstatus_to_exitcode(status)
    if code not in ok:
        sys.exit(f"projects.py: exit code {code}: {shlex.join(command)}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, text


def syntax_only(entries, cwd, jobs):
    start = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        runs = list(pool.map(
            lambda e: run(["clang++-22", "-fsyntax-only", "-w", *e["arguments"][1:-2]], cwd), entries))
    return time.monotonic() - start, sum(r[1] for r in runs), max(r[2] for r in runs), ""


def places(text):
    return sorted(set(re.findall(r"(unit\d+\.cpp:\d+):\d+: warning: .*\[torchleak", text)))


def flags_of(build):
    with open(os.path.join(build, "compile_commands.json")) as file:
        for entry in json.load(file):
            words = entry.get("arguments") or shlex.split(entry["command"])
            if any("libtorch" in w or w.endswith("torch/include") for w in words):
                kept = []
                for i, word in enumerate(words):
                    if word in ("-isystem", "-I") and i + 1 < len(words):
                        kept += [word, words[i + 1]]
                    elif word.startswith(("-std=", "-D_GLIBCXX", "-I")):
                        kept.append(word)
                return kept
    sys.exit("projects.py: no unit with libtorch in the build; give flags after --")


def measure(options, units, flags):
    folder = tempfile.mkdtemp(prefix="torchleak-bench-")
    try:
        return measure_in(folder, options, units, flags)
    finally:
        shutil.rmtree(folder)


def measure_in(folder, options, units, flags):
    entries = generate(folder, units, flags)
    cache = os.path.join(folder, "cache")
    torchleak = [os.path.join(options.build, "bin", "torchleak"), "check", "-p", folder, "--cache-dir", cache,
                 f"-j{options.jobs}"]
    tidy = ["run-clang-tidy-22", "-quiet", "-hide-progress", "-p", folder, f"-j{options.jobs}",
            f"-load={os.path.join(options.build, 'lib', 'libtorchleak-tidy.so')}", "-checks=-*,torchleak-*"]
    if os.path.exists("/usr/lib/llvm-22/bin/clang-tidy"):
        tidy.append("-clang-tidy-binary=/usr/lib/llvm-22/bin/clang-tidy")
    rows = {}
    for repeat in range(options.repeat):
        if repeat < (options.repeat_tidy or options.repeat):
            rows.setdefault("run-clang-tidy-22", []).append(run(tidy, folder))
            if not options.no_floor:
                rows.setdefault("clang -fsyntax-only", []).append(syntax_only(entries, folder, options.jobs))
        shutil.rmtree(cache, ignore_errors=True)
        rows.setdefault("torchleak, cold", []).append(run(torchleak, folder))
        with open(os.path.join(folder, "unit0.cpp"), "a") as file:
            file.write(f"// Changed {repeat}.\n")
        rows.setdefault("torchleak, one changed", []).append(run(torchleak, folder))
        time.sleep(2.5)  # A file is trusted by its times only once these are past.
        run(torchleak, folder)
        rows.setdefault("torchleak, unchanged", []).append(run(torchleak, folder))
    expected = places(rows["run-clang-tidy-22"][-1][3])
    for name in ("torchleak, cold", "torchleak, unchanged"):
        if places(rows[name][-1][3]) != expected:
            print(f"{units} units: {name} and run-clang-tidy-22 disagree")
            return False
    base = [statistics.median(r[i] for r in rows["run-clang-tidy-22"]) for i in range(2)]
    print(f"\n{units} units, {options.jobs} jobs, {len(expected)} findings, medians of {options.repeat}")
    print(f"{'':24} {'wall s':>9} {'times':>7} {'user+sys s':>11} {'times':>7} {'peak MB':>8}")
    for name, runs in rows.items():
        wall, cpu, peak = (statistics.median(r[i] for r in runs) for i in range(3))
        print(f"{name:24} {wall:9.2f} {base[0] / wall:7.1f} {cpu:11.2f} {base[1] / cpu:7.1f} {peak:8.0f}")
    sys.stdout.flush()
    return True


def main():
    arguments, flags = sys.argv[1:], []
    if "--" in arguments:
        at = arguments.index("--")
        arguments, flags = arguments[:at], arguments[at + 1:]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build", type=os.path.abspath)
    parser.add_argument("--units", default="1,10,40,160")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--repeat-tidy", type=int, help="repeats of the slow peers, when fewer")
    parser.add_argument("--no-floor", action="store_true", help="without clang -fsyntax-only, which takes as long")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args(arguments)
    flags = flags or flags_of(options.build)
    return 0 if all([measure(options, int(n), flags) for n in options.units.split(",")]) else 1


if __name__ == "__main__":
    sys.exit(main())
