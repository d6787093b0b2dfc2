"""Which parts belong together. Their order is the order in which others can start working."""

from __future__ import annotations

from typing import Iterable

from . import images, kubernetes, others
from .part import Part, in_order
from .versions import CURRENT, OLDEST, PREVIOUS


def parts(name: str) -> list[Part]:
    """The parts of a group; what they need in turn is not listed."""
    return _GROUPS[name]()


def wanted(names: Iterable[str]) -> list[Part]:
    """The parts of those groups with all they need, in the order to build them in."""
    return in_order(part for name in names for part in parts(name))


def core() -> list[Part]:
    """A control plane node of the current version, and the suite that tests it."""
    return [
        kubernetes.kubeadm(CURRENT),
        kubernetes.commands(CURRENT),
        others.etcd(),
        others.containerd(),
        others.cni(),
        others.coredns(),
        *images.of(CURRENT),
        images.web(),
        kubernetes.e2e_kubeadm(CURRENT),
    ]


def compare() -> list[Part]:
    """kubeadm of each supported version, to compare the files it writes with ours."""
    return [kubernetes.kubeadm(version) for version in (CURRENT, OLDEST, PREVIOUS)]


def etcds() -> list[Part]:
    """Servers of the other lines of etcd: snapshots are restored from and to them."""
    return others.etcd_servers()


def upgrade() -> list[Part]:
    """All of the version that upgrades start from."""
    return [
        kubernetes.kubeadm(PREVIOUS),
        kubernetes.commands(PREVIOUS),
        *images.of(PREVIOUS),
    ]


def everything() -> list[Part]:
    return [*core(), *compare(), *etcds(), *upgrade()]


# A version stands for what nodes of that version are made of.
_GROUPS = {
    "core": core, "compare": compare, "etcds": etcds, "upgrade": upgrade, "all": everything,
    CURRENT: core, PREVIOUS: upgrade,
}
NAMES = tuple(_GROUPS)
