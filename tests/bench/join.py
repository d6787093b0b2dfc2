"""Joins and resets on real nodes: right after an init, on a settled cluster, of control planes.

A settled cluster is kubeadm's, with an audit log; both tools join it in turn, and leave it again.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from kclab import Lab, Node
from kclab.cluster import Cluster, configured
from kclab.seed import seed
from kclab.settings import CONTROL, KCLUSTER, KUBERNETES
from kclab.shell import run, wait

LAB = "benchjoin"
CONFIG = "/root/cluster.yaml"
AUDIT_LOG = "/var/log/audit/kube.log"
AUDIT_POLICY = "/etc/audit-policy.yaml"
POLICY = "apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\nrules: [{level: Metadata}]\n"
AUDITED = f"""kind: ClusterConfiguration
apiServer:
  extraArgs: [{{name: audit-policy-file, value: {AUDIT_POLICY}}}, {{name: audit-log-path, value: {AUDIT_LOG}}}]
  extraVolumes:
  - {{name: audit-log, hostPath: /var/log/audit, mountPath: /var/log/audit, pathType: DirectoryOrCreate}}
  - {{name: audit-policy, hostPath: {AUDIT_POLICY}, mountPath: {AUDIT_POLICY}, readOnly: true, pathType: File}}
"""
IGNORED = "--ignore-preflight-errors=SystemVerification"
RESET = ["reset", "--force", "--cri-socket", "unix:///run/containerd/containerd.sock"]
LEAVE = f"kubeadm {' '.join(RESET)} && rm -rf /var/lib/kcluster /etc/cni/net.d/*kcluster*"
TASKS = ["ctr", "-n", "k8s.io", "tasks", "ls", "-q"]
END_TASKS = f"for task in $({' '.join(TASKS)}); do ctr -n k8s.io tasks rm -f $task & done; wait"
# kube-proxy, on a control plane four static pods too; each has a pause container beside it.
TASKS_OF_WORKER, TASKS_OF_CONTROL_PLANE = 2, 10
ASK_SECONDS = 0.01  # between two questions for health
SETTLING = 20  # seconds: an idle control plane's first lists and leases are over


def node_of(lab: Lab, name: str) -> Node:
    """A booted node that has both tools."""
    node = lab.node(name).up(KUBERNETES)
    seed(node, KUBERNETES)
    node.push(KCLUSTER, "/usr/bin/kcluster", "0755")
    return node


def seconds(node: Node, argv: Sequence[str]) -> float:
    began = time.perf_counter()
    node.exec(argv).check()
    return time.perf_counter() - began


# -- right after init ----------------------------------------------------------------------------


def after_init(tool: Path) -> float:
    """A worker joins the tool's own new cluster with the words that its init ends with."""
    lab = Lab(LAB)
    lab.down()
    try:
        control, worker = node_of(lab, CONTROL), node_of(lab, "cka-worker1")
        control.push(configured(control, KUBERNETES), CONFIG)
        said = control.exec([tool.name, "init", "--config", CONFIG]).check().out
        return seconds(worker, [tool.name, *_join_words(control, said)])
    finally:
        lab.down()


def _join_words(control: Node, said: str) -> list[str]:
    token, pin = (re.search(p, said) for p in (r"--token (\S+)", r"sha256:[0-9a-f]{64}"))
    if token is None or pin is None:
        raise ValueError(f"init told no join command: {said[-500:]}")
    return ["join", f"{control.address}:6443", "--token", token[1],
            "--discovery-token-ca-cert-hash", pin[0], IGNORED]


# -- on a settled cluster ------------------------------------------------------------------------


