#!/usr/bin/env python3
"""What must not change an answer is changed by machine: the answer stays.

Two parts, analysed in one run of torchleak check on the mock headers:
  families   families.py: programs that are the same but for one number, name,
             loop or order; each family states its one answer
  rules      changes.py: each rule test, rewritten, gets the same rules on the
             same lines as the test itself; and a test that expects silence only is
             no longer silent once what cuts, guards and empties is taken out
What is known to fail is listed in known.txt, one line each (family: its name;
rules: change and test). A line that no longer fails, fails: take it out.

Usage: metamorphic.py --torchleak F [--clang F] [-j N] [--keep DIR] [--update-known]
                      [--only families|rules] [rule tests]
  --keep          write the programs there and leave them
  --update-known  write known.txt anew
Exit codes: 0 as it should be, 1 not, 2 a tool failed.
"""

import argparse
import collections
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
KNOWN = HERE / "known.txt"
UNCUT = "nothing cut"
sys.path.insert(0, str(HERE.parent / "rules"))
import changes  # noqa: E402
import check_rule  # noqa: E402
import families  # noqa: E402

FLAGS = ["-std=c++17", "-isystem", str(HERE.parent / "mock"), "-I", str(HERE.parent / "rules/Inputs"), "-DSAME(...)=__VA_ARGS__"]


def slug(name):
    return re.sub(r"\W+", "-", name)


def library_names(clang, tests):
    """All words of the headers that the tests include."""
    includes = {"#include <torch/torch.h>", '#include "net.h"'}
    for test in tests:
        includes |= set(re.findall(r"^#include <.*>", test.read_text(), re.M))
    words = set()
    for what in ("-P", "-dM"):  # What the macros leave, and their names.
        command = [clang, *FLAGS, "-E", what, "-x", "c++", "-"]
        run = subprocess.run(command, input="\n".join(sorted(includes)), capture_output=True, text=True)
        if run.returncode:
            sys.exit(run.stderr)
        words |= set(re.findall(r"[A-Za-z_]\w*", run.stdout))
    keywords = "alignas and asm auto bool break case catch char class const constexpr const_cast continue decltype default delete do double dynamic_cast else enum explicit extern false final float for friend goto if inline int long mutable namespace new noexcept not nullptr operator or override private protected public register reinterpret_cast return short signed sizeof static static_assert static_cast struct switch template this throw true try typedef typeid typename union unsigned using virtual void volatile while NULL assert stdin stdout stderr INFINITY"
    return words | set(keywords.split())


def write_families(folder):
    """{family: [(member, file, line of HERE)]}"""
    written = collections.defaultdict(list)
    for name, (_, function) in families.FAMILIES.items():
        for k, (member, text) in enumerate(function()):
            file = folder / f"{name}-{k}.cpp"
            file.write_text(text)
            at = next((n for n, line in enumerate(text.splitlines(), 1) if "// HERE" in line), 0)
            written[name].append((member, file, at))
    return written


def judge_families(written, found):
    """{family: what is wrong}, of those where something is."""
    wrong = {}
    for name, members in written.items():
        answer = families.FAMILIES[name][0]
        seen = {}
        for member, file, at in members:
            seen[member] = sorted((f.rule, f.line) for f in found[str(file)])
        if answer == "same":
            kinds = collections.Counter(len(s) for s in seen.values())
            if len(kinds) > 1:
                usual = kinds.most_common(1)[0][0]
                odd = [f"{m}: {s or 'silent'}" for m, s in seen.items() if len(s) != usual]
                wrong[name] = [f"most have {usual} findings", *odd]
            continue
        odd = [
            f"{member}: {seen[member] or 'silent'}"
            for member, _, at in members
            if seen[member] != ([] if answer == "silent" else [(answer, at)])
        ]
        if odd:
            wrong[name] = [f"{answer} is right", *odd]
    return wrong


def write_rules(folder, tests, taken):
    """[(change, test, file, found in, lines)]: change is "" for the test itself."""
    written = []
    (folder / "pass.h").write_text(changes.passes(40))
    for test in tests:
        text = test.read_text().replace('"../Inputs/net.h"', '"net.h"')
        source = changes.Source(text)
        stem = f"{test.parent.name}-{test.stem}"
        file = folder / f"{stem}.cpp"
        file.write_text(text)
        written.append(("", test, file, file, None))
        all_changes = dict(changes.CHANGES)
        if "// WARN:" not in text:
            all_changes[UNCUT] = lambda source, _: changes.uncut(source)
        for name, change in all_changes.items():
            made = change(source, taken)
            if made is None:
                continue
            changed = "\n".join(line for line, _ in made)
            file = where = folder / f"{stem}-{slug(name)}.cpp"
            if name == "header":
                where = file.with_suffix(".h")
                where.write_text(changed)
                changed = f'#include "{where.name}"\n'
            if "wrapper" in name:
                changed = changed.replace('"net.h"', '"pass.h"')
            file.write_text(changed)
            written.append((name, test, file, where, [number for _, number in made]))
    return written


