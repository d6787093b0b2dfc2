"""What needs no node: start-up, memory, certificates, all files of an init."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from compare import oracle

CONFIG = oracle.ROOT / "tests" / "compare" / "configs" / "plain.yaml"
PATCHES = oracle.ROOT / "tests" / "compare" / "patches"
PHASES = ["certs all", "kubeconfig all", "etcd local", "control-plane all", "kubelet-start"]
STARTS = 20  # a start takes milliseconds: one measurement is the median of that many


# Prints seconds and peak resident KiB of the program in its arguments. A process of its own and a
# small one: the kernel counts the pages of the one that forks as the child's until its exec.
_ONE_START = """
import os, sys, time
began = time.perf_counter()
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(child, 0)
print(time.perf_counter() - began, usage.ru_maxrss, file=sys.stderr)
sys.exit(status != 0)
"""


def _version(tool: Path) -> tuple[float, float]:
    """Seconds and peak resident bytes of one `version`, as the kernel accounted the process."""
    starter = [sys.executable, "-I", "-S", "-c", _ONE_START]
    run = subprocess.run([*starter, str(tool), "version"], capture_output=True, text=True, check=True)
    seconds, kib = run.stderr.split()[-2:]
    return float(seconds), float(kib) * 1024


def version_time(tool: Path) -> float:
    return median(_version(tool)[0] for _ in range(STARTS)) * 1e3


def version_memory(tool: Path) -> float:
    return median(_version(tool)[1] for _ in range(STARTS)) / 1e6


def _phases(tool: Path, phases: list[str]) -> float:
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch, "root")
        oracle.make_root(root, CONFIG.read_text(), PATCHES)
        began = time.perf_counter()
        oracle.run_phases(tool, root, phases)
        return time.perf_counter() - began


def certificates(tool: Path) -> float:
    return _phases(tool, ["certs all"])


def offline_phases(tool: Path) -> float:
    return _phases(tool, PHASES)
