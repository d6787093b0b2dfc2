"""Clusters on a lab's nodes, made by kcluster or, as the reference, by the real kubeadm."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kclab import cni
from kclab.lab import Lab
from kclab.node import Node
from kclab.settings import DNS_SERVICE, KCLUSTER, KUBERNETES, PACKAGE
from kclab.shell import LabError, Result, run, say, wait

CONFIG = PACKAGE / "cluster.yaml"
TOOLS = ("kcluster", "kubeadm")
_TARGET = "/root/cluster.yaml"


class Cluster:
    """The cluster whose first control plane is on that node."""

    def __init__(self, lab: Lab, control: Node, tool: str = "kcluster", endpoint: str = "") -> None:
        """`endpoint` is what it calls itself by (HOST:PORT), if not by its first control plane."""
        if tool not in TOOLS:
            raise LabError(f"'{tool}' makes no clusters here", f"one of {', '.join(TOOLS)}")
        self.lab = lab
        self.control = control
        self.tool = tool
        self.endpoint = endpoint

    # -- making ----------------------------------------------------------------------------

    def equip(self, node: Node) -> None:
        """Puts the tool into the node; kubeadm came with the version it was seeded with."""
        if self.tool == "kcluster":
            if not KCLUSTER.exists():
                raise LabError(f"{KCLUSTER} is not built", "cmake --build --preset release")
            node.push(KCLUSTER, "/usr/bin/kcluster", "0755")

    def init(self, version: str = KUBERNETES, config: Path | None = None) -> int:
        """Makes the first control plane, its words on this terminal. Gives its exit code."""
        self.equip(self.control)
        wishes = configured(self.control, version, config, self.endpoint)
        self.control.push(wishes, _TARGET)
        code = self.control.attach(self.init_command())
        if code == 0:
            self.control.exec(["mkdir", "-p", "/root/.kube"]).check()
            link = ["ln", "-sfn", "/etc/kubernetes/admin.conf", "/root/.kube/config"]
            self.control.exec(link).check()
        return code

    def init_command(self) -> list[str]:
        """kcluster takes kubeadm's arguments and brings a pod network of its own."""
        network = ["--pod-network", "bridge"] if self.tool == "kcluster" else []
        return [self.tool, "init", "--config", _TARGET, *network]

    def join(self, node: Node, tool: str | None = None, *options: str) -> Result:
        """Adds the node with the cluster's tool, or with another one. A worker, as a rule."""
        tool = tool or self.tool
        if tool == "kcluster":
            node.push(KCLUSTER, "/usr/bin/kcluster", "0755")
        return node.exec([tool, *self.join_words(), *options]).check()

    def share(self) -> list[str]:
        """Lets control planes join: the cluster keeps its certificates under a new key for two
        hours. Gives the options that such a join needs."""
        upload = [self.tool, "init", "phase", "upload-certs", "--upload-certs", "--config", _TARGET]
        key = re.search(r"\b[0-9a-f]{64}\b", self._on_control(upload).out)
        if key is None:
            raise LabError(f"{self.tool} told no certificate key")
        return ["--control-plane", "--certificate-key", key[0]]

    def join_words(self, *options: str) -> list[str]:
        """A join command for this cluster without its program; the options make the token."""
        create = {"kcluster": ["join-command"], "kubeadm": ["token", "create", "--print-join-command"]}
        words = self._on_control([self.tool, *create[self.tool], *options]).out.split()
        return [*words[words.index("join"):], "--ignore-preflight-errors=SystemVerification"]

    # -- completing ------------------------------------------------------------------------

    def connect(self, limit: float = 60) -> None:
        """Gives every node its pod network, where the tool brings none."""
        wait("a pod network for every node", limit, lambda: self._all(_pods))
        if self.tool == "kcluster":
            return  # each node sets its own routes
        for item in self.objects("nodes"):
            node = self.lab.node(item["metadata"]["name"])
            cni.write(node, _pods(item))
            self.lab.route(node, _pods(item))

    def wait_ready(self, limit: float = 120) -> None:
        """Waits until every node is Ready and the cluster's DNS answers on its service address."""
        wait("Ready nodes", limit, lambda: self._all(_ready), 0.2)
        say("every node is Ready")
        wait("an answer from CoreDNS", limit, lambda: bool(self.resolve()), 0.2)

    def wait_settled(self, limit: float = 240) -> None:
        """Waits until every pod of the control planes is ready, too: an upgrade begins on nothing less."""
        self.wait_ready(limit)
        wait("control planes that are well", limit, self.well, 0.5)

    def well(self) -> bool:
        """Whether every pod of the control planes is ready."""
        pods = self.objects("pods", "-n", "kube-system", "-l", "tier=control-plane")
        return bool(pods) and all(_ready(pod) for pod in pods)

    # -- asking ----------------------------------------------------------------------------

    def kubectl(self, *words: str) -> Result:
        """kubectl as the cluster's administrator, on the control plane."""
        kubeconfig = "--kubeconfig=/etc/kubernetes/admin.conf"
        return self.control.exec(["kubectl", kubeconfig, *words])

    def objects(self, kind: str, *words: str) -> list[dict[str, Any]]:
        """The cluster's objects of a kind; none while the API server does not answer."""
        found = self.kubectl("get", kind, *words, "-o", "json")
        return json.loads(found.out)["items"] if found.ok else []

    def resolve(self, name: str = "kubernetes.default.svc.cluster.local") -> list[str]:
        """What the cluster's DNS says of a name, asked from the control plane."""
        inside = ["ip", "netns", "exec", self.control.full_name]
        program = str(PACKAGE / "dns.py")
        return run([*inside, "python3", program, DNS_SERVICE, name]).out.split()

    def _all(self, fact: Callable[[dict[str, Any]], Any]) -> bool:
        """Whether it holds for every node; an API server that knows none yet does not count."""
        nodes = self.objects("nodes")
        return bool(nodes) and all(map(fact, nodes))

    def _on_control(self, argv: list[str]) -> Result:
        return self.control.exec(argv).check()


def configured(
    node: Node, version: str, config: Path | None = None, endpoint: str = ""
) -> bytes:
    """The configuration for a first control plane on that node."""
    if config:
        return config.read_bytes()
    named = f"\\ncontrolPlaneEndpoint: {endpoint}" if endpoint else ""
    text = re.sub(r"(?m)^(kind: ClusterConfiguration)$", rf"\1{named}", CONFIG.read_text())
    text = re.sub(r"(advertiseAddress:).*", rf"\1 {node.address}", text)
    return re.sub(r"(kubernetesVersion:).*", rf"\1 {version}", text).encode()


def _pods(node: dict[str, Any]) -> str:
    return str(node["spec"].get("podCIDR", ""))


def _ready(thing: dict[str, Any]) -> bool:
    conditions = thing["status"].get("conditions", [])
    return any(c["type"] == "Ready" and c["status"] == "True" for c in conditions)
