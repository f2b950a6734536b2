#!/usr/bin/env python3
"""Chooses the programs that stay in the tree, by rule and idiom.

A program's idioms are what IDIOMS finds in its text. Programs with a known miss or
a known wrong report are all taken. Then, one after the other, that leak which adds
most pairs of a rule and an idiom: up to a third such that have a clean twin of the
same name, which comes along, and up to two thirds any; then that clean program which
adds most pairs of idioms. The rest goes to the archive.

Usage: choose.py [-n 120] folder...    prints the chosen, one path a line
"""

import argparse
import itertools
import pathlib
import re

IDIOMS = {
    "vector": r"std::vector<(torch::|at::)?Tensor>",
    "deque": r"std::deque<",
    "list": r"std::list<",
    "map": r"std::(unordered_)?map<",
    "queue": r"std::(priority_)?queue<",
    "array": r"std::array<|Tensor \w+\[",
    "ring": r"% ?(\w*[cC]apacity|\w*[sS]ize|k[A-Z]\w*)|head_ ?=|cursor",
    "pair or tuple": r"std::(pair|tuple)<|std::tie",
    "optional or variant": r"std::(optional|variant|any)<|c10::optional",
    "record": r"struct \w+ \{[^}]*Tensor \w+",
    "smart pointer": r"std::(shared|unique)_ptr<",
    "weak pointer": r"std::weak_ptr<|c10::weak_intrusive",
    "raw pointer": r"\bnew [A-Z]|delete ",
    "global": r"^(static )?(std::|torch::)[\w:<>, ]+ g_?\w+",
    "singleton": r"static \w+ ?& ?(instance|get)",
    "function static": r"^\s+static (thread_local )?(std::|torch::)[\w:<>, ]+ \w+",
    "thread": r"std::(j?thread|async)",
    "mutex": r"std::(mutex|lock_guard|unique_lock)",
    "thread local": r"thread_local",
    "pool or executor": r"[Ee]xecutor|[Pp]ool\b",
    "lambda": r"\[[&=\w, ]*\]\s*(\([^)]*\)|mutable)?\s*\{",
    "std::function": r"std::function<",
    "template": r"^template",
    "inheritance": r": public (?!torch::nn::Module)\w+",
    "virtual": r"\bvirtual\b|\boverride\b",
    "pimpl": r"Impl>|struct Impl",
    "C interface": r'extern "C"',
    "operator": r"operator(\(\)|<<|\+=|\[\])",
    "macro": r"^#define \w+",
    "exception": r"\bcatch\b|\bthrow\b",
    "while": r"\bwhile \(",
    "do": r"\bdo \{",
    "endless": r"for \(;;\)|while \(true\)",
    "goto or recursion": r"\bgoto\b",
    "iterator loop": r"\.begin\(\)",
    "algorithm": r"std::(for_each|transform|copy|generate|accumulate|back_inserter)",
    "switch": r"\bswitch\b",
    "guard": r"NoGradGuard|InferenceMode",
    "mode": r"AutoGradMode|set_enabled",
    "detach": r"\.detach\(\)",
    "detach in place": r"detach_\(\)",
    "item": r"\.item",
    "clone or cpu": r"\.clone\(\)|\.cpu\(\)|\.to\(",
    "data": r"\.data\(\)|variable_data",
    "requires_grad": r"requires_grad",
    "frozen": r"set_requires_grad\(false\)|requires_grad_\(false\)",
    "retain_graph": r"retain_graph|backward\(\{\}, ?true|backward\([^)]*, true",
    "create_graph": r"create_graph|autograd::grad\(",
    "zero_grad": r"zero_grad",
    "closure optimizer": r"LBFGS",
    "data loader": r"make_data_loader|DataLoader",
    "recurrent": r"GRU|LSTM|RNN",
    "convolution": r"Conv\d?d",
    "attention": r"MultiheadAttention|Transformer",
    "sequential": r"nn::Sequential",
    "module list": r"ModuleList|ModuleDict",
    "embedding": r"nn::Embedding",
    "jit": r"torch::jit",
    "custom function": r"autograd::Function",
    "hook": r"register_hook|register_forward",
    "stack or cat": r"torch::(stack|cat)\(",
    "in place": r"\.(add|mul|sub|div|copy|fill|lerp|clamp|index_put|masked_fill)_\(",
    "index or slice": r"index_put|\.slice\(|\.narrow\(|\.select\(|\.index\(",
    "accumulate": r"\+=",
    "buffer": r"register_buffer",
    "parameter": r"register_parameter",
    "clear or pop": r"\.clear\(\)|pop_(front|back)|\.erase\(",
    "size bound": r"\.size\(\) ?(>=?|==)",
    "key": r"\w\[\w+\] ?=|emplace\(",
    "main": r"\bint main\(",
}


def facts(path):
    """What a program stands for: idioms by rule, or two idioms that go together."""
    text = path.read_text()
    rules = set(re.findall(r"// WARN: ([\w-]+)", text))
    idioms = {name for name, pattern in IDIOMS.items() if re.search(pattern, text, re.M)}
    return set(itertools.product(rules or idioms, idioms))


def topic(path):
    return re.sub(r"^\d+_|_(fixed|ok|detached|guarded)$", "", path.stem)


def choose(paths, count):
    groups = {}  # A leak and its twins are one choice.
    by_topic = {}
    for path in paths:
        by_topic.setdefault(topic(path), []).append(path)
    for same in by_topic.values():
        bad = [p for p in same if p.parent.name == "bad"]
        ok = [p for p in same if p.parent.name == "ok"]
        groups.update({(b, *ok): b for b in bad} if bad and ok else {(p,): p for p in same})
    known = re.compile(r"// (FN|FP): \S")
    chosen = [p for p in paths if known.search(p.read_text())]
    stands_for = {group: facts(group[0]) for group in groups}
    have = set().union(*map(facts, chosen)) if chosen else set()
    leaks = {g for g in groups if g[0].parent.name == "bad"}
    twins = {g for g in leaks if len(g) > 1}
    phases = ((twins, count // 3), (leaks, count * 2 // 3), (groups.keys() - leaks, count))
    for among, limit in phases:
        while len(chosen) < limit:
            rest = [g for g in among if not set(g) <= set(chosen)]
            if not rest:
                break
            # Small ones first where two add the same.
            best = max(
                rest,
                key=lambda g: (
                    len(stands_for[g] - have) / len(g) ** 0.5,
                    -sum(p.stat().st_size for p in g),
                    str(g[0]),
                ),
            )
            chosen += [p for p in best if p not in chosen]
            have |= stands_for[best]
    return sorted(chosen)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-n", type=int, default=120)
    parser.add_argument("folders", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    paths = sorted(p for f in options.folders for p in f.glob("*/*.cpp"))
    print(*choose(paths, options.n), sep="\n")


if __name__ == "__main__":
    main()
