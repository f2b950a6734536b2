#!/usr/bin/env python3
"""compute_sanitizer.py on a stand-in that prints what the real one prints."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).with_name("compute_sanitizer.py")
STAND_IN = """#!/bin/sh
for program; do :; done
exec "$program"
"""
PROGRAM = """#!/bin/sh
[ "$PYTORCH_NO_CUDA_MEMORY_CACHING$TORCHLEAK_DEVICE" = 1cuda ] || exit 3
echo "========= LEAK SUMMARY: $((1024 + STEPS * {})) bytes leaked in 9 allocations"
"""
EXPECT = "bytes_per_step cuda.outside 64\nbytes_per_step cuda.allocated 512 # up\n"


class ComputeSanitizer(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.write("sanitizer", STAND_IN)
        self.write("fixed", PROGRAM.format(0))
        self.write("expect.txt", EXPECT)

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        path.chmod(0o755)
        return str(path)

    def run_script(self, leak, **options):
        self.write("leak", leak)
        files = {name: str(self.folder / name) for name in os.listdir(self.folder)}
        sanitizer = options.get("sanitizer", files["sanitizer"])
        command = [sys.executable, str(SCRIPT), "--sanitizer", sanitizer]
        command += ["--expect", files["expect.txt"], files["leak"]]
        command += [options.get("fixed", files["fixed"])]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def test_as_declared(self):
        result = self.run_script(PROGRAM.format(576))
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def test_requested_is_what_the_driver_is_asked_for(self):
        self.write("expect.txt", EXPECT + "bytes_per_step cuda.requested 100\n")
        result = self.run_script(PROGRAM.format(164))
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def test_other_bytes_than_declared(self):
        self.assertEqual(self.run_script(PROGRAM.format(575)).returncode, 1)

    def test_fixed_twin_that_loses(self):
        also = self.write("also", PROGRAM.format(1))
        result = self.run_script(PROGRAM.format(576), fixed=also)
        self.assertEqual(result.returncode, 1)
        self.assertIn("NOT as declared: 0", result.stdout)

    def test_program_that_fails(self):
        for body in ("exit 5", "exit 0"):  # without a summary
            self.assertEqual(self.run_script(f"#!/bin/sh\n{body}\n").returncode, 1)

    def test_skipped_without_device_or_tool(self):
        self.assertEqual(self.run_script("#!/bin/sh\nexit 77\n").returncode, 77)
        result = self.run_script(PROGRAM.format(576), sanitizer="/nowhere/sanitizer")
        self.assertEqual(result.returncode, 77)
        self.assertIn("skipped: there is no /nowhere/sanitizer", result.stdout)


if __name__ == "__main__":
    unittest.main()
