"""Medians of two tools taken in turn, and how they are shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Optional

from compare import oracle

TOOLS: dict[str, Path] = {"kcluster": oracle.KCLUSTER, "kubeadm": oracle.kubeadm()}
HEADER = f"{'':<10}{'kcluster':>12}{'kubeadm':>12}{'ratio':>8}{'to reach':>10}   spread (min to max)"


@dataclass(frozen=True)
class Case:
    name: str
    unit: str
    once: Callable[[Path], float]  # one measurement of that tool
    goal: Optional[float]  # the ratio to be reached; None: told only


def binary_line() -> str:
    sizes = {name: path.stat().st_size / 1e6 for name, path in TOOLS.items()}
    return f"binary: kcluster {sizes['kcluster']:.1f} MB (to reach: 5), kubeadm {sizes['kubeadm']:.1f} MB"


def compare(case: Case, rounds: int) -> str:
    """A line of the table. The first pair only warms caches and is not counted."""
    taken: dict[str, list[float]] = {name: [] for name in TOOLS}
    for number in range(rounds + 1):
        for name, path in TOOLS.items():
            value = case.once(path)
            if number:
                taken[name].append(value)
    return line(case, taken)


def line(case: Case, taken: dict[str, list[float]]) -> str:
    ours, theirs = median(taken["kcluster"]), median(taken["kubeadm"])
    spread = "  ".join(f"{name} {min(v):.2f} to {max(v):.2f}" for name, v in taken.items())
    goal = f"{case.goal:.2f}" if case.goal else "-"
    shown = [f"{value:.2f} {case.unit}" for value in (ours, theirs)]
    return f"{case.name:<10}{shown[0]:>12}{shown[1]:>12}{ours / theirs:>8.2f}{goal:>10}   {spread}"
