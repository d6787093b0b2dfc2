"""Web servers in pods: who answers, whom they see, and what a pod itself can reach."""

import json
from typing import Any

from kclab.cluster import Cluster
from kclab.node import Node
from kclab.parts.images import WEB_ARCHIVE, WEB_TAG
from kclab.settings import CACHE
from kclab.shell import wait

PORT = 8080


def bring(node: Node) -> None:
    """Puts the image into the node; nothing else would bring it there."""
    archive = CACHE / WEB_ARCHIVE
    node.exec(["ctr", "-n", "k8s.io", "images", "import", "-"], archive).check()


def serve(cluster: Cluster, name: str, node: Node) -> list[str]:
    """Runs a pod of that name on that node, even a control plane; its addresses once it is up."""
    pod = {"apiVersion": "v1", "kind": "Pod",
           "metadata": {"name": name, "labels": {"app": "web"}},
           "spec": {"nodeName": node.name, "terminationGracePeriodSeconds": 0,
                    "containers": [{"name": "web", "image": WEB_TAG, "imagePullPolicy": "Never"}]}}
    apply(cluster, pod)
    wait(f"pod {name} on {node.name}", 60, lambda: addresses(cluster, name), 0.2)
    return addresses(cluster, name)


def service(cluster: Cluster, name: str = "web") -> str:
    """A Service before all those pods; its address."""
    apply(cluster, {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name},
                     "spec": {"selector": {"app": "web"}, "ports": [{"port": 80, "targetPort": PORT}]}})
    return str(_get(cluster, "service", name)["spec"]["clusterIP"])


def apply(cluster: Cluster, item: dict[str, Any]) -> None:
    """Makes the object, or leaves it if it is there already."""
    argv = ["kubectl", "--kubeconfig=/etc/kubernetes/admin.conf", "apply", "-f", "-"]
    cluster.control.exec(argv, json.dumps(item).encode()).check()


def addresses(cluster: Cluster, name: str) -> list[str]:
    """A running pod's addresses, one a family; none as long as it does not run."""
    status = _get(cluster, "pod", name)["status"]
    ready = any(c["type"] == "Ready" and c["status"] == "True" for c in status.get("conditions", []))
    return [each["ip"] for each in status.get("podIPs", [])] if ready else []


def ask(cluster: Cluster, pod: str, address: str, port: int = PORT) -> str:
    """What the server there says to that pod ("NAME saw ADDRESS"); empty when it is not reached."""
    return cluster.kubectl("exec", pod, "--", "/web", "get", address, str(port)).out.strip()


def ask_from(node: Node, address: str, port: int = PORT) -> str:
    """The same, asked by the node itself."""
    host = f"[{address}]" if ":" in address else address
    return node.exec(["curl", "-s", "-m", "5", f"http://{host}:{port}"]).out.strip()


def _get(cluster: Cluster, kind: str, name: str) -> dict[str, Any]:
    return json.loads(cluster.kubectl("get", kind, name, "-o", "json").check().out)
