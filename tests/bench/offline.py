"""What needs no node: start-up, memory, certificates, all files of an init."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median

from bench.usage import usage
from compare import oracle

CONFIG = oracle.ROOT / "tests" / "compare" / "configs" / "plain.yaml"
PATCHES = oracle.ROOT / "tests" / "compare" / "patches"
PHASES = ["certs all", "kubeconfig all", "etcd local", "control-plane all", "kubelet-start"]
STARTS = 20  # a start takes milliseconds: one measurement is the median of that many


def version_time(tool: Path) -> float:
    return median(usage([str(tool), "version"]).seconds for _ in range(STARTS)) * 1e3


def version_memory(tool: Path) -> float:
    return median(usage([str(tool), "version"]).resident for _ in range(STARTS)) / 1e6


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
