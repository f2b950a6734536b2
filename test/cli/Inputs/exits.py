"""exits.py CODE COMMAND...: succeeds if the command ends with this very code."""

import subprocess
import sys

code = subprocess.call(sys.argv[2:])
if code != int(sys.argv[1]):
    sys.exit(f"exits.py: exit code {code} instead of {sys.argv[1]}: {sys.argv[2:]}")
