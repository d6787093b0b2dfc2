"""Fetching Go modules, and building commands of them through a go.mod of our own."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Sequence

from .step import Step

# No part keeps debug information, and making it takes a seventh of the time.
NO_DEBUG = "-gcflags=all=-dwarf=false"
# Go's compiler spends a quarter of its time on its garbage; it may have more of it as long as two of
# them leave half of the memory free.
GARBAGE = "400"
SHARE = 4


@dataclass(frozen=True)
class Module:
    """Where a fetched module's files lie, and when its version was made."""

    folder: Path
    go_mod: Path
    made_at: str


def fetch(step: Step, go: str, path: str, version: str) -> Module:
    """Have Go fetch a module from wherever this machine is configured to get modules."""
    said = json.loads(step.read((go, "mod", "download", "-json", f"{path}@{version}")))
    info = json.loads(Path(said["Info"]).read_text(encoding="utf-8"))
    return Module(Path(said["Dir"]), Path(said["GoMod"]), info["Time"])


def run_go(step: Step, go: str, source: Path, verb: Sequence[str], rest: Sequence[str]) -> None:
    """Run `go VERB` in the folder of a generated go.mod. With -mod=mod Go adds the checksums of
    what it meets; the versions follow from the requirements alone."""
    step.env["CGO_ENABLED"] = "0"  # static: the same file runs in every root and image
    step.env |= {"GOGC": GARBAGE, "GOMEMLIMIT": f"{memory() // SHARE}B"}
    step.run((go, *verb, "-mod=mod", "-trimpath", "-buildvcs=false", NO_DEBUG, *rest), cwd=source)


def memory() -> int:
    """Bytes that this machine has."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
