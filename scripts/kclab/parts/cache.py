"""The cache folder: where it is, who may write it, and how finished files get into it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from pathlib import Path
from typing import Iterator


def root() -> Path:
    """The cache's folder. It is outside the checkout, since a clean checkout should not cost an
    hour of building again."""
    return Path(os.environ.get("KCLUSTER_CACHE") or "/var/cache/kcluster-lab")


@contextlib.contextmanager
def locked(cache: Path, why: str) -> Iterator[None]:
    """Hold the cache's only write lock. The kernel drops it with the process, however it ends."""
    cache.mkdir(parents=True, exist_ok=True)
    with open(cache / ".lock", "w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"parts: {why}: waiting for another build to finish", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def fresh_workspace(cache: Path, name: str) -> Path:
    """An empty folder on the cache's own file system, so that publishing is a rename. Callers hold
    the lock: whatever else lies in tmp/ was left by a killed build."""
    shutil.rmtree(cache / "tmp", ignore_errors=True)
    folder = cache / "tmp" / name
    folder.mkdir(parents=True)
    return folder


def publish(workspace: Path, cache: Path, outputs: tuple[str, ...]) -> int:
    """Move each output to its place and return their size. Renaming replaces a file under a
    process that still runs the old one."""
    size = 0
    for output in outputs:
        size += (workspace / output).stat().st_size
        (cache / output).parent.mkdir(parents=True, exist_ok=True)
        os.replace(workspace / output, cache / output)
    shutil.rmtree(workspace)
    return size
