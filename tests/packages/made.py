"""What scripts/package makes, made once for all tests of this folder."""

from __future__ import annotations

import functools
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KCLUSTER = ROOT / "build" / "release" / "kcluster"


def ask(*argv: str, **more) -> str:
    done = subprocess.run(argv, capture_output=True, text=True, cwd=ROOT, **more)
    if done.returncode:
        raise AssertionError(f"{' '.join(argv)}: {done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout


@functools.cache
def packages() -> Path:
    """The folder they lie in; the suite has built the program."""
    ask("scripts/package", "--built")
    return ROOT / "build" / "packages"


def only(pattern: str) -> Path:
    found = list(packages().glob(pattern))
    if len(found) != 1:
        raise AssertionError(f"{pattern}: {found}")
    return found[0]
