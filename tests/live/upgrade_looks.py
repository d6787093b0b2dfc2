"""What the tests of upgrades look at: objects of the cluster, pods and images of a node, its way back."""

from __future__ import annotations

import json
import unittest

from kclab import Node
from kclab.cluster import Cluster
from kclab.parts.versions import CURRENT
from kclab.shell import Result
from live import image_store

STATIC_SANDBOXES = 'labels.tier==control-plane,labels."io.cri-containerd.kind"==sandbox'


class Looks(unittest.TestCase):
    cluster: Cluster

    def upgrade(self, node: Node, *words: str) -> Result:
        return node.exec(["kcluster", "upgrade", *words], timeout=300)

    def images(self, kind: str, *words: str) -> set[str]:
        """The tags of the images that such objects name."""
        return {container["image"].rsplit(":", 1)[1] for item in self.cluster.objects(kind, *words)
                for container in item["spec"].get("template", item)["spec"]["containers"]}

    def component(self, name: str) -> set[str]:
        return self.images("pods", "-n", "kube-system", "-l", f"component={name}")

    def addons(self) -> set[str]:
        return self.images("daemonsets", "-n", "kube-system")

    def proxies(self) -> int:
        """How many kube-proxies of the present kind are available."""
        for each in self.cluster.objects("daemonsets", "-n", "kube-system"):
            status, current = each["status"], each["metadata"]["generation"]
            seen = status["observedGeneration"] == current and status.get("numberUnavailable", 0) == 0
            if each["metadata"]["name"] == "kube-proxy" and seen:
                return int(status.get("updatedNumberScheduled", 0))
        return 0

    def new_images(self, node: Node) -> set[str]:
        """Of the new version's programs that the node has."""
        return {name.split("/")[-1].split(":")[0] for name in image_store.named(node) if name.endswith(f":{CURRENT}")}

    def way_back(self, node: Node) -> tuple[str, str, str]:
        """Which upgrade the control plane would undo, and what it would put back."""
        told = json.loads(self.upgrade(node, "status", "-o", "json").check().out)["upgrade"]
        saved = node.exec(["sh", "-c", "cd /var/lib/kcluster/upgrade && find files objects | sort"])
        return told["id"], told["state"], saved.check().out

    def running(self, node: Node, which: str = STATIC_SANDBOXES) -> set[str]:
        """The sandboxes of its static pods: a changed manifest gets a new one. The addons' pods may
        still be on their way in and out."""
        made = node.exec(["ctr", "-n", "k8s.io", "containers", "ls", "-q", which]).check().out
        alive = node.exec(["ctr", "-n", "k8s.io", "tasks", "ls", "-q"]).check().out
        return set(made.split()) & set(alive.split())

    def node_of(self, node: Node) -> dict:
        return next(each for each in self.cluster.objects("nodes") if each["metadata"]["name"] == node.name)

    def cordoned(self, node: Node) -> bool:
        return bool(self.node_of(node)["spec"].get("unschedulable", False))

    def kubelet(self, node: Node) -> str:
        return str(self.node_of(node)["status"]["nodeInfo"]["kubeletVersion"])

    def kubelets(self) -> set[str]:
        return {node["status"]["nodeInfo"]["kubeletVersion"] for node in self.cluster.objects("nodes")}

    def available(self) -> int:
        found = next(each for each in self.cluster.objects("deployments") if each["metadata"]["name"] == "held")
        return int(found["status"].get("availableReplicas", 0))

    def held_on(self) -> list[str]:
        """The nodes of the replicas that are not on their way out."""
        return [pod["spec"].get("nodeName", "") for pod in self.cluster.objects("pods", "-l", "app=held")
                if "deletionTimestamp" not in pod["metadata"]]
