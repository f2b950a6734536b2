#!/usr/bin/env python3
"""Compares whole findings with the texts kept beside the sources (*.golden).

Each fixture's leak.cpp has one, and at least one test of each rule: rule, place,
confidence, message, the three answers, origins, notes in their order and fixes,
with the strict profile. check_rule.py compares those of the rule tests.

Usage: golden.py [--update] [--torchleak F] [--flags "..."] [--torch DIR]
                 [--fixtures] [--second-look --clang-tidy F --plugin F [--clangd F]]
                 [files]
  files      leak.cpp of fixtures and rule tests (default: all fixtures, and the
             rule tests with a .golden file; a rule test named with --update gets one)
  --update   writes the texts; read what git diff shows
  --fixtures the fixtures only
  --flags    for the fixtures; default: those for the headers in --torch, or that
             ./dev fetched
Exit codes: 0 as kept, 1 not, 2 a file does not compile or a tool failed.
"""

import argparse
import difflib
import os
import pathlib
import shlex
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "test/rules"))
sys.path.insert(0, str(ROOT / "test/agree"))
import agree  # noqa: E402
import check_rule  # noqa: E402


def render(result, path):
    """What result (JSON of torchleak check) says about the file, for people."""
    path = pathlib.Path(path).resolve()
    source = path.read_text().splitlines()

    def place(at):
        file = pathlib.Path(at["file"]).resolve()
        name = file.name if file.parent == path.parent else os.path.relpath(file, ROOT)
        column = f":{at['column']}" if "column" in at else ""
        return f"{name}:{at['line']}{column}"

    def code(at):
        if pathlib.Path(at["file"]).resolve() != path:
            return []
        # Marks of the test are no part of the code.
        return ["      | " + source[at["line"] - 1].split("// WARN:")[0].strip()]

    out = []
    for f in result["findings"]:
        if pathlib.Path(f["file"]).resolve() != path:
            continue
        out.append(f"{place(f)}: {f['message']} [{f['rule']}]")
        out += code(f)
        answers = [f"{key} {f[key]}" for key in ("retained", "retainer", "repeat")]
        out.append(f"  {f['confidence']}: {', '.join(answers)}")
        for origin in f["origins"]:
            more = "".join(
                f" {key}={value}"
                for key, value in sorted(origin.items())
                if key not in ("file", "line", "column")
            )
            out.append(f"  origin {place(origin)}{more}")
        for note in f["notes"]:
            out.append(f"  note {place(note)}: {note['message']}")
            out += code(note)
        for fix in f["fixes"]:
            out.append(f"  fix: {fix['description']}")
            for edit in fix["edits"]:
                end = f"{edit['end_line']}:{edit['end_column']}"
                out.append(f"    {place(edit)} to {end}: {edit['replacement']!r}")
        out.append("")
    return "\n".join(out)


def golden_of(path):
    return pathlib.Path(path).with_suffix(".golden")


def differences(result, path):
    """Nothing when the file has no golden text, or it is what result says."""
    golden = golden_of(path)
    if not golden.exists():
        return []
    kept, now = golden.read_text().splitlines(), render(result, path).splitlines()
    return list(
        difflib.unified_diff(kept, now, str(golden), "now", n=2, lineterm="")
    )


def default_flags(torch):
    if not torch:
        cache = pathlib.Path(
            os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")
        )
        torch = next(iter(sorted(cache.glob("torchleak/*/torch/include"))), None)
    if not torch:
        sys.exit("no libtorch: name its include folder with --torch")
    api = f"{torch}/torch/csrc/api/include"
    meter = ROOT / "fixtures/meter/include"
    return f"-std=c++17 -isystem {torch} -isystem {api} -I{meter}"


def look(options, files, flags):
    """Updates or compares the texts of these files."""
    result = check_rule.check(options.torchleak, files, flags, "--profile=strict")
    failed = result["units"]["failed"]
    problems = [f"{f['file']}: does not compile: {f['reason']}" for f in failed]
    if failed:
        return problems
    for path in files:
        golden = golden_of(path)
        if path.name == "fixed.cpp":
            # Only what the strict profile adds may be said about a fixed twin.
            problems += [
                f"{path}:{f['line']}: reported: {f['message']}"
                for f in result["findings"]
                if pathlib.Path(f["file"]).resolve() == path.resolve()
                and f["confidence"] != "possible"
            ]
        elif options.update:
            text = render(result, path)
            if not golden.exists() or golden.read_text() != text:
                golden.write_text(text)
                print(f"written: {golden}")
        elif not golden.exists():
            problems.append(f"{golden}: missing; golden.py --update {path} writes it")
        else:
            problems += differences(result, path)
    if options.second_look:
        # The leaks only, and what the default profile shows of them.
        files = [path for path in files if path.name != "fixed.cpp"]
        result["findings"] = [
            f for f in result["findings"] if f["confidence"] != "possible"
        ]
        problems += agree.second_look(options, files, flags, result)
    return problems


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--torchleak", default=str(ROOT / "build/bin/torchleak"))
    parser.add_argument("--flags")
    parser.add_argument("--torch")
    parser.add_argument("--fixtures", action="store_true")
    parser.add_argument("--second-look", action="store_true")
    parser.add_argument("--clang-tidy")
    parser.add_argument("--plugin")
    parser.add_argument("--clangd")
    parser.add_argument("-j", "--jobs", type=int, default=os.cpu_count())
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    options = parser.parse_args()

    rules_folder = ROOT / "test/rules"
    files = [f.resolve() for f in options.files]
    tests = [f for f in files if rules_folder in f.parents]
    pairs = [f for f in files if f not in tests]
    if not files:
        tests = sorted(f.with_suffix(".cpp") for f in rules_folder.glob("*/*.golden"))
        # No rule knows these yet: they lose CUDA memory by its own calls.
        pairs = [
            f
            for name in ("leak.cpp", "fixed.cpp")
            for f in sorted((ROOT / "fixtures").rglob(name))
            if "raw-device-memory" not in f.parts
        ]
    problems = []
    if options.fixtures:
        tests = []
    if tests:
        mock = ["-std=c++17", "-isystem", str(ROOT / "test/mock")]
        once = argparse.Namespace(**{**vars(options), "second_look": False})
        problems += look(once, tests, mock)
    if pairs:
        flags = options.flags or default_flags(options.torch)
        problems += look(options, pairs, shlex.split(flags))
    print(*problems, sep="\n")
    print(f"{len(tests)} rule tests and {len(pairs)} fixtures: {len(problems)} differences")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