class Settled:
    """One cluster for all rounds and cases that want it, made with the first; see end()."""

    def __init__(self) -> None:
        self._cluster: Cluster | None = None
        self._words: list[str] = []

    def cluster(self) -> Cluster:
        """Its words for joining are signed already."""
        if self._cluster is None:
            lab = Lab(LAB)
            lab.down()
            self._cluster = self._made(lab)
            self._words = self._cluster.join_words()
            token = self._words[self._words.index("--token") + 1]
            wait("the token's signature", 60, lambda: f"jws-kubeconfig-{token.split('.')[0]}" in self._info())
            time.sleep(SETTLING)
        return self._cluster

    def words(self) -> list[str]:
        """Of a join, with a token whose signature is there."""
        self.cluster()
        return self._words

    def end(self) -> None:
        if self._cluster is not None:
            self._cluster.lab.down()
            self._cluster = None

    def worker(self, tool: Path) -> tuple[float, int]:
        """Seconds of the command, and the requests it cost the API server."""
        return self._join(tool, self._node("cka-worker1"), [])

    def control_plane(self, tool: Path) -> tuple[float, int]:
        """The same of a second control plane, whose etcd becomes a member and leaves again."""
        return self._join(tool, self._second(), self.cluster().share())

    def reset_worker(self, tool: Path) -> float:
        """Seconds of the command, on a worker that the same tool made and whose pods run."""
        return self._reset(tool, self._node("cka-worker1"), [], TASKS_OF_WORKER)

    def reset_control_plane(self, tool: Path) -> float:
        """The same of a second control plane, whose etcd leaves the cluster."""
        return self._reset(tool, self._second(), self.cluster().share(), TASKS_OF_CONTROL_PLANE)

    def _made(self, lab: Lab) -> Cluster:
        control = node_of(lab, CONTROL)
        cluster = Cluster(lab, control, "kubeadm", f"{control.address}:6443")
        control.push(POLICY.encode(), AUDIT_POLICY)
        text = configured(control, KUBERNETES, None, cluster.endpoint).decode()
        control.push(text.replace("kind: ClusterConfiguration\n", AUDITED, 1).encode(), CONFIG)
        control.exec(cluster.init_command()).check()
        return cluster

    def _info(self) -> str:
        return self.cluster().kubectl("-n", "kube-public", "get", "configmap", "cluster-info", "-o", "json").out

    def _node(self, name: str) -> Node:
        node = self.cluster().lab.node(name)
        return node if node.leader() is not None else node_of(self.cluster().lab, name)

    def kubelet_start(self, rounds: int) -> list[float]:
        """Seconds from the start of a worker's kubelet, every file there, until it is healthy."""
        node = self._node("cka-worker1")
        ask = ["ip", "netns", "exec", node.full_name, "curl", "-s", "http://127.0.0.1:10248/healthz"]
        with self._visiting(node):
            node.exec(["kcluster", *self.words()]).check()
            taken = []
            for _ in range(rounds):
                node.exec(["systemctl", "stop", "kubelet"]).check()
                began = time.perf_counter()
                node.exec(["systemctl", "start", "kubelet"]).check()
                while run(ask).out != "ok":
                    time.sleep(ASK_SECONDS)
                taken.append(time.perf_counter() - began)
        return taken

    def end_of_pods(self, rounds: int) -> list[tuple[float, float]]:
        """Seconds of a stop of the worker's kubelet, and of the end of its containers by KILL, at once."""
        node = self._node("cka-worker1")
        taken = []
        for _ in range(rounds):
            with self._visiting(node):
                node.exec(["kcluster", *self.words()]).check()
                wait(f"pods on {node.name}", 120, lambda: len(node.exec(TASKS).out.split()) >= TASKS_OF_WORKER)
                taken.append((seconds(node, ["systemctl", "stop", "kubelet"]), seconds(node, ["sh", "-c", END_TASKS])))
        return taken

    def _second(self) -> Node:
        node = self._node("cka-control2")
        node.push(POLICY.encode(), AUDIT_POLICY)
        return node

    @contextmanager
    def _visiting(self, node: Node) -> Iterator[None]:
        """Afterwards nothing of a cluster is on the node, and nothing of the node in the cluster."""
        try:
            yield
        finally:
            node.exec(["sh", "-c", LEAVE]).check()
            self.cluster().kubectl("delete", "node", node.name, "--ignore-not-found").check()

    def _join(self, tool: Path, node: Node, options: list[str]) -> tuple[float, int]:
        logs = [self.cluster().control, node]
        before = [len(_audited(each)) for each in logs]
        with self._visiting(node):
            taken = seconds(node, [tool.name, *self.words(), *options])
            lines = [line for each, seen in zip(logs, before) for line in _audited(each)[seen:]]
            return taken, sum(_caused(json.loads(line), tool.name) for line in lines)

    def _reset(self, tool: Path, node: Node, options: list[str], tasks: int) -> float:
        with self._visiting(node):
            node.exec([tool.name, *self.words(), *options]).check()
            wait(f"pods on {node.name}", 120, lambda: len(node.exec(TASKS).out.split()) >= tasks)
            return seconds(node, [tool.name, *RESET])


