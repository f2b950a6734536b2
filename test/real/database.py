"""Compilation databases for checkouts that are not configured.

Real projects want their own toolchains; the checker only wants to parse. So
each file that reaches a libtorch header becomes a unit, and include folders
are guessed from the include lines themselves.
"""

import json
import os
import re
import subprocess
from functools import lru_cache

SOURCES = (".cpp", ".cc", ".cxx")
HEADERS = (".h", ".hpp", ".hh", ".hxx", ".cuh", ".inl", ".ipp", ".tpp", ".inc")
TORCH = re.compile(r"^(torch/|ATen/|c10/|caffe2/)")
INCLUDE = re.compile(r'^[ \t]*#[ \t]*(?:include|import)[ \t]*([<"])([^>"\n]+)[>"]', re.M)
STANDARD = re.compile(r"(?:CXX_STANDARD[\s\"]+|cxx_std_|std=(?:c|gnu)\+\+)(17|20|23|2a|2b)")


class Project:
    """One checkout: who includes whom, and which folders make that work."""

    def __init__(self, root, entry):
        self.root = os.path.realpath(root)
        self.entry = entry
        self.files = {}  # path -> include lines
        self.by_name = {}  # base name -> paths
        for folder, dirs, names in os.walk(self.root):
            dirs[:] = [d for d in dirs if not d.startswith(".")]
            for name in names:
                if name.endswith(SOURCES + HEADERS):
                    path = os.path.join(folder, name)
                    self.by_name.setdefault(name, []).append(path)
        self.standard = self._standard()

    def _standard(self):
        wanted = {"17"}
        for folder, dirs, names in os.walk(self.root):
            dirs[:] = [d for d in dirs if not d.startswith(".") and d != "third_party"]
            for name in set(names) & {"CMakeLists.txt", "setup.py"}:
                with open(os.path.join(folder, name), errors="replace") as f:
                    wanted.update(STANDARD.findall(f.read()))
        newest = max(s.replace("2a", "20").replace("2b", "23") for s in wanted)
        return f"-std=gnu++{newest}"  # as CMake says it, unless extensions are off

    @lru_cache(maxsize=None)
    def includes(self, path):
        with open(path, errors="replace") as f:
            return tuple(INCLUDE.findall(f.read()))

    @lru_cache(maxsize=None)
    def resolve(self, includer, quote, name):
        """The project's file behind an include line, and the folder it needs."""
        if quote == '"':
            beside = os.path.normpath(os.path.join(os.path.dirname(includer), name))
            if os.path.isfile(beside):
                return beside, None
        for folder in self.entry.get("include", []):
            path = os.path.normpath(os.path.join(self.root, folder, name))
            if os.path.isfile(path):
                return path, os.path.join(self.root, folder)
        tail = "/" + name.lstrip("./")
        found = [p for p in self.by_name.get(os.path.basename(name), ()) if p.endswith(tail)]
        if not found or (quote == "<" and "/" not in name and not name.endswith(HEADERS)):
            return None, None
        # The nearest one: most path in common with the includer, then the shortest.
        best = max(found, key=lambda p: (len(os.path.commonpath([p, includer])), -len(p)))
        return best, best[: -len(tail)]

    def closure(self, source):
        """Project files a unit includes, the folders for -I, and foreign names."""
        seen, folders, foreign, queue = {source}, [], set(), [source]
        while queue:
            path = queue.pop(0)
            for quote, name in self.includes(path):
                if TORCH.match(name):
                    foreign.add(name)
                    continue
                target, folder = self.resolve(path, quote, name)
                if not target:
                    foreign.add(name)
                    continue
                if folder and folder not in folders:
                    folders.append(folder)
                if target not in seen:
                    seen.add(target)
                    queue.append(target)
        return seen, folders, foreign

    def units(self):
        """(source, -I folders, foreign includes) of each unit that reaches libtorch."""
        skip = [re.compile(p) for p in self.entry.get("skip", [])]
        sources = sorted(p for paths in self.by_name.values() for p in paths if p.endswith(SOURCES))
        for source in sources:
            if any(p.search(os.path.relpath(source, self.root)) for p in skip):
                continue
            _, folders, foreign = self.closure(source)
            if any(TORCH.match(name) for name in foreign):
                yield source, folders, foreign


def thin(units, limit):
    """At most `limit` of them, spread evenly, the same ones each time."""
    if not limit or len(units) <= limit:
        return units
    return [units[i * len(units) // limit] for i in range(limit)]


def torch_includes(libtorch):
    """The include folders of a libtorch in a wheel, a zip, or the system."""
    folders = [os.path.join(libtorch, "include"), os.path.join(libtorch, "include/torch/csrc/api/include")]
    if not os.path.isfile(os.path.join(folders[0], "ATen/ATen.h")):
        raise SystemExit(f"check_real: no libtorch headers in {libtorch}")
    return folders


def system_flags():
    """Include folders of installed libraries that do not sit in /usr/include."""
    folders = ["/usr/include/opencv4", "/usr/include/eigen3", "/usr/local/cuda/include"]
    try:
        run = subprocess.run(["/usr/bin/python3-config", "--includes"], capture_output=True, text=True)
        folders += [flag[2:] for flag in run.stdout.split()]
    except OSError:
        pass
    return [f"-isystem{folder}" for folder in dict.fromkeys(folders) if os.path.isdir(folder)]


def write(root, entry, libtorch, out):
    """Writes out/compile_commands.json; returns the units' sources."""
    project = Project(root, entry)
    # Headers of third parties that somebody put beside the checkouts.
    deps = os.path.join(os.path.dirname(project.root), ".deps", "include")
    units = thin(list(project.units()), entry.get("limit"))
    system = [f"-isystem{f}" for f in torch_includes(libtorch)] + system_flags()
    system += [f"-isystem{deps}"] if os.path.isdir(deps) else []
    commands = []
    for source, folders, _ in units:
        arguments = ["clang++", entry.get("std", project.standard), "-w"]
        arguments += [f"-I{f}" for f in folders]
        arguments += system + ["-DTORCH_EXTENSION_NAME=extension"]
        arguments += [f.replace("{root}", project.root) for f in entry.get("flags", [])]
        arguments += ["-c", source]
        commands.append({"directory": project.root, "file": source, "arguments": arguments})
    os.makedirs(out, exist_ok=True)
    with open(os.path.join(out, "compile_commands.json"), "w") as f:
        json.dump(commands, f, indent=1)
    return [c["file"] for c in commands]
