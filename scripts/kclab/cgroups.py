"""A node's own group in every mounted cgroup hierarchy.

The starting process joins the groups before it makes the node's cgroup namespace, so the node
sees them as its roots; otherwise the kubelets of all nodes would share one /kubepods.
"""

import os
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from kclab.mounts import table
from kclab.shell import LabError, wait


def hierarchies() -> list[Path]:
    """Every mounted cgroup hierarchy of this machine, version 1 and 2."""
    return [Path(point) for point, kind, _ in table() if kind in ("cgroup", "cgroup2")]


def _fill_cpuset(group: Path) -> None:
    """A new version 1 cpuset is empty and takes no process until it is filled."""
    for name in ("cpuset.cpus", "cpuset.mems"):
        file = group / name
        if file.exists() and not file.read_text().strip():
            file.write_text((group.parent / name).read_text())


class Groups:
    """The groups of one node, one in each hierarchy, all of the same name."""

    def __init__(self, name: str) -> None:
        self.folders = [hierarchy / name for hierarchy in hierarchies()]

    def make(self) -> None:
        """Makes the groups; those that exist stay as they are."""
        if not self.folders:
            raise LabError("no cgroup hierarchy is mounted below /sys/fs/cgroup")
        for folder in self.folders:
            folder.mkdir(exist_ok=True)
            _fill_cpuset(folder)

    def roots(self) -> list[Path]:
        """What the node sees as its roots: nspawn puts a level between where systemd manages."""
        inner = [folder / "payload" for folder in self.folders]
        return [i if i.exists() else i.parent for i in inner]

    def pids(self) -> set[int]:
        """Every process of the node, in whichever hierarchy it is still listed."""
        return {pid for folder in self.folders for group in _tree(folder) for pid in _pids(group)}

    def freeze(self, state: str) -> None:
        """FROZEN stops every process of the node where it stands, THAWED lets them go on."""
        for folder in self.folders:
            file = folder / "freezer.state"
            if file.exists():
                file.write_text(state)
                wait(f"freezer {state}", 10, partial(_says, file, state))

    def frozen(self) -> bool:
        files = [folder / "freezer.state" for folder in self.folders]
        return any(f.exists() and f.read_text().strip() != "THAWED" for f in files)

    def kill(self) -> None:
        """SIGKILL to every process, until none is left. Frozen ones die only once thawed."""

        def gone() -> bool:
            left = self.pids()
            for pid in left:
                _kill(pid)
            return not left

        for pid in self.pids():
            _kill(pid)
        self.freeze("THAWED")
        wait("end of the killed node's processes", 30, gone)

    def remove(self) -> None:
        """Removes the empty groups. A group is busy for a moment after its last process."""
        for folder in self.folders:
            wait(f"removal of {folder}", 10, partial(_removed, folder))


def _tree(folder: Path) -> Iterator[Path]:
    for path, _, _ in os.walk(folder):
        yield Path(path)


def _says(file: Path, word: str) -> bool:
    return file.read_text().strip() == word


def _removed(folder: Path) -> bool:
    try:
        for group in sorted(_tree(folder), key=lambda g: len(g.parts), reverse=True):
            group.rmdir()
    except OSError:
        return False
    return True


def _pids(group: Path) -> list[int]:
    try:
        return [int(word) for word in (group / "cgroup.procs").read_text().split()]
    except OSError:  # the group vanished between listing and reading
        return []


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
