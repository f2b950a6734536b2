#!/usr/bin/env python3
"""Refuses a rule that lacks a part.

A rule has, each under its id:
  rules/ID/rule.cpp       registers torchleak-ID with the sentence it proves
  rules/ID/rule.md        the page: that sentence, the sections below in their
                          order, the options that are registered and no others
  fixtures/ID/            at least one pair: leak.cpp, fixed.cpp, expect.txt, and
                          leak.golden, the findings to the letter
  test/rules/ID/          *_bad.cpp with findings of the rule, *_ok.cpp without,
                          and a *.golden beside one of them
  README.md               a row in the table of rules
and nothing that ./dev new-rule left to fill in.

Usage: complete.py [--root DIR] [--clang-tidy F --plugin F] [RULE-ID...]
Options are compared where a clang-tidy with the plugin is named.
Exit codes: 0 complete, 1 something is missing (it is printed).
"""

import argparse
import pathlib
import re
import subprocess
import sys

SECTIONS = [
    "What leaks",
    "What to write",
    "When it speaks",
    "Fix-its",
    "Confidence",
    "Known misses",
    "Options",
    "Measured",
]
# Only of rules that offer one.
OPTIONAL = {"Fix-its"}
PREFIX = "torchleak-"
TO_FILL = "FILL IN"


def text_of(path):
    return path.read_text(encoding="utf-8") if path.is_file() else None