def _audited(node: Node) -> list[str]:
    """A node's audit log; that of a control plane which left is kept, so it only grows."""
    return node.exec(["cat", AUDIT_LOG]).out.splitlines()


def _caused(event: dict, tool: str) -> bool:
    """By the tool itself, or by a kubelet that has to get its certificate first."""
    return event.get("userAgent", "").startswith(f"{tool}/") or \
        event["user"].get("username", "").startswith("system:bootstrap:")


settled = Settled()


def worker(tool: Path) -> float:
    return settled.worker(tool)[0]


def worker_requests(tool: Path) -> float:
    return settled.worker(tool)[1]


def control_plane(tool: Path) -> float:
    return settled.control_plane(tool)[0]


def control_plane_requests(tool: Path) -> float:
    return settled.control_plane(tool)[1]


def reset(tool: Path) -> float:
    return settled.reset_worker(tool)


def reset_control_plane(tool: Path) -> float:
    return settled.reset_control_plane(tool)


def bound(rounds: int) -> str:
    """What no join can be faster than: the kubelet's own start, and before it its certificate."""
    starts = settled.kubelet_start(rounds)
    signed = [_at_once(settled.cluster(), 1) for _ in range(rounds)]
    return f"join-bound{median(starts) + median(signed):>10.2f} s   kubelet's start to healthy " \
           f"{median(starts):.2f} ({min(starts):.2f} to {max(starts):.2f}), one certificate " \
           f"{median(signed):.2f} ({min(signed):.2f} to {max(signed):.2f})"


def reset_bound(rounds: int) -> str:
    """What no reset of a worker can be faster than: its kubelet and its containers have to end."""
    kubelet, tasks = (median(each) for each in zip(*settled.end_of_pods(rounds)))
    return f"reset-bound{kubelet + tasks:>9.2f} s   the kubelet's stop {kubelet:.2f}, its containers' end {tasks:.2f}"


# -- many at once --------------------------------------------------------------------------------


COUNTS = (1, 10, 50)


def many(rounds: int) -> str:
    """Workers without kubelets get their certificates from the real API server, all at once.

    Each is `join phase kubelet-bootstrap` with a root folder and a name of its own. kubeadm has no
    such phase: its kubelets ask themselves.
    """
    cluster = settled.cluster()
    taken = {count: median(_at_once(cluster, count) for _ in range(rounds)) for count in COUNTS}
    shown = "   ".join(f"{count}: {value:.2f} s" for count, value in taken.items())
    return f"many      {shown}   simulated workers, until each has its certificate"


def _at_once(cluster: Cluster, count: int) -> float:
    with tempfile.TemporaryDirectory() as scratch:
        began = time.perf_counter()
        running = [_simulated(cluster, Path(scratch), number) for number in range(count)]
        for process in running:
            _, words = process.communicate()
            if process.returncode:
                raise RuntimeError(f"a simulated worker did not join: {words[-2000:]}")
        taken = time.perf_counter() - began
        certificates = list(Path(scratch).glob("*/var/lib/kubelet/pki/kubelet-client-2*.pem"))
        if len(certificates) != count:
            raise RuntimeError(f"only {len(certificates)} of {count} have a certificate")
        return taken


def _simulated(cluster: Cluster, scratch: Path, number: int) -> subprocess.Popen[str]:
    name = f"simulated{number}"
    (scratch / name).mkdir()
    argv = ["ip", "netns", "exec", cluster.lab.switch, str(KCLUSTER), "join", "phase", "kubelet-bootstrap",
            *settled.words()[1:], "--node-name", name, "--rootfs", str(scratch / name),
            "--cri-socket", "unix:///run/containerd/containerd.sock"]  # there is none to be found
    return subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                            stderr=subprocess.PIPE, text=True)
