"""Short commands on a healthy control plane, the settled one of the joins."""

from __future__ import annotations

from pathlib import Path
from statistics import median

from bench.join import seconds, settled
from bench.usage import usage
from kclab.settings import KUBERNETES

HEALTHY = 2.0  # seconds that doctor may take where nothing is wrong


def renew(tool: Path) -> float:
    """Seconds of `certs renew all`: every certificate and kubeconfig with a new key."""
    return seconds(settled.cluster().control, [tool.name, "certs", "renew", "all"])


def images(tool: Path) -> float:
    """Milliseconds of `config images list`; with a version nobody is asked."""
    return usage([str(tool), "config", "images", "list", "--kubernetes-version", KUBERNETES]).seconds * 1e3


def doctor(rounds: int) -> str:
    """kubeadm has no such command."""
    settled.cluster().connect()
    settled.cluster().wait_ready()
    taken = [seconds(settled.cluster().control, ["kcluster", "doctor"]) for _ in range(rounds)]
    return f"doctor    {median(taken):>10.2f} s   on a healthy control plane (to reach: {HEALTHY:.1f} s; " \
           f"{min(taken):.2f} to {max(taken):.2f})"
