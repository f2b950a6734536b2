#!/usr/bin/env python3
"""Does rule_parts.py refuse a rule that lacks a part, and does ./dev new-rule
write all parts?

A copy of one complete rule loses one part after the other. A new rule in an
empty project has every part, with something to fill in, and compiles.

Usage: rule_parts_test.py --commands build/compile_commands.json
           --clang-tidy F --plugin F
Exit codes: 0 yes, 1 no.
"""

import argparse
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CHECK = pathlib.Path(__file__).with_name("rule_parts.py")
RULE = "recurrent-state"
OPTIONS = None


def missing(root, rule):
    run = subprocess.run([sys.executable, CHECK, "--root", root, rule], capture_output=True, text=True)
    assert run.returncode == (1 if run.stdout else 0), run.stderr
    return run.stdout


class Copy(unittest.TestCase):
    """A project with one rule, that the tests damage."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        for part in (f"rules/{RULE}", f"fixtures/{RULE}", f"test/rules/{RULE}", "docs/new-rule"):
            shutil.copytree(ROOT / part, self.root / part)
        for part in ("README.md", "dev"):
            shutil.copy(ROOT / part, self.root / part)

    def edit(self, path, pattern, replacement):
        text = (self.root / path).read_text()
        after = re.sub(pattern, replacement, text, flags=re.M | re.S)
        self.assertNotEqual(text, after)
        (self.root / path).write_text(after)


class LackingRule(Copy):
    def test_complete(self):
        self.assertEqual(missing(self.root, RULE), "")

    def refused(self, because):
        said = missing(self.root, RULE)
        self.assertIn(because, said)
        self.assertEqual(said.count("\n"), 1, said)

    def test_no_page(self):
        (self.root / f"rules/{RULE}/rule.md").unlink()
        self.refused("rule.md: missing")

    def test_no_section(self):
        self.edit(f"rules/{RULE}/rule.md", r"^## Known misses.*?(?=^## )", "")
        self.refused("no section 'Known misses'")

    def test_empty_section(self):
        self.edit(f"rules/{RULE}/rule.md", r"(^## Known misses\n).*?(?=^## )", r"\1\n")
        self.refused("no section 'Known misses'")

    def test_order_of_sections(self):
        self.edit(f"rules/{RULE}/rule.md", r"(^## Confidence.*?)(^## Known misses.*?)(?=^## )", r"\2\1")
        self.refused("not in this order")

    def test_fixes_without_section(self):
        self.edit(f"rules/{RULE}/rule.md", r"^## Fix-its.*?(?=^## )", "")
        self.refused("no section 'Fix-its'")

    def test_another_sentence(self):
        self.edit(f"rules/{RULE}/rule.md", r"^A state is computed", "A state was computed")
        self.refused("does not say 'A state is computed")

    def test_not_registered(self):
        self.edit(f"rules/{RULE}/rule.cpp", "RuleRegistry::Add", "Add")
        self.refused(f"registers no torchleak-{RULE}")

    def test_no_pair(self):
        shutil.rmtree(self.root / f"fixtures/{RULE}")
        self.refused("no pair")

    def test_half_a_pair(self):
        next((self.root / f"fixtures/{RULE}").rglob("fixed.cpp")).unlink()
        self.refused("fixed.cpp: missing")

    def test_no_expectation(self):
        next((self.root / f"fixtures/{RULE}").rglob("expect.txt")).unlink()
        self.refused("expect.txt: missing")

    def test_no_bad_test(self):
        for test in (self.root / f"test/rules/{RULE}").glob("*_bad.cpp"):
            test.unlink()
        self.refused("no *_bad.cpp")

    def test_bad_tests_of_another_rule(self):
        for test in (self.root / f"test/rules/{RULE}").glob("*_bad.cpp"):
            test.write_text(test.read_text().replace(f"WARN: {RULE}", "WARN: other"))
        self.refused(f"no '// WARN: {RULE}'")

    def test_fixes_without_a_test(self):
        for test in (self.root / f"test/rules/{RULE}").glob("*_bad.cpp"):
            test.write_text(test.read_text().replace("// FIX: ", "// "))
        self.refused("no '// FIX: '")

    def test_no_ok_test(self):
        for test in (self.root / f"test/rules/{RULE}").glob("*_ok.cpp"):
            test.unlink()
        self.refused("no *_ok.cpp")

    def test_no_golden_output(self):
        for golden in (self.root / f"test/rules/{RULE}").glob("*.golden"):
            golden.unlink()
        self.refused("no *.golden")

    def test_a_leak_without_golden_output(self):
        next((self.root / f"fixtures/{RULE}").rglob("leak.golden")).unlink()
        self.refused("leak.golden: missing")

    def test_golden_output_of_another_rule(self):
        golden = next((self.root / f"fixtures/{RULE}").rglob("leak.golden"))
        golden.write_text(golden.read_text().replace(RULE, "other"))
        self.refused("no finding of the rule")

    def test_not_in_the_readme(self):
        self.edit("README.md", rf"^[^\n]*rules/{RULE}/rule\.md[^\n]*\n", "")
        self.refused("no row")


class NewRule(Copy):
    def new_rule(self, *words):
        return subprocess.run([self.root / "dev", "new-rule", *words], capture_output=True, text=True)

    def test_all_parts(self):
        run = self.new_rule("lost-thread-2")
        self.assertEqual(run.returncode, 0, run.stderr)
        for line in missing(self.root, "lost-thread-2").splitlines():
            self.assertRegex(line, r"places to fill in$|golden|README.md: no row")
        self.assertEqual((self.root / "rules/lost-thread-2/rule.cpp").read_text().find("@"), -1)
        self.assertEqual(missing(self.root, RULE), "")

    def test_compiles(self):
        self.assertEqual(self.new_rule("lost-thread").returncode, 0)
        command = next(
            entry
            for entry in json.loads(pathlib.Path(OPTIONS.commands).read_text())
            if entry["file"].endswith(f"rules/{RULE}/rule.cpp")
        )
        words = shlex.split(command["command"])
        words = [str(self.root / "rules/lost-thread/rule.cpp") if w == command["file"] else w for w in words]
        words[words.index("-o") + 1] = str(self.root / "rule.o")
        run = subprocess.run([*words, "-fsyntax-only"], cwd=command["directory"], capture_output=True, text=True)
        self.assertEqual(run.returncode, 0, run.stderr)

    def test_its_tests_wait_for_the_rule(self):
        self.assertEqual(self.new_rule("lost-thread").returncode, 0)
        shutil.copytree(ROOT / "test/rules/Inputs", self.root / "test/rules/Inputs")
        command = [sys.executable, ROOT / "test/rules/check_rule.py", "--clang-tidy", OPTIONS.clang_tidy]
        command += ["--plugin", OPTIONS.plugin, "--flags", f"-std=c++17 -isystem {ROOT / 'test/mock'}"]
        for kind, code, said in (("bad", 1, "expected lost-thread: not reported"), ("ok", 0, "")):
            test = self.root / f"test/rules/lost-thread/first_{kind}.cpp"
            run = subprocess.run([*command, test], capture_output=True, text=True,
                                 env={**os.environ, "TORCHLEAK_CACHE_DIR": str(self.root / "cache")})
            self.assertEqual(run.returncode, code, run.stdout)
            self.assertIn(said, run.stdout)

    def test_pairs_may_come_first(self):
        pair = self.root / "fixtures/lost-thread/leak.cpp"
        pair.parent.mkdir()
        pair.write_text("own")
        self.assertEqual(self.new_rule("lost-thread").returncode, 0)
        self.assertEqual([pair], [f for f in pair.parent.rglob("*") if f.is_file()])
        self.assertEqual(pair.read_text(), "own")

    def test_refused(self):
        (self.root / "fixtures/meter").mkdir()
        for words in ([RULE], ["Lost"], ["lost_thread"], ["-lost"], ["lost-"], ["torchleak-lost"], ["../lost"],
                      ["lost thread"], [""], ["meter"], [], ["one", "two"]):
            before = sorted(self.root.rglob("*"))
            self.assertEqual(self.new_rule(*words).returncode, 2, words)
            self.assertEqual(before, sorted(self.root.rglob("*")), words)


def main():
    global OPTIONS
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--commands", required=True)
    parser.add_argument("--clang-tidy", required=True)
    parser.add_argument("--plugin", required=True)
    OPTIONS, rest = parser.parse_known_args()
    unittest.main(argv=[sys.argv[0], *rest])


if __name__ == "__main__":
    main()
