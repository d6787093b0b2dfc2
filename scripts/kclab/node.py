"""One node: a machine with systemd, containerd and an address of its own."""

import os
import subprocess
from pathlib import Path
from typing import Optional, Sequence

from kclab import disks, mounts, network
from kclab.cgroups import Groups
from kclab.locks import turn
from kclab.settings import ADDRESSES, NODE_NAME, PACKAGE
from kclab.shell import LabError, Result, Source, run, wait

# All that runc and the kubelet ask of the kernel beyond what nspawn allows by itself.
_SYSCALLS = "@keyring bpf @mount @module @privileged @swap @reboot @clock @obsolete"


class Node:
    """A node of a lab. Making the object does nothing; `up` starts the machine."""

    def __init__(self, lab: str, folder: Path, name: str, address: Optional[str] = None) -> None:
        if not NODE_NAME.fullmatch(name):
            raise LabError(f"'{name}' is no name for a node", "use small letters, digits and dashes")
        self.name = name
        self.folder = folder
        self.switch = f"kcl-{lab}"
        self.full_name = f"kcl-{lab}-{name}"
        self.groups = Groups(self.full_name)
        self._address = address

    @property
    def address(self) -> str:
        """The one the node was first started with, else the one given, else the table's."""
        if found := self._known_address():
            return found
        raise LabError(f"no address is known for node {self.name}", "give one with --address")

    def _known_address(self) -> Optional[str]:
        saved = self.folder / "address"
        if saved.exists():
            return saved.read_text().strip()
        return self._address or ADDRESSES.get(self.name)

    # -- life ------------------------------------------------------------------------------

    def up(self) -> "Node":
        """Boots the node and waits for its containerd; a node that runs is left as it is."""
        if self.leader() is None:
            self.clear()
            layers = disks.prepare(self.folder, self.name, self.address)
            with turn():
                network.switch_up(self.switch)
            network.plug(self.switch, self.full_name, self.address)
            self.groups.make()
            self._spawn(layers)
        wait(f"boot of {self.name} (see {self.folder}/console.log)", 60, self._booted)
        return self

    def down(self) -> None:
        """Shuts the node down as its own power button would; its disks stay."""
        if self.leader() is not None:
            self.exec(["systemctl", "poweroff"])
            try:
                wait("poweroff", 30, lambda: not self.groups.pids())
            except LabError:
                pass  # it had its chance; what is left is cleared away
        self.clear()

    def kill(self) -> None:
        """A power cut: every process dies at once, and its network with it; its disks stay."""
        self.clear()

    def pause(self) -> None:
        """The node hangs: nothing in it runs until `resume`, but its connections stay open."""
        self.groups.freeze("FROZEN")

    def resume(self) -> None:
        self.groups.freeze("THAWED")

    def forget(self) -> None:
        """Kills the node and deletes its disks."""
        self.clear()
        mounts.delete(self.folder)

    def clear(self) -> None:
        """Takes away all that a running or a killed node holds, but for its disks."""
        self.groups.kill()
        self.groups.remove()
        network.unplug(self.switch, self.full_name, self._known_address())
        mounts.unmount_below(self.folder)

    # -- what is in it ---------------------------------------------------------------------

    def leader(self) -> Optional[int]:
        """The node's own first process as this machine numbers it; None if it does not run."""
        return next((pid for pid in self.groups.pids() if _is_first(pid)), None)

    def state(self) -> str:
        """running, paused or down."""
        if self.leader() is None:
            return "down"
        return "paused" if self.groups.frozen() else "running"

    def command(self, argv: Sequence[str]) -> list[str]:
        """What to run on this machine so that `argv` runs in the node, within its groups."""
        leader = self.leader()
        if leader is None:
            raise LabError(f"node {self.name} does not run", f"scripts/lab node up {self.name}")
        groups = [str(folder) for folder in self.groups.roots()]
        return [str(PACKAGE / "enter.sh"), str(leader), *groups, "--", *argv]

    def exec(
        self, argv: Sequence[str], stdin: Source = None, timeout: Optional[float] = None
    ) -> Result:
        """Runs a command in the node to its end. Its failure is in the result, see check()."""
        return run(self.command(argv), stdin, timeout, shown=[f"{self.name}:", *argv])

    def attach(self, argv: Sequence[str]) -> int:
        """Runs a command in the node on this process's own terminal; its exit code."""
        return subprocess.run(self.command(argv), check=False).returncode

    def push(self, source: Source, target: str, mode: str = "0644") -> None:
        """Writes a file (of this machine, or bytes) to a path in the node; folders are made."""
        self.exec(["install", "-D", "-m", mode, "/dev/stdin", target], source).check()

    def read(self, path: str) -> bytes:
        """A file of the node."""
        return self.exec(["cat", path]).check().raw

    # -- booting ---------------------------------------------------------------------------

    def _spawn(self, layers: disks.Layers) -> None:
        """Starts the node as a process that outlives this one."""
        groups = [str(folder) for folder in self.groups.folders]
        argv = [str(PACKAGE / "boot.sh"), *layers.paths(), *groups, "--", *self._options(layers)]
        with (self.folder / "console.log").open("wb") as console:
            subprocess.Popen(
                argv, stdin=subprocess.DEVNULL, stdout=console, stderr=console,
                start_new_session=True, cwd="/", env={**os.environ, **_NSPAWN},
            )

    def _options(self, layers: disks.Layers) -> list[str]:
        return [
            "--quiet", "--keep-unit", "--register=no", "-D", str(layers.root),
            f"--machine={self.full_name}", f"--hostname={self.name}",
            f"--network-namespace-path=/run/netns/{self.full_name}",
            "--capability=all", f"--system-call-filter={_SYSCALLS}", "--console=pipe",
            "--bind=/dev/kmsg", "--resolv-conf=off", "--timezone=off", "--link-journal=no",
            *(f"--bind={disk}:{point}" for disk, point in layers.binds()), "--boot",
        ]

    def _booted(self) -> bool:
        leader = self.leader()
        if leader is None or _program(leader) != "systemd":
            return False
        return self.exec(["systemctl", "is-active", "--quiet", "containerd"]).ok


# The lab takes care of its own locks; nspawn's would be left behind by a power cut.
_NSPAWN = {"SYSTEMD_NSPAWN_LOCK": "0"}


def _program(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def _is_first(pid: int) -> bool:
    """Whether it is process 1 of a namespace just below this machine's."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
    numbers = next(line for line in status.splitlines() if line.startswith("NSpid:")).split()[1:]
    return len(numbers) == 2 and numbers[1] == "1"