def judge_rules(written, found, failed):
    """{(change, test): what is wrong}, and how many of each change compile."""
    wrong, counts, answers = {}, collections.Counter(), {}
    for change, test, file, where, lines in written:
        if str(file) in failed:
            if not change:
                sys.exit(f"{test}: does not compile: {failed[str(file)]}")
            counts[change, "left out"] += 1
            why = failed[str(file)]
            counts[change, "why"] = f": {file.stem}: {why}"
            continue
        answer = collections.Counter(
            (f.rule, lines[f.line - 1] if lines else f.line) for f in found[str(where)]
        )
        answers[change, test] = answer
        if not change:
            continue
        counts[change, "tried"] += 1
        # More wrappers are compared with one, which is compared with none.
        before = answers["1 wrapper" if "wrappers" in change else "", test]
        lost, more = before - answer, answer - before
        name = f"{test.parent.name}/{test.name}"
        if change == UNCUT:
            if not answer:
                wrong[change, name] = ["silent without what should make it silent"]
        elif lost or more:
            wrong[change, name] = [f"lost line {line} {rule}" for rule, line in sorted(lost)]
            wrong[change, name] += [f"new line {line} {rule}" for rule, line in sorted(more)]
    return wrong, counts


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--torchleak", required=True)
    parser.add_argument("--clang", default=shutil.which("clang++-22") or "clang++")
    parser.add_argument("-j", "--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--keep", type=pathlib.Path)
    parser.add_argument("--update-known", action="store_true")
    parser.add_argument("--only", choices=["families", "rules"])
    parser.add_argument("tests", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    tests = options.tests or sorted((ROOT / "test/rules").glob("*/*.cpp"))
    # Those with flags of their own are left out.
    tests = [t for t in tests if t.read_text().startswith("// RUN: %check_rule %s\n")]

    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.keep or pathlib.Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".git").mkdir(exist_ok=True)  # A project's headers are below its root.
        in_families, in_rules = {}, []
        if options.only != "rules":
            in_families = write_families(folder)
        if options.only != "families":
            in_rules = write_rules(folder, tests, library_names(options.clang, tests))
        files = [file for members in in_families.values() for _, file, _ in members]
        files += [file for _, _, file, _, _ in in_rules]
        result = check_rule.check(
            options.torchleak, files, FLAGS, "-j", str(options.jobs)
        )
        found = collections.defaultdict(list)
        for f in result["findings"]:
            if f["confidence"] != "possible":
                found[os.path.realpath(f["file"])].append(
                    check_rule.Finding(f["line"], 0, f["rule"].removeprefix("torchleak-"), "", [])
                )
        failed = {os.path.realpath(u["file"]): u["reason"] for u in result["units"]["failed"]}
        broken = [m for members in in_families.values() for m in members if str(m[1]) in failed]
        for member, file, _ in broken:
            print(f"{file.name} ({member}): does not compile: {failed[str(file)]}")
        if broken:
            return 2
        wrong_families = judge_families(in_families, found)
        wrong_rules, counts = judge_rules(in_rules, found, failed)

    wrong = {f"family {name}": what for name, what in wrong_families.items()}
    wrong |= {f"{change}: {test}": what for (change, test), what in wrong_rules.items()}
    known = set()
    if KNOWN.exists():
        known = {line for line in KNOWN.read_text().splitlines() if line and line[0] != "#"}
    if options.update_known:
        head = "# What is known to change an answer and must not (metamorphic.py). The list only shrinks.\n"
        KNOWN.write_text(head + "".join(f"{entry}\n" for entry in sorted(wrong)))
        known = set(wrong)
    new = {entry: what for entry, what in wrong.items() if entry not in known}
    tried = {f"family {name}" for name in in_families}
    tried |= {f"{c}: {t.parent.name}/{t.name}" for c, t, *_ in in_rules if c}
    mended = sorted((known & tried) - set(wrong))
    # A line about what is not there any more says nothing.
    mended += sorted(known - tried) if not options.only and not options.tests else []
    for entry, what in sorted(new.items()):
        print(entry, *what, sep="\n    ")
    for entry in mended:
        print(f"{entry}: no longer fails, or is not there: take it out of {KNOWN.name}")
    few = []
    for change in changes.CHANGES if in_rules else []:
        tried_, left_out = counts[change, "tried"], counts[change, "left out"]
        why = counts[change, "why"] or ""
        print(f"{change}: {tried_} tests changed, {left_out} no longer compile{why}")
        # A change that fits almost nowhere tests nothing.
        if not options.tests and (tried_ < 10 or left_out > tried_ / 3):
            few.append(change)
    for change in few:
        print(f"{change}: too few tests can be changed this way")
    print(
        f"{len(in_families)} families and {sum(c for (_, k), c in counts.items() if k == 'tried')} changed tests: "
        f"{len(wrong)} with another answer, {len(known & set(wrong))} of them known"
    )
    return 1 if new or mended or few else 0


if __name__ == "__main__":
    sys.exit(main())
