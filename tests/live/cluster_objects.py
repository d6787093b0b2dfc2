"""Everything that an init leaves behind, of a living cluster and on its node, made comparable."""

from __future__ import annotations

import base64
import io
import json
import re
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from compare.tree import pem_text, tree
from kclab.cluster import Cluster

KINDS = ["configmaps", "secrets", "serviceaccounts", "services", "roles", "rolebindings", "clusterroles",
         "clusterrolebindings", "deployments", "daemonsets", "nodes", "namespaces", "priorityclasses"]
# What each API server fills in anew, and what controllers write at their own time.
VOLATILE = ("uid", "resourceVersion", "creationTimestamp", "managedFields")
AT_WILL = ("status", "generation")
FILES = ["/etc/kubernetes", "/var/lib/kubelet/config.yaml", "/var/lib/kubelet/instance-config.yaml",
         "/var/lib/kubelet/kubeadm-flags.env"]
PEM = re.compile(r"-----BEGIN [^-]+-----\n[A-Za-z0-9+/=\n]+-----END [^-]+-----\n?")
EMBEDDED = re.compile(r"((?:authority|certificate|key)-data: )([A-Za-z0-9+/=]+)")


def text_of(value: str) -> str:
    """Without what no two clusters have in common: keys, dates, random names."""
    value = EMBEDDED.sub(lambda hit: hit[1] + pem_text(base64.b64decode(hit[2])), value)
    value = PEM.sub(lambda hit: pem_text(hit[0].encode()), value)
    return re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "TIME", value)


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items() if key not in VOLATILE}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return text_of(value) if isinstance(value, str) else value


def plain_secret(data: dict[str, str], name: str) -> dict[str, str]:
    """Sealed files by their names alone; of the token that watches over them, id and secret are random."""
    if name == "kubeadm-certs":
        return {key: "sealed" for key in data}
    shown = {key: text_of(base64.b64decode(value).decode()) for key, value in data.items()}
    if "kubeadm-certs" in shown.get("description", ""):
        shown.update({"token-id": "RANDOM", "token-secret": "RANDOM"})
    return shown


def plain_object(item: dict) -> tuple[str, dict]:
    meta, kind = item["metadata"], item["kind"]
    made = plain({key: value for key, value in item.items() if key not in AT_WILL})
    if kind == "Secret":
        made["data"] = plain_secret(item.get("data") or {}, meta["name"])
        if made["data"].get("token-id") == "RANDOM":
            made["metadata"]["name"] = "bootstrap-token-RANDOM"
        for owner in made["metadata"].get("ownerReferences", []):
            owner["name"] = "bootstrap-token-RANDOM"
    if meta["name"] == "cluster-info":
        made["data"] = {key: "SIGNED" if key.startswith("jws") else value for key, value in made["data"].items()}
    made["metadata"].get("annotations", {}).pop("deprecated.daemonset.template.generation", None)
    made["metadata"].pop("generation", None)
    return "/".join(filter(None, [kind, meta.get("namespace", ""), made["metadata"]["name"]])), made


def objects(cluster: Cluster) -> dict[str, str]:
    """Kind, namespace and name -> the object as JSON."""
    listed = cluster.kubectl("get", ",".join(KINDS), "-A", "-o", "json").check()
    made = dict(plain_object(item) for item in json.loads(listed.out)["items"])
    return {path: json.dumps(item, indent=1, sort_keys=True) for path, item in made.items()}


def versions(cluster: Cluster) -> dict[str, str]:
    """Which change of the cluster each object is from; but for those that controllers write at will."""
    listed = cluster.kubectl("get", ",".join(KINDS), "-A", "-o", "json").check()
    return {plain_object(item)[0]: item["metadata"]["resourceVersion"]
            for item in json.loads(listed.out)["items"] if "status" not in item}


def files(cluster: Cluster) -> dict[str, str]:
    """The node's files as tests/compare has them: modes, certificates field by field. What kubeadm
    copies aside before an upgrade is left out."""
    pack = ["tar", "-C", "/", "--exclude=etc/kubernetes/tmp", "-cf", "-", *(path[1:] for path in FILES)]
    packed = cluster.control.exec(pack).check().raw
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
            tar.extractall(folder)
        return tree(Path(folder))
