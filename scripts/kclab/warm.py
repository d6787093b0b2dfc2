"""Disks of containerd with a version's images already in them, kept in the cache.

Importing costs seconds per node, nearly all of it waiting for the disk. So the first node that
imports a version leaves its store behind, and later new nodes get it as hard links: containerd
never writes to a blob or a committed layer again, only to its databases, which are copied.
"""

import hashlib
import os
import shutil
from pathlib import Path

from kclab.locks import turn
from kclab.settings import CACHE, CONTAINERD
from kclab.shell import LabError, run

_MARK = "kcluster-lab-images"


def images(version: str) -> list[Path]:
    """The archives of the images a cluster of that version needs."""
    found = sorted((CACHE / "images" / version).glob("*.tar"))
    if not found:
        raise LabError(f"no images of {version} are built", "scripts/lab parts all")
    return found


def key(version: str) -> str:
    """Names the version's archives as they are now; others after any of them is rebuilt."""
    stats = [(archive.name, archive.stat()) for archive in images(version)]
    text = CONTAINERD + "".join(f"{n} {s.st_size} {s.st_mtime_ns}\n" for n, s in stats)
    return f"{version}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def give(version: str, disk: Path) -> None:
    """Fills a new, still empty disk, if the cache has something for it."""
    store = CACHE / "warm" / key(version)
    if store.exists() and os.stat(store).st_dev == os.stat(disk).st_dev:
        _link(store, disk)


def keep(version: str, disk: Path) -> None:
    """Leaves the disk's content in the cache. Its containerd must be at rest."""
    store = CACHE / "warm" / key(version)
    store.parent.mkdir(parents=True, exist_ok=True)
    with turn():
        if not store.exists() and os.stat(store.parent).st_dev == os.stat(disk).st_dev:
            _drop_older(version)
            part = store.with_name(f".{store.name}")
            part.mkdir()
            _link(disk, part)
            (part / _MARK).write_text(store.name + "\n")
            part.rename(store)


def has(version: str, disk: Path) -> bool:
    """Whether the disk came with this version's images in it."""
    return marked(disk) == key(version)


def marked(disk: Path) -> str:
    """What the disk came with; empty if it came with nothing."""
    mark = disk / _MARK
    return mark.read_text().strip() if mark.exists() else ""


def _link(source: Path, target: Path) -> None:
    argv = ["cp", "--archive", f"{source}/.", str(target)]
    if not run([*argv, "--link"]).ok:  # the cache may lie on another file system
        run(argv).check()
    for database in source.glob("*/*.db"):
        copy = target / database.relative_to(source)
        copy.unlink()
        shutil.copy2(database, copy)


def _drop_older(version: str) -> None:
    """Also what a killed run left half-made: we hold the lock, so nobody is at it."""
    for name in (f"{version}-*", f".{version}-*"):
        for old in (CACHE / "warm").glob(name):
            shutil.rmtree(old)
