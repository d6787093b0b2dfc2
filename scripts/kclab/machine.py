"""Starting the process that becomes a node, and telling a node's processes apart."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from kclab.disks import Layers
from kclab.settings import LABS, PACKAGE

# All that runc and the kubelet ask of the kernel beyond what nspawn allows by itself.
_SYSCALLS = "@keyring bpf @mount @module @privileged @swap @reboot @clock @obsolete"
# The lab takes care of its own locks; nspawn's would be left behind by a power cut.
_ENVIRONMENT = {"SYSTEMD_NSPAWN_LOCK": "0"}

# A node watches about 35 places (systemd, containerd, kubelet, pods), all as root of one kernel.
_WATCHERS = 1024
_WATCHERS_LIMIT = Path("/proc/sys/fs/inotify/max_user_instances")
_WATCHERS_BEFORE = LABS / "watchers-before"  # the machine's own limit, while there are labs


def make_room() -> None:
    """Raises the kernel's limit of watchers per user, which three nodes would exhaust."""
    before = _WATCHERS_LIMIT.read_text()
    if int(before) < _WATCHERS:
        _WATCHERS_BEFORE.write_text(before)
        _WATCHERS_LIMIT.write_text(f"{_WATCHERS}\n")


def give_room_back() -> None:
    """Sets that limit back where no lab is left."""
    if _WATCHERS_BEFORE.exists() and not any(path.is_dir() for path in LABS.iterdir()):
        _WATCHERS_LIMIT.write_text(_WATCHERS_BEFORE.read_text())
        _WATCHERS_BEFORE.unlink()


def spawn(full_name: str, name: str, layers: Layers, groups: Sequence[Path]) -> None:
    """Starts a node as a process that outlives this one; its console goes to console.log."""
    argv = [
        str(PACKAGE / "boot.sh"), *layers.paths(), *map(str, groups), "--",
        *_options(full_name, name, layers),
    ]
    with (layers.folder / "console.log").open("wb") as console:
        subprocess.Popen(
            argv, stdin=subprocess.DEVNULL, stdout=console, stderr=console,
            start_new_session=True, cwd="/", env={**os.environ, **_ENVIRONMENT},
        )


def _options(full_name: str, name: str, layers: Layers) -> list[str]:
    return [
        "--quiet", "--keep-unit", "--register=no", "-D", str(layers.root),
        f"--machine={full_name}", f"--hostname={name}",
        f"--network-namespace-path=/run/netns/{full_name}",
        "--capability=all", f"--system-call-filter={_SYSCALLS}", "--console=pipe",
        "--bind=/dev/kmsg", "--resolv-conf=off", "--timezone=off", "--link-journal=no",
        *(f"--bind={disk}:{point}" for disk, point in layers.binds()), "--boot",
    ]


def program(pid: int) -> str:
    """What the process runs; empty if it has ended."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def is_first(pid: int) -> bool:
    """Whether it is process 1 of a namespace just below this machine's: a node's, no pod's."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
    numbers = next(line for line in status.splitlines() if line.startswith("NSpid:")).split()[1:]
    return len(numbers) == 2 and numbers[1] == "1"
