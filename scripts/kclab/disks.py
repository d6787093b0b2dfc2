"""A node's disks: an overlay over the shared root, and real folders where overlays do not do."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from kclab import mounts, rootfs, warm
from kclab.settings import CACHE, CNI, CONTAINERD, PACKAGE
from kclab.shell import LabError

# Overlay does not stack on overlay, and etcd wants a disk that means it when it says fsync.
_REAL = {
    "containerd": "/var/lib/containerd",
    "kubelet": "/var/lib/kubelet",
    "etcd": "/var/lib/etcd",
}
_ENABLED = {
    "sysinit.target.wants": "lab-prepare.service",
    "multi-user.target.wants": "containerd.service",
}


@dataclass(frozen=True)
class Layers:
    """Where the parts of a node's file system lie on this machine."""

    lower: Path
    folder: Path

    @property
    def root(self) -> Path:
        return self.folder / "root"

    def paths(self) -> list[str]:
        """Lower, upper, work folder and mount point, in the order boot.sh takes them."""
        upper, work = self.folder / "upper", self.folder / "work"
        return [str(p) for p in (self.lower, upper, work, self.root)]

    def binds(self) -> list[tuple[Path, str]]:
        return [(self.folder / "disks" / name, point) for name, point in _REAL.items()]


def prepare(folder: Path, name: str, address: str, version: str | None) -> Layers:
    """Makes the disks of a new node; those of an old one are as it left them."""
    if not (folder / "address").exists():
        mounts.delete(folder)  # half-made ones
        for part in ("upper", "work", "root", *(f"disks/{disk}" for disk in _REAL)):
            (folder / part).mkdir(parents=True)
        (folder / "lower").symlink_to(rootfs.ensure())
        _furnish(folder / "upper", name, address)
        if version:
            warm.give(version, folder / "disks/containerd")
        # Last, as it says that the disks are complete.
        (folder / "address").write_text(address + "\n")
    # The root it was made with, even if newer nodes are made with another.
    return Layers((folder / "lower").resolve(strict=True), folder)


def _furnish(upper: Path, name: str, address: str) -> None:
    """Writes what a newly installed machine has: units, containerd, plugins, its name."""
    shutil.copytree(PACKAGE / "files", upper, dirs_exist_ok=True)
    _copy(CACHE / "bin" / CONTAINERD, upper / "usr/local/bin")
    _copy(CACHE / "bin" / CNI, upper / "opt/cni/bin")
    for target, unit in _ENABLED.items():
        wants = upper / "etc/systemd/system" / target
        wants.mkdir(parents=True, exist_ok=True)
        link = wants / unit
        link.unlink(missing_ok=True)
        link.symlink_to(f"/usr/lib/systemd/system/{unit}")
    (upper / "etc/hostname").write_text(name + "\n")
    hosts = upper / "etc/hosts"
    if f"{address} {name}\n" not in hosts.read_text():
        hosts.write_text(f"{hosts.read_text()}{address} {name}\n")


def _copy(source: Path, target: Path) -> None:
    if not source.is_dir():
        raise LabError(f"{source} is not built", "scripts/lab parts builds it")
    shutil.copytree(source, target, dirs_exist_ok=True)
