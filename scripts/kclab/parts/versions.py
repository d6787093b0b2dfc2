"""Which versions the lab runs: the one table to change when it moves on."""

from __future__ import annotations

CURRENT = "v1.36.3"  # what clusters are made with
PREVIOUS = "v1.35.4"  # what upgrades start from
OLDEST = "v1.34.4"  # only its kubeadm, whose files are compared with ours

ETCD = "3.6.16"
OTHER_ETCDS = ("3.5.35", "3.7.3")  # servers of the lines beside it, for snapshots from and to them
CNI = "1.9.1"
COREDNS = "1.14.2"

# The folder carries the release line, as this is what configuration formats depend on.
CONTAINERD_LINE = "2.2"
CONTAINERD = "2.2.9"

COMMANDS = (
    "kube-apiserver",
    "kube-controller-manager",
    "kube-scheduler",
    "kube-proxy",
    "kubelet",
    "kubectl",
)

CNI_PLUGINS = (
    "main/bridge",
    "main/ptp",
    "main/loopback",
    "ipam/host-local",
    "meta/portmap",
    "meta/firewall",
)
