#!/usr/bin/env python3
"""Does another engine find the same? For changes that should change no finding.

Runs both over the rule tests (mock headers), the fixtures and the whole
programs (libtorch's headers; those of the archive too), with the strict profile, and compares rule,
place, message, confidence, notes and fixes of every finding.

Usage: same_findings.py --old F --new F [--torch DIR] [-j N] [--set NAME]...
                        [--with FLAG]...
  --old, --new  a torchleak, or the JSON that --save wrote
  --save FILE   writes what --new found
  --torch       the folder of libtorch's headers (default: the one ./dev fetched)
  --set         rules, fixtures, corpus or cxx20 (default: all)
  --with        a flag that only the new one gets, as --with=--through-facts
Exit codes: 0 the same, 1 differences (they are printed), 2 a tool failed.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

TEST = pathlib.Path(__file__).resolve().parent.parent
ROOT = TEST.parent


def default_torch():
    cache = os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")
    return next(iter(sorted(pathlib.Path(cache).glob("torchleak/*/torch/include"))), None)


def archived():
    """The programs of the archive; they are unpacked where their paths stay the same."""
    archive, folder = TEST / "corpus/archive.tar.xz", ROOT / ".cache/corpus"
    if not archive.exists():
        return []
    if not folder.exists() or folder.stat().st_mtime < archive.stat().st_mtime:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.unpack_archive(archive, folder)
        folder.touch()
    return sorted(folder.glob("*/*.cpp"))


def sets(torch):
    real = ["-std=c++17", "-isystem", f"{torch}", "-isystem"]
    real += [f"{torch}/torch/csrc/api/include", f"-I{ROOT}/fixtures/meter/include"]
    fixtures = [
        f
        for f in (ROOT / "fixtures").rglob("*.cpp")
        if f.name in ("leak.cpp", "fixed.cpp") and "raw-device-memory" not in f.parts
    ]
    return {
        "rules": (
            sorted((TEST / "rules").glob("*/*.cpp")),
            ["-std=c++17", "-isystem", str(TEST / "mock")],
        ),
        "fixtures": (
            sorted(fixtures) + sorted((ROOT / "fixtures/apps").rglob("*.cpp")),
            real,
        ),
        "corpus": (sorted((TEST / "corpus").glob("[bo]*/*.cpp")) + archived(), real),
        "cxx20": (
            sorted((TEST / "corpus/cxx20").glob("*/*.cpp")),
            ["-std=c++20", *real[1:]],
        ),
    }


def findings(torchleak, files, flags, jobs, cache, extra):
    with tempfile.TemporaryDirectory() as folder:
        # Options of the rule tests are theirs; here every file has the default ones.
        entries = [
            {"directory": folder, "file": str(f), "arguments": ["clang++", *flags, "-c", str(f)]}
            for f in files
        ]
        pathlib.Path(folder, "compile_commands.json").write_text(json.dumps(entries))
        command = [torchleak, "check", "-p", folder, "--profile=strict", "--format=json"]
        command += ["--quiet", "--cache-dir", cache, "-j", str(jobs), *extra]
        run = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    if run.returncode not in (0, 1):
        sys.exit(f"{torchleak}: exit code {run.returncode}\n{run.stderr[-3000:]}")
    result = []
    for f in json.loads(run.stdout)["findings"]:
        f.pop("fingerprint", None)
        result.append(json.dumps(f, sort_keys=True))
    return sorted(result)


def comparable(texts):
    """What people read: an engine may tell a program more than another does."""
    found = [json.loads(text) for text in texts]
    for finding in found:
        finding.pop("origins", None)
    return {json.dumps(finding, sort_keys=True) for finding in found}


def load(what, options, cache, extra=()):
    if what.endswith(".json"):
        return json.loads(pathlib.Path(what).read_text())
    wanted = sets(options.torch)
    return {
        name: findings(os.path.abspath(what), *wanted[name], options.jobs, cache, extra)
        for name in options.set or wanted
    }


def show(sign, text):
    f = json.loads(text)
    print(f"{sign} {f['file']}:{f['line']}:{f['column']}: {f['message']} [{f['rule']}, {f['confidence']}]")
    for note in f["notes"]:
        print(f"{sign}     {note['line']}:{note['column']}: {note['message']}")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--old", required=True)
    parser.add_argument("--new", required=True)
    parser.add_argument("--save")
    parser.add_argument("--torch", default=default_torch())
    parser.add_argument("--cache", help="folder of shared headers to use again")
    parser.add_argument("-j", "--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--with", action="append", default=[], dest="extra")
    parser.add_argument("--set", action="append", default=[])
    options = parser.parse_args()
    if not options.torch:
        print("no libtorch: name its include folder with --torch")
        return 2
    with tempfile.TemporaryDirectory() as temporary:
        cache = options.cache or temporary
        new = load(options.new, options, cache, options.extra)
        if options.save:
            pathlib.Path(options.save).write_text(json.dumps(new))
        old = load(options.old, options, cache)
    differences = 0
    for name in options.set or new:
        before, after = comparable(old[name]), comparable(new[name])
        for text in sorted(before ^ after, key=lambda t: (json.loads(t)["file"], json.loads(t)["line"])):
            show("-" if text in before else "+", text)
            differences += 1
        print(f"{name}: {len(old[name])} findings before, {len(new[name])} now")
    print(f"{differences} differences")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
