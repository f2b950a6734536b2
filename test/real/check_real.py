#!/usr/bin/env python3
"""Runs `torchleak check` over checkouts of the projects in projects.json.

CHECKOUTS holds one folder per project, named owner+name, at the commit that
projects.json names. A compilation database is made for each (database.py);
units that miss a third-party header fail to parse and are counted as failed.

Exit codes: 0 every unit was handled, 1 a crash, a time-out, or a unit whose
findings differ with --with=--verify-shared-headers, 2 wrong use.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import time

import database

# What must not happen to a unit.
BAD = ("crashed", "timeout", "differs")
HERE = os.path.dirname(os.path.realpath(__file__))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkouts", help="folder with one checkout per project")
    parser.add_argument("--build", default="build", help="where torchleak was built (default: build)")
    parser.add_argument("--libtorch", help="libtorch to parse with (default: the one ./dev fetched)")
    parser.add_argument("--out", help="where databases and results.json go (default: CHECKOUTS/.torchleak)")
    parser.add_argument("--only", action="append", metavar="NAME", help="this project only (repeatable)")
    parser.add_argument("--limit", type=int, metavar="N", help="at most N units of each project, spread evenly")
    parser.add_argument("--timeout", type=int, default=180, metavar="S", help="seconds a unit may take (default: 180)")
    parser.add_argument("-j", type=int, default=os.cpu_count(), metavar="N", help="units at once (default: all cores)")
    parser.add_argument("--databases", action="store_true", help="write the databases and stop")
    parser.add_argument("--with", dest="options", action="append", default=[], metavar="OPTION",
                        help="one more option for torchleak check, as in --with=--profile=strict (repeatable)")
    return parser.parse_args()


def default_libtorch():
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(cache, "torchleak", "libtorch-2.11.0", "torch")


def head(checkout):
    """The commit of a git checkout, or None."""
    run = subprocess.run(["git", "-C", checkout, "rev-parse", "--show-toplevel", "HEAD"], capture_output=True, text=True)
    top, _, commit = run.stdout.strip().partition("\n")
    return commit if run.returncode == 0 and os.path.realpath(top) == os.path.realpath(checkout) else None


def check_unit(command, source, timeout):
    """One unit: its outcome (analysed, failed, differs, crashed, timeout), findings, reason, seconds."""
    started = time.monotonic()
    try:
        run = subprocess.run(command + [source], capture_output=True, text=True, errors="replace", timeout=timeout)
    except subprocess.TimeoutExpired:
        return source, "timeout", [], f"over {timeout} s", timeout
    seconds = time.monotonic() - started
    try:
        result = json.loads(run.stdout)
    except ValueError:
        result = None
    if run.returncode not in (0, 1, 3) or result is None:
        return source, "crashed", [], f"exit code {run.returncode}: {run.stderr[-300:]}", seconds
    if run.returncode == 3:
        reason = result["units"]["failed"][0]["reason"]
        # Only with --with=--verify-shared-headers.
        outcome = "differs" if reason.startswith("findings differ") else "failed"
        return source, outcome, result["findings"], re.sub(r"^.*?(?=error: )", "", reason), seconds
    return source, "analysed", result["findings"], "", seconds


def check_project(options, libtorch, entry, root, out):
    limit = min(filter(None, (options.limit, entry.get("limit"))), default=None)
    sources = database.write(root, {**entry, "limit": limit}, libtorch, out)
    record = {"name": entry["name"], "kind": entry["kind"], "units": len(sources), "outcomes": {}, "findings": []}
    if options.databases:
        return record
    command = [os.path.join(options.build, "bin", "torchleak"), "check", "-p", out, "--format", "json"]
    command += options.options
    started = time.monotonic()
    outcomes, reasons, seen, slowest = collections.Counter(), collections.Counter(), {}, 0.0
    with concurrent.futures.ThreadPoolExecutor(options.j) as pool:
        jobs = [pool.submit(check_unit, command, source, options.timeout) for source in sources]
        for done, job in enumerate(concurrent.futures.as_completed(jobs), 1):
            source, outcome, findings, reason, seconds = job.result()
            outcomes[outcome] += 1
            slowest = max(slowest, seconds)
            if reason:
                reasons[reason] += 1
            if outcome in BAD:
                record.setdefault(outcome, []).append({"unit": source, "reason": reason})
            for f in findings:  # a project header's finding comes once per unit that includes it
                seen.setdefault((f["rule"], f["file"], f["line"], f["column"]), f)
            if sys.stderr.isatty():
                print(f"\r{entry['name']}: {done}/{len(jobs)} units ", end="", file=sys.stderr, flush=True)
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    record["outcomes"] = dict(outcomes)
    record["failed_why"] = dict(reasons.most_common(8))
    record["findings"] = [seen[k] for k in sorted(seen)]
    record["seconds"] = round(time.monotonic() - started, 1)
    record["slowest_unit_seconds"] = round(slowest, 1)
    return record


def show(record):
    counts = record["outcomes"]
    print(f"{record['name']} ({record['kind']}): {counts.get('analysed', 0)} of {record['units']} units analysed, "
          f"{counts.get('failed', 0)} failed, {counts.get('crashed', 0)} crashed, {counts.get('timeout', 0)} timed out, "
          f"{len(record['findings'])} findings, {record['seconds']} s")
    for f in record["findings"]:
        print(f"  {f['file']}:{f['line']}:{f['column']}: {f['message']} [{f['rule']}] {f.get('confidence', '')}")
    for outcome in BAD:
        for unit in record.get(outcome, []):
            print(f"  {outcome.upper()} {unit['unit']}: {unit['reason']}")
    sys.stdout.flush()


def main():
    options = arguments()
    libtorch = options.libtorch or default_libtorch()
    with open(os.path.join(HERE, "projects.json")) as f:
        projects = json.load(f)["projects"]
    if options.only:
        unknown = set(options.only) - {p["name"] for p in projects}
        if unknown:
            sys.exit(f"check_real: not in projects.json: {', '.join(sorted(unknown))}")
        projects = [p for p in projects if p["name"] in options.only]
    if not os.path.isdir(options.checkouts):
        print(f"check_real: no folder {options.checkouts}", file=sys.stderr)
        return 2
    if not options.databases and not os.access(os.path.join(options.build, "bin", "torchleak"), os.X_OK):
        print(f"check_real: no {options.build}/bin/torchleak: build first (./dev build)", file=sys.stderr)
        return 2
    out = options.out or os.path.join(options.checkouts, ".torchleak")
    records, absent = [], []
    for entry in projects:
        folder = entry["name"].replace("/", "+")
        root = os.path.join(options.checkouts, folder)
        if not os.path.isdir(root):
            absent.append(entry["name"])
            continue
        commit = head(root)
        if commit and commit != entry["commit"]:
            print(f"{entry['name']}: checked out at {commit[:12]}, projects.json names {entry['commit'][:12]}")
        record = check_project(options, libtorch, entry, root, os.path.join(out, folder))
        records.append(record)
        if options.databases:
            print(f"{entry['name']}: {record['units']} units, {os.path.join(out, folder, 'compile_commands.json')}")
        else:
            show(record)
    if options.databases:
        return 0

    outcomes, rules = collections.Counter(), collections.Counter()
    for record in records:
        outcomes.update(record["outcomes"])
        rules.update(f["rule"] for f in record["findings"])
    total = {"projects": len(records), "absent": absent, "outcomes": dict(outcomes), "findings": dict(rules),
             "seconds": round(sum(r["seconds"] for r in records), 1)}
    with open(os.path.join(out, "results.json"), "w") as f:
        json.dump({"schema": "torchleak-real/1", "total": total, "projects": records}, f, indent=1)
    print(f"\n{len(records)} projects, {sum(outcomes.values())} units: "
          + ", ".join(f"{n} {o}" for o, n in outcomes.most_common())
          + f"; {sum(rules.values())} findings in {total['seconds']} s")
    for rule, count in rules.most_common():
        print(f"  {count:4} {rule}")
    if absent:
        print(f"not checked out: {', '.join(absent)}")
    print(f"details: {os.path.join(out, 'results.json')}")
    return 1 if any(outcomes[outcome] for outcome in BAD) else 0


if __name__ == "__main__":
    sys.exit(main())