class RuleParts:
    """What is missing of one rule."""

    def __init__(self, root, rule, registered_options):
        self.root, self.rule, self.options = root, rule, registered_options
        self.missing = []

    def check(self):
        self.check_source()
        self.check_page()
        self.check_pairs()
        self.check_tests()
        self.check_golden()
        if f"(rules/{self.rule}/rule.md)" not in (text_of(self.root / "README.md") or ""):
            self.lacks("README.md", "no row in the table of rules")
        return self.missing

    def lacks(self, where, what):
        self.missing.append(f"{self.rule}: {where}: {what}")

    def read(self, where):
        """The file's text; what is left to fill in counts as missing."""
        text = text_of(self.root / where)
        if text is None:
            self.lacks(where, "missing")
        elif TO_FILL in text:
            self.lacks(where, f"{text.count(TO_FILL)} places to fill in")
        return text

    def sentence(self):
        """What rule.cpp registers: string literals may be split over lines."""
        text = text_of(self.root / f"rules/{self.rule}/rule.cpp") or ""
        found = re.search(
            r'RuleRegistry::Add<\w+>\s*\w+\(\s*"' + PREFIX + re.escape(self.rule) + r'",((?:\s*"[^"]*")+)\)', text
        )
        return "".join(re.findall(r'"([^"]*)"', found[1])) if found else None

    def check_source(self):
        where = f"rules/{self.rule}/rule.cpp"
        if self.read(where) is not None and not self.sentence():
            self.lacks(where, f"registers no {PREFIX}{self.rule}")

    def check_page(self):
        where = f"rules/{self.rule}/rule.md"
        page = self.read(where)
        if page is None:
            return
        lines = page.splitlines()
        if not lines or lines[0] != f"# {PREFIX}{self.rule}":
            self.lacks(where, f"does not begin with '# {PREFIX}{self.rule}'")
        sentence = self.sentence()
        if sentence and f"\n{sentence}.\n" not in page:
            self.lacks(where, f"does not say '{sentence}.', as rule.cpp does")
        parts = sections_of(page)
        wanted = [s for s in SECTIONS if s in parts or s not in OPTIONAL]
        if self.offers_fixes() and "Fix-its" not in parts:
            self.lacks(where, "no section 'Fix-its', and the rule offers fixes")
        for section in wanted:
            if not parts.get(section, "").strip():
                self.lacks(where, f"no section '{section}'")
        if [s for s in parts if s in SECTIONS] != [s for s in wanted if s in parts]:
            self.lacks(where, "its sections are not in this order: " + ", ".join(wanted))
        if self.options is not None:
            self.check_options(where, parts.get("Options", ""))

    def check_options(self, where, section):
        documented = set(re.findall(r"`([A-Z]\w+)`", section))
        for other in re.findall(r"[Aa]s for `" + PREFIX + r"([\w-]+)`", section):
            page = text_of(self.root / f"rules/{other}/rule.md") or ""
            documented |= set(re.findall(r"`([A-Z]\w+)`", sections_of(page).get("Options", "")))
        for name in sorted(self.options - documented):
            self.lacks(where, f"option '{name}' is registered and not documented")
        for name in sorted(documented - self.options):
            self.lacks(where, f"option '{name}' is documented and not registered")

    def check_pairs(self):
        folder = self.root / "fixtures" / self.rule
        pairs = sorted(f.parent for f in folder.rglob("leak.cpp"))
        if not pairs:
            self.lacks(f"fixtures/{self.rule}", "no pair: a folder with a leak.cpp")
        for pair in pairs:
            name = pair.relative_to(self.root).as_posix()
            leak = self.read(f"{name}/leak.cpp")
            if "// torchleak: retained here" not in (leak or ""):
                self.lacks(f"{name}/leak.cpp", "no line ends in '// torchleak: retained here'")
            self.read(f"{name}/fixed.cpp")
            self.read(f"{name}/expect.txt")

    def tests(self, kind):
        return sorted((self.root / "test/rules" / self.rule).glob(f"*_{kind}.cpp"))

    def offers_fixes(self):
        return re.search(r"\boffer\w*\(", text_of(self.root / f"rules/{self.rule}/rule.cpp") or "")

    def check_tests(self):
        where = f"test/rules/{self.rule}"
        finding = re.compile(r"// WARN: (?:[\w-]+, *)*" + re.escape(self.rule) + r"\b(?!-)")
        for kind in ("bad", "ok"):
            found = self.tests(kind)
            if not found:
                self.lacks(where, f"no *_{kind}.cpp")
            for test in found:
                text = self.read(test.relative_to(self.root).as_posix())
                if kind == "bad" and "// WARN: " not in text:
                    self.lacks(f"{where}/{test.name}", "no '// WARN: '")
                if kind == "ok" and finding.search(text):
                    self.lacks(f"{where}/{test.name}", "a finding in a test of silence")
            if kind == "bad" and found:
                self.check_findings(where, finding, [text_of(test) for test in found])

    def check_findings(self, where, finding, texts):
        if not any(finding.search(text) for text in texts):
            self.lacks(where, f"no '// WARN: {self.rule}'")
        if self.offers_fixes() and not any("// FIX: " in text for text in texts):
            self.lacks(where, "no '// FIX: ', and the rule offers fixes")

    def check_golden(self):
        """Each leak's findings to the letter, and those of a test."""
        told = f"[{PREFIX}{self.rule}]"
        for leak in sorted((self.root / "fixtures" / self.rule).rglob("leak.cpp")):
            golden = leak.with_suffix(".golden").relative_to(self.root).as_posix()
            if told not in (self.read(golden) or told):
                self.lacks(golden, "no finding of the rule")
        folder = self.root / "test/rules" / self.rule
        if not any(told in f.read_text(encoding="utf-8") for f in folder.glob("*.golden")):
            self.lacks(f"test/rules/{self.rule}", "no *.golden with a finding of the rule (test/golden/golden.py --update)")


def sections_of(page):
    """Title and text of each section, in the page's order."""
    parts = re.split(r"^## (.*)$", page, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2]))


def registered_options(options, rule):
    """The names that clang-tidy's --dump-config has for the rule."""
    if not options.clang_tidy:
        return None
    command = [options.clang_tidy, "--load", options.plugin, f"--checks=-*,{PREFIX}{rule}", "--dump-config"]
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode:
        sys.exit(run.stdout + run.stderr)
    return set(re.findall(rf"^\s*{PREFIX}{rule}\.(\w+):", run.stdout, flags=re.M))


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    here = pathlib.Path(__file__).resolve().parent
    parser.add_argument("--root", type=pathlib.Path, default=here.parent.parent)
    parser.add_argument("--clang-tidy")
    parser.add_argument("--plugin")
    parser.add_argument("rules", nargs="*")
    options = parser.parse_args()
    folders = sorted((options.root / "rules").iterdir())
    rules = [f.name for f in folders if f.is_dir()]
    missing = []
    for rule in options.rules or rules:
        missing += RuleParts(options.root, rule, registered_options(options, rule)).check()
    if not rules:
        missing.append("no rules at all in " + str(options.root))
    for line in missing:
        print(line)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
