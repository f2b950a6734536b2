#!/usr/bin/env python3
"""Do clang-tidy with the plugin, torchleak check and torchleak-clangd agree?

Runs all three over the files and compares file, line, column, rule, message and
notes of every finding. Slow; other tests use second_look() of this file, which
compares what they have already with one of the others.

Usage: agree.py --torchleak F --clang-tidy F --plugin F [--clangd F]
           [--flags "..."] [-j N] [--without NAME]... <files or folders>...
A folder stands for the .cpp files below it, but for those in Inputs/ and in
folders called NAME.
Exit codes: 0 they agree on at least one finding, 1 they do not, 2 a file does
not compile or a tool failed.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import urllib.parse
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "clangd"))
import lsp  # noqa: E402

Finding = collections.namedtuple("Finding", "file line column rule message notes")
DIAGNOSTIC = re.compile(
    r"^(?P<file>/[^:]*):(?P<line>\d+):(?P<column>\d+): "
    r"(?P<kind>warning|error|fatal error|note): (?P<text>.*?)"
    r"(?: \[(?P<check>[\w\-.,]+)\])?$"
)


class ToolError(Exception):
    pass


def collect(paths, without):
    """The files, and how many were left out for each name in without."""
    files, left_out = [], collections.Counter()
    for path in map(pathlib.Path, paths):
        if not path.is_dir():
            files.append(path)
            continue
        for file in sorted(path.rglob("*.cpp")):
            names = without & set(file.parts)
            left_out.update(names)
            if not names:
                files.append(file)
    return [f.resolve() for f in files], left_out


def write_database(folder, files, flags):
    entries = [
        {
            "directory": str(folder),
            "file": str(f),
            "arguments": ["clang++", *flags, "-c", str(f)],
        }
        for f in files
    ]
    (folder / "compile_commands.json").write_text(json.dumps(entries))


def make(file, line, column, rule, message, notes):
    return Finding(
        os.path.realpath(file), line, column, rule, message, tuple(sorted(notes))
    )


def run_tidy(options, folder, path):
    command = [options.clang_tidy, "--load", options.plugin, "--quiet"]
    # Without the .clang-tidy of this project, which turns warnings into errors.
    command += ["--config={}", "--checks=-*,torchleak-*", "-p", str(folder), str(path)]
    result = subprocess.run(command, capture_output=True, text=True)
    findings = []
    for text in result.stdout.splitlines():
        match = DIAGNOSTIC.match(text)
        if not match:
            continue
        place = (
            os.path.realpath(match["file"]),
            int(match["line"]),
            int(match["column"]),
        )
        if match["kind"] == "note":
            if findings:
                findings[-1][5].append((*place, match["text"]))
        elif match["check"] and match["check"].startswith("torchleak-"):
            findings.append([*place, match["check"], match["text"], []])
        elif "error" in match["kind"]:
            raise ToolError(text)
    if result.returncode:
        raise ToolError(f"{shlex.join(command)}\n{result.stderr}")
    return [make(*f) for f in findings]


def from_json(result, directory="/"):
    """The findings in what --format=json wrote, and its fixes' descriptions."""
    findings, fixes = [], set()

    def real(file):
        return os.path.realpath(os.path.join(directory, file))

    for f in result["findings"]:
        fixes |= {fix["description"] for fix in f["fixes"]}
        notes = [
            (real(n["file"]), n["line"], n["column"], n["message"]) for n in f["notes"]
        ]
        findings.append(
            make(real(f["file"]), f["line"], f["column"], f["rule"], f["message"], notes)
        )
    return findings, fixes


def run_command(options, folder, *extra):
    command = [os.path.abspath(options.torchleak), "check", "-p", str(folder), "--format=json"]
    command += ["-j", str(options.jobs), *extra]
    result = subprocess.run(command, capture_output=True, text=True, cwd="/")
    if result.returncode not in (0, 1):
        raise ToolError(f"{shlex.join(command)}\n{result.stderr}")
    return from_json(json.loads(result.stdout))


def lsp_place(uri, range_):
    file = os.path.realpath(urllib.parse.unquote(urllib.parse.urlparse(uri).path))
    line, character = range_["start"]["line"], range_["start"]["character"]
    text = pathlib.Path(file).read_text().splitlines()[line]
    # LSP counts UTF-16 units, compilers count bytes.
    before = text.encode("utf-16-le")[: 2 * character].decode("utf-16-le")
    return file, line + 1, len(before.encode()) + 1


