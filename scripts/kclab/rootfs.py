"""The root file system all nodes share read-only: a small Debian with what Kubernetes needs."""

import hashlib
from pathlib import Path

from kclab import mounts
from kclab.locks import turn
from kclab.settings import CACHE
from kclab.shell import LabError, run, say

SUITE = "bookworm"
PACKAGES = (
    # what boots, and what the kubelet, kube-proxy and the CNI plugins call
    "systemd systemd-sysv dbus runc iptables nftables ebtables conntrack socat ethtool iproute2 "
    "kmod mount util-linux ca-certificates procps "
    # for hands and tests
    "curl iputils-ping less "
    # what kcluster is linked to
    "libcurl4 libfmt9 libgrpc++1.51 libprotobuf-lite32 libspdlog1.10 libssl3 libsystemd0 libyaml-cpp0.7"
).split()
# Nodes are many and short-lived: no manuals, and no timers that wake them.
OPTIONS = (
    '--dpkgopt=path-exclude=/usr/share/man/*',
    '--dpkgopt=path-exclude=/usr/share/doc/*',
    '--dpkgopt=path-exclude=/usr/share/locale/*',
    '--aptopt=Acquire::Retries "3"',
)
# mmdebstrap leaves the builder's resolver and name in; the node gets its own.
CUSTOM = (
    'rm -f "$1/etc/resolv.conf" "$1/etc/hostname"',
    'chroot "$1" systemctl mask apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer '
    'e2scrub_all.timer fstrim.timer console-getty.service getty@.service systemd-timesyncd.service',
)


def recipe() -> str:
    """Twelve hex digits that change whenever the root would."""
    text = "\n".join((SUITE, *PACKAGES, *OPTIONS, *CUSTOM))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def ensure() -> Path:
    """The root's folder, built if it is not in the cache yet (about a minute)."""
    folder = CACHE / "root" / f"{SUITE}-{recipe()}"
    with turn():
        if not folder.exists():
            _build(folder)
    return folder


def _build(folder: Path) -> None:
    """Builds beside and renames: a half-built root never has the final name."""
    say(f"building the nodes' root file system ({SUITE})")
    part = folder.with_name(f".{folder.name}")
    part.parent.mkdir(parents=True, exist_ok=True)
    mounts.delete(part, within=CACHE)  # a killed run may even have left mounts in it
    hooks = [f"--customize-hook={line}" for line in CUSTOM]
    argv = ["mmdebstrap", "--mode=root", "--variant=minbase", f"--include={','.join(PACKAGES)}",
            *OPTIONS, *hooks, SUITE, str(part)]
    done = run(argv, timeout=1200)
    if not done.ok:
        raise LabError(f"mmdebstrap: {done.err[-1500:]}", "see that the mirror is reachable")
    part.rename(folder)
