"""Mounts, and deleting without ever crossing one.

A node's mounts live in a private mount namespace and vanish with it; what is seen here are
remains of other tools or hands. Deleting through a bind mount would delete the other side.
"""

import shutil
from pathlib import Path

from kclab.settings import LABS
from kclab.shell import LabError, run


def _unescape(field: str) -> str:
    for code, char in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        field = field.replace(code, char)
    return field


def table(pid: str = "self") -> list[tuple[str, str, str]]:
    """(mount point, file system type, super options) of each mount that process sees."""
    rows = []
    for line in Path(f"/proc/{pid}/mountinfo").read_text().splitlines():
        left, right = line.split(" - ", 1)
        kind, _, options = right.split(" ", 2)
        rows.append((_unescape(left.split(" ")[4]), kind, options))
    return rows


def below(folder: Path) -> list[str]:
    """Mount points at or below the folder, the innermost first."""
    inside = [p for p, _, _ in table() if p == str(folder) or p.startswith(f"{folder}/")]
    return sorted(inside, key=len, reverse=True)


def unmount_below(folder: Path) -> None:
    """Unmounts everything at or below the folder and makes sure of it."""
    for point in below(folder):
        run(["umount", point]).ok or run(["umount", "--lazy", point]).check()
    if left := below(folder):
        raise LabError(f"still mounted: {' '.join(left)}", "umount them by hand and run it again")


def delete(folder: Path, within: Path = LABS) -> None:
    """Deletes a folder of a lab: unmounts, verifies, and only then deletes, only below `within`."""
    real = folder.resolve()
    if within.resolve() not in real.parents:
        raise LabError(f"{folder} is not below {within}, so it is not the lab's to delete")
    if not folder.exists():
        return
    unmount_below(real)
    shutil.rmtree(real)
