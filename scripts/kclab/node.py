"""One node: a machine with systemd, containerd and an address of its own."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from kclab import disks, machine, mounts, network
from kclab.cgroups import Groups
from kclab.locks import turn
from kclab.settings import ADDRESSES, NODE_NAME, PACKAGE
from kclab.shell import LabError, Result, Source, run, wait


class Node:
    """A node of a lab. Making the object does nothing; `up` starts the machine."""

    def __init__(self, lab: str, folder: Path, name: str, address: str | None = None) -> None:
        if not NODE_NAME.fullmatch(name):
            raise LabError(f"'{name}' is no name for a node", "small letters, digits and dashes")
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

    def _known_address(self) -> str | None:
        saved = self.folder / "address"
        if saved.exists():
            return saved.read_text().strip()
        return self._address or ADDRESSES.get(self.name)

    # -- life ------------------------------------------------------------------------------

    def up(self, version: str | None = None) -> "Node":
        """Boots the node and waits for its containerd; a node that runs is left as it is.

        A new node comes with the images of `version`, if some node had them before.
        """
        if self.leader() is None:
            self.clear()
            layers = disks.prepare(self.folder, self.name, self.address, version)
            with turn():
                network.switch_up(self.switch)
                machine.make_room()
            network.plug(self.switch, self.full_name, self.address)
            self.groups.make()
            machine.spawn(self.full_name, self.name, layers, self.groups.folders)
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

    def leader(self) -> int | None:
        """The node's own first process as this machine numbers it; None if it does not run."""
        return next((pid for pid in self.groups.pids() if machine.is_first(pid)), None)

    def state(self) -> str:
        """running, paused or down."""
        if self.leader() is None:
            return "down"
        return "paused" if self.groups.frozen() else "running"

    def disk(self, name: str) -> Path:
        """Where one of its disks (containerd, kubelet, etcd) lies on this machine."""
        return self.folder / "disks" / name

    def command(self, argv: Sequence[str]) -> list[str]:
        """What to run on this machine so that `argv` runs in the node, within its groups."""
        leader = self.leader()
        if leader is None:
            raise LabError(f"node {self.name} does not run", f"scripts/lab node up {self.name}")
        groups = [str(folder) for folder in self.groups.roots()]
        return [str(PACKAGE / "enter.sh"), str(leader), *groups, "--", *argv]

    def exec(
        self, argv: Sequence[str], stdin: Source = None, timeout: float | None = None
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

    def _booted(self) -> bool:
        leader = self.leader()
        if leader is None or machine.program(leader) != "systemd":
            return False
        return self.exec(["systemctl", "is-active", "--quiet", "containerd"]).ok