def run_clangd(options, folder, files):
    # Only our checks, whatever .clang-tidy files say.
    config = folder / "clangd" / "config.yaml"
    config.parent.mkdir()
    config.write_text(
        "Diagnostics: {ClangTidy: {Remove: '*'}}\n"
        "---\n"
        "Diagnostics: {ClangTidy: {Add: 'torchleak-*'}}\n"
    )
    os.environ["XDG_CONFIG_HOME"] = str(folder)
    command = [options.clangd, f"--compile-commands-dir={folder}"]
    command += [f"-j={options.jobs}", "--background-index=false"]
    findings = []
    with lsp.Server(command) as server:
        # A few at once: each keeps its preamble in memory while it is open.
        waiting = list(files)
        opened = []
        while waiting or opened:
            while waiting and len(opened) < options.jobs:
                opened.append(waiting.pop(0))
                server.open(opened[-1])
            file = opened.pop(0)
            for d in server.diagnostics(file):
                if not str(d.get("code", "")).startswith("torchleak-"):
                    continue
                place = lsp_place(file.as_uri(), d["range"])
                notes = [
                    (
                        *lsp_place(n["location"]["uri"], n["location"]["range"]),
                        n["message"],
                    )
                    for n in d.get("relatedInformation", [])
                ]
                message = re.sub(r" \(fix(es)? available\)$", "", d["message"])
                findings.append(make(*place, d["code"], message, notes))
            server.close(file)
    return findings


def normalise(findings, files, fixes):
    """What the three have in common: clangd capitalises, shows the main file
    only, offers fixes as actions and leaves macro expansions out."""

    def capital(text):
        return text[:1].upper() + text[1:]

    def is_story(text):
        return not (
            text in fixes
            or text.startswith("expanded from macro")
            or text.startswith("this fix will not be applied")
        )

    main_files = set(map(str, files))
    return {
        f._replace(
            message=capital(f.message),
            notes=tuple((*n[:3], capital(n[3])) for n in f.notes if is_story(n[3])),
        )
        for f in findings
        if f.file in main_files
    }


def compare(results, files, fixes):
    """What each tool does not say, and how many findings there are."""
    results = {tool: normalise(f, files, fixes) for tool, f in results.items()}
    everything = set().union(*results.values())
    differences = [
        f"{tool} does not say: {finding}"
        for tool, findings in results.items()
        for finding in sorted(everything - findings)
    ]
    return differences, len(everything)


def second_look(options, files, flags, result):
    """Compares what torchleak check found (its JSON) with another front end, so
    that nothing is parsed more than twice: each file is dealt by the checksum of
    its name to clang-tidy, clangd, or torchleak without shared headers.
    options: torchleak, clang_tidy, plugin, clangd (may be empty), jobs."""
    hands = ["clang-tidy", "torchleak-clangd", "torchleak --no-shared-headers"]
    if not options.clangd:
        hands.remove("torchleak-clangd")
    dealt = collections.defaultdict(list)
    for file in map(pathlib.Path, files):
        name = "/".join(file.parts[-3:])
        dealt[hands[zlib.crc32(name.encode()) % len(hands)]].append(file.resolve())
    found, fixes = from_json(result, os.getcwd())
    differences = []
    for hand, files in dealt.items():
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name).resolve()
            write_database(folder, files, flags)
            try:
                if hand == "clang-tidy":
                    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
                        parts = pool.map(lambda f: run_tidy(options, folder, f), files)
                        other = [finding for part in parts for finding in part]
                elif hand == "torchleak-clangd":
                    other = run_clangd(options, folder, files)
                else:
                    other, _ = run_command(
                        options, folder, "--no-shared-headers", "--no-cache"
                    )
            except ToolError as error:
                return [str(error)]
            differences += compare({"torchleak check": found, hand: other}, files, fixes)[0]
    return differences


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--torchleak", required=True)
    parser.add_argument("--clang-tidy", required=True)
    parser.add_argument("--plugin", required=True)
    parser.add_argument("--clangd")
    parser.add_argument("--flags", default="")
    parser.add_argument("-j", "--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--without", action="append", default=["Inputs"])
    parser.add_argument("paths", nargs="+")
    options = parser.parse_args()
    files, left_out = collect(options.paths, set(options.without))
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name).resolve()
        write_database(folder, files, shlex.split(options.flags))
        try:
            results = {}
            with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
                results["clang-tidy"] = [
                    finding
                    for part in pool.map(
                        lambda f: run_tidy(options, folder, f), files
                    )
                    for finding in part
                ]
            results["torchleak check"], fixes = run_command(options, folder)
            if options.clangd:
                results["torchleak-clangd"] = run_clangd(options, folder, files)
        except ToolError as error:
            print(error)
            return 2

    differences, count = compare(results, files, fixes)
    print(*differences, sep="\n")
    for name, count in sorted(left_out.items()):
        print(f"left out: {count} files in {name}")
    print(
        f"{len(files)} files, {count} findings, "
        f"{len(differences)} differences between {', '.join(results)}"
    )
    return 1 if differences or not count else 0


if __name__ == "__main__":
    sys.exit(main())
