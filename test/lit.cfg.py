# What every lit suite of this project knows; paths come from lit.site.cfg.py.
import os
import shlex
import sys

import lit.formats

config.name = "TorchLeak"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".test", ".cpp", ".cu"]
config.excludes = ["Inputs", "mock", "unit", "real", "bench", "bad", "ok"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = config.torchleak_binary_dir
source_dir = os.path.dirname(config.test_source_root)

# FileCheck, not, split-file, count.
config.environment["PATH"] = os.pathsep.join(
    [config.llvm_tools_dir, config.environment["PATH"]]
)
for name in ("XDG_CACHE_HOME", "HOME", "CUDA_HOME", "CUDA_PATH"):
    if name in os.environ:
        config.environment[name] = os.environ[name]

# Not the user's.
config.environment["TORCHLEAK_CACHE_DIR"] = os.path.join(config.test_exec_root, "cache")

mock_dir = os.path.join(config.test_source_root, "mock")
mock_flags = ["-std=c++17", "-isystem", mock_dir]


def isystem(directories):
    return [word for d in directories.split(";") if d for word in ("-isystem", d)]


def torch_flags(directories):
    return shlex.join(["-std=c++17", *isystem(directories)])


# The headers of another libtorch than the build's.
config.torch_include_dirs = lit_config.params.get(
    "torch_include_dirs", config.torch_include_dirs
)
config.torch_version = lit_config.params.get("torch_version", config.torch_version)


def script(*name):
    return [sys.executable, os.path.join(config.test_source_root, *name)]


# The three front ends, for the scripts that compare them.
front_ends = ["--torchleak", config.torchleak, "--clang-tidy", config.clang_tidy]
front_ends += ["--plugin", config.torchleak_plugin]
if config.torchleak_clangd:
    front_ends += ["--clangd", config.torchleak_clangd]

rule_check = [
    *script("rules", "check_rule.py"),
    *front_ends,
    "--second-look",
    "--flags",
    shlex.join(mock_flags),
]
clang_tidy = [
    config.clang_tidy,
    "--load",
    config.torchleak_plugin,
    "--quiet",
    "--checks=-*,torchleak-*",
]
agree = [*script("agree", "agree.py"), *front_ends]
golden = [*script("golden", "golden.py"), *front_ends, "--second-look"]

corpus = [
    *script("corpus", "check_corpus.py"),
    "--torchleak",
    config.torchleak,
    "--flags",
    torch_flags(config.torch_include_dirs),
]

config.substitutions += [
    (r"%check_rule\b", shlex.join(rule_check)),
    (r"%agree\b", shlex.join(agree)),
    (r"%golden\b", shlex.join(golden)),
    (r"%check_corpus\b", shlex.join(corpus)),
    (r"%clang-tidy\b", shlex.join(clang_tidy)),
    (r"%torchleak_clangd\b", config.torchleak_clangd),
    (r"%torchleak\b", config.torchleak),
    (
        r"%exits\b",
        shlex.join(
            [
                sys.executable,
                os.path.join(config.test_source_root, "cli", "Inputs", "exits.py"),
            ]
        ),
    ),
    (r"%cmake\b", shlex.quote(config.cmake)),
    (r"%python\b", shlex.quote(sys.executable)),
    # Flags for the headers that stand for libtorch's, and their folder.
    (r"%mock_dir\b", mock_dir),
    (r"%mock\b", shlex.join(mock_flags)),
    (r"%torch_flags\b", torch_flags(config.torch_include_dirs)),
    (r"%fixtures\b", os.path.join(source_dir, "fixtures")),
    (r"%source_dir\b", source_dir),
]

if config.torchleak_clangd:
    config.available_features.add("clangd")
if config.torch_include_dirs:
    config.available_features.add("libtorch")
    config.available_features.add("libtorch-" + config.torch_version.split(".")[0])
    config.available_features.add(
        "libtorch-" + ".".join(config.torch_version.split(".")[:2])
    )
if config.cuda_toolkit:
    config.available_features.add("cuda-toolkit")
    config.substitutions.append((r"%cuda_toolkit\b", config.cuda_toolkit))
if hasattr(os, "geteuid") and os.geteuid() != 0:
    config.available_features.add("not-root")
