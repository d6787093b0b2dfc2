"""A whole init on a fresh node, and the bound that etcd and the API server set."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median

from kclab import Lab, Node
from kclab.cluster import Cluster, configured
from kclab.seed import seed
from kclab.settings import KUBERNETES
from kclab.shell import run

LAB = "bench"
CONFIG = "/root/cluster.yaml"
ASK_SECONDS = 0.02  # between two questions for readiness


def _fresh_node(tool: str) -> tuple[Lab, Node]:
    lab = Lab(LAB)
    lab.down()
    node = lab.node("cka-control").up(KUBERNETES)
    seed(node, KUBERNETES)
    Cluster(lab, node, tool).equip(node)
    node.push(configured(node, KUBERNETES), CONFIG)
    return lab, node


def _init(node: Node, tool: str) -> float:
    began = time.perf_counter()
    node.exec([tool, "init", "--config", CONFIG]).check()
    return time.perf_counter() - began


def init(tool: Path) -> float:
    """Seconds of the whole command; both stop at the same point: no pod network, addons applied."""
    lab, node = _fresh_node(tool.name)
    try:
        return _init(node, tool.name)
    finally:
        lab.down()


def _stop_everything(node: Node) -> None:
    """No kubelet, no container, no data of etcd: only the files of the control plane stay."""
    node.exec(["systemctl", "stop", "kubelet"]).check()
    ctr = ["ctr", "-n", "k8s.io"]
    for task in node.exec([*ctr, "tasks", "ls", "-q"]).check().out.split():
        node.exec([*ctr, "tasks", "kill", "-s", "KILL", task])
        node.exec([*ctr, "tasks", "rm", "-f", task])
    for container in node.exec([*ctr, "containers", "ls", "-q"]).check().out.split():
        node.exec([*ctr, "containers", "rm", container])
    node.exec(["systemctl", "restart", "containerd"]).check()
    node.exec(["rm", "-rf", "/var/lib/etcd/member"]).check()


def _until_ready(node: Node) -> float:
    ask = ["ip", "netns", "exec", node.full_name, "curl", "-sk", "--max-time", "1",
           f"https://{node.address}:6443/readyz"]
    began = time.perf_counter()
    node.exec(["systemctl", "start", "kubelet"]).check()
    while run(ask).out != "ok":
        time.sleep(ASK_SECONDS)
    return time.perf_counter() - began


def bound(rounds: int) -> str:
    """From the kubelet's start to /readyz with every file already there: no init can be faster."""
    lab, node = _fresh_node("kcluster")
    try:
        _init(node, "kcluster")
        taken = []
        for _ in range(rounds):
            _stop_everything(node)
            taken.append(_until_ready(node))
    finally:
        lab.down()
    return f"bound     {median(taken):>10.2f} s   kubelet's start to /readyz, all files there " \
           f"({min(taken):.2f} to {max(taken):.2f})"
