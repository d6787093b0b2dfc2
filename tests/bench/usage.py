"""Seconds and peak resident memory of one program, as the kernel accounts it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

# A process of its own and a small one: the kernel counts the pages of the one that forks as the
# child's until its exec.
_STARTER = """
import os, sys, time
began = time.perf_counter()
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(child, 0)
print(time.perf_counter() - began, usage.ru_maxrss, file=sys.stderr)
sys.exit(status != 0)
"""


@dataclass(frozen=True)
class Usage:
    seconds: float
    resident: float  # bytes, at most


def usage(argv: Sequence[str]) -> Usage:
    starter = [sys.executable, "-I", "-S", "-c", _STARTER]
    done = subprocess.run([*starter, *argv], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(argv)} failed: {done.stderr[-2000:]}")
    seconds, kib = done.stderr.split()[-2:]
    return Usage(float(seconds), float(kib) * 1024)
