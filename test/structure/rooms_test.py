#!/usr/bin/env python3
"""Does rooms.py see what is wrong? Each test damages a small tree."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import rooms  # noqa: E402


class Rooms(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.write("checker/program/Facts.h", '#include "llvm/ADT/DenseMap.h"\n#include <vector>\n')
        self.write("checker/analysis/flow/Flow.h", '#include "program/Facts.h"\nclass Flow {\npublic:\n  void run();\n};\n')
        self.write("checker/analysis/flow/Flow.cpp", '#include "analysis/flow/Flow.h"\nvoid Flow::run() {\n}\n')
        self.write("rules/lost/rule.cpp", '#include "driver/Rule.h"\n')

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def said(self, includes=(), headers=(), classes=()):
        return list(rooms.check(self.root, dict.fromkeys(includes), dict.fromkeys(headers), dict.fromkeys(classes)))

    def test_nothing_wrong(self):
        self.assertEqual(self.said(), [])

    def test_each_arrow_that_is_not_there(self):
        for room, may in rooms.MAY_INCLUDE.items():
            folder = "rules/lost" if room == "rules" else f"checker/{room}"
            for other in rooms.MAY_INCLUDE:
                self.write(f"{folder}/Probe.h", f'#include "{other}/X.h"\n')
                self.assertEqual(self.said() == [], other in may or (other == room != "rules"), f"{room} -> {other}")
            (self.root / f"{folder}/Probe.h").unlink()

    def test_clang(self):
        for room, folder, seen in (
            ("program", "checker/program", True),
            ("analysis", "checker/analysis/flow", True),
            ("report", "checker/report", True),
            ("rules", "rules/lost", True),
            ("extract", "checker/extract", False),
        ):
            self.write(f"{folder}/Probe.cpp", "#include <clang/AST/Decl.h>\n")
            self.assertEqual(bool(self.said()), seen, room)
            (self.root / f"{folder}/Probe.cpp").unlink()

    def test_a_bound_that_is_no_budget(self):
        for line in ("static constexpr unsigned MaxHops = 8;", "constexpr std::size_t Limit = 1'000;"):
            self.write("checker/analysis/flow/Bound.h", line + "\n")
            self.assertEqual(len(self.said()), 1, line)
        (self.root / "checker/analysis/flow/Bound.h").unlink()
        self.write("checker/program/Bound.h", "constexpr unsigned FactsVersion = 3;\n")
        self.assertEqual(self.said(), [])

    def test_a_new_room(self):
        self.write("checker/attic/Old.h", "")
        self.assertEqual(self.said(), ["checker/attic/Old.h: no room of docs/architecture.md"])

    def test_a_long_header(self):
        self.write("checker/program/Facts.h", "\n" * rooms.MAX_HEADER)
        self.assertEqual(self.said(), [])
        self.write("checker/program/Facts.h", "\n" * (rooms.MAX_HEADER + 1))
        self.assertEqual(len(self.said()), 1)

    def test_a_class_over_several_files(self):
        body = "#include <x>\nvoid Flow::more() {\n" + "  x();\n" * 300 + "}\n"
        self.write("checker/analysis/flow/Flow.cpp", body)
        self.assertEqual(self.said(), [])
        self.write("checker/analysis/flow/Edges.cpp", body)
        self.assertEqual(len(self.said()), 1)
        self.assertIn("class: Flow: 611 lines", self.said()[0])

    def test_a_small_helper_owns_no_file(self):
        body = "class Walk {\n  void step();\n};\nvoid Walk::step() {\n" + "  x();\n" * 400 + "}\nvoid Flow::more() {\n}\n"
        self.write("checker/analysis/flow/Flow.cpp", body)
        self.write("checker/analysis/flow/Edges.cpp", body)
        self.assertIn("class: Flow", self.said()[0])

    def test_a_list_only_shrinks(self):
        self.write("checker/program/Facts.h", "\n" * (rooms.MAX_HEADER + 1))
        self.assertEqual(self.said(headers=["checker/program/Facts.h"]), [])
        self.write("checker/program/Facts.h", "\n")
        self.assertIn("is mended", self.said(headers=["checker/program/Facts.h"])[0])
        self.assertIn("is mended", self.said(includes=["checker/program/Facts.h: clang/x.h"])[0])
        self.assertIn("is mended", self.said(classes=["Flow"])[0])


if __name__ == "__main__":
    unittest.main()
