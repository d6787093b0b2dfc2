"""Runs the same phases of kubeadm and kcluster, each below a private root folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = Path(os.environ.get("KCLUSTER_CACHE", "/var/cache/kcluster-lab"))
KCLUSTER = ROOT / "build" / "release" / "kcluster"

# What a node has for a phase to look at; made below each root.
FOLDERS = ["etc/ssl/certs", "usr/share/ca-certificates", "tmp", "proc", "var/lib"]


def kubeadm(version: str = "v1.36.3") -> Path:
    return CACHE / "bin" / f"kubernetes-{version}" / "kubeadm"


def make_root(root: Path, config: Path, patches: Path) -> None:
    for folder in FOLDERS:
        (root / folder).mkdir(parents=True)
    shutil.copy(config, root / "config.yaml")
    shutil.copytree(patches, root / "patches")


def run_phases(tool: Path, root: Path, phases: list[str]) -> None:
    """--rootfs of both tools: every path, that of the configuration too, lies below it."""
    for phase in phases:
        argv = [str(tool), "init", "phase", *phase.split(), "--config", "/config.yaml",
                "--rootfs", str(root)]
        done = subprocess.run(argv, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if done.returncode:
            raise AssertionError(f"{tool.name} {phase}: {done.stdout}{done.stderr}")
