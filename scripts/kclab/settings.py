"""Where the lab keeps its things, and the numbers everything else agrees on."""

import os
import re
from pathlib import Path

from kclab.parts import versions

# Built once, shared by all labs, safe to delete while no lab runs.
CACHE = Path(os.environ.get("KCLUSTER_CACHE") or "/var/cache/kcluster-lab")
# What the nodes of each lab own: LABS/<lab>/<node>/.
LABS = Path(os.environ.get("KCLUSTER_LABS") or "/var/lib/kcluster-lab")

PACKAGE = Path(__file__).resolve().parent
REPOSITORY = PACKAGE.parent.parent
KCLUSTER = REPOSITORY / "build/release/kcluster"

KUBERNETES = versions.CURRENT
CONTAINERD = f"containerd-{versions.CONTAINERD_LINE}"
CNI = f"cni-{versions.CNI}"

# One network of this shape per lab; labs do not see each other, so all use the same one.
GATEWAY = "192.168.1.1"
PREFIX = 24
API_PORT = 6443
ADDRESSES = {
    "cka-control": "192.168.1.20",
    "cka-worker1": "192.168.1.21",
    "cka-worker2": "192.168.1.22",
    "cka-control2": "192.168.1.23",
    "cka-control3": "192.168.1.24",
}
CONTROL_PLANES = ("cka-control", "cka-control2", "cka-control3")
CONTROL = CONTROL_PLANES[0]
WORKERS = ("cka-worker1", "cka-worker2")

# The tenth address of kubeadm's default service network.
DNS_SERVICE = "10.96.0.10"

# No dash in a lab's name, so that kcl-<lab>-<node> can be taken apart again.
LAB_NAME = re.compile(r"[a-z][a-z0-9]{0,19}")
NODE_NAME = re.compile(r"[a-z]([a-z0-9-]{0,30}[a-z0-9])?")


def default_lab() -> str:
    """The lab a command means when it names none."""
    return os.environ.get("KCLUSTER_LAB") or "main"
