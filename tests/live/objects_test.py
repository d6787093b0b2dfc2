"""kubeadm and kcluster make the same cluster: objects and files of two living nodes compared, and
each tool's phases run on the cluster of the other, where they change nothing."""

from __future__ import annotations

import json
import os
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from compare import differences
from kclab.cluster import TOOLS, Cluster
from kclab.parts import versions
from kclab.seed import bring_images
from kclab.settings import CACHE, KUBERNETES
from kclab.shell import wait
from live.clusters import booted, own_lab
from live import cluster_objects

CONFIG = "/root/compared.yaml"
KUBELET_CLIENT = "etc/kubernetes/pki/apiserver-kubelet-client.crt"
GROUP = "O = kubeadm:cluster-admins, "
TEXT = Path(__file__).with_name("compared.yaml").read_text()
# Run by the other tool on a cluster that stands.
CLUSTER_INFO = "ConfigMap/kube-public/cluster-info"
AGAIN = ["upload-config all", "bootstrap-token", "mark-control-plane", "addon all"]
# A token that runs out is prolonged; kubeadm also drops the signatures, which are made anew.
CHANGED = {"kcluster": {"Secret/kube-system/bootstrap-token-fedcba"},
           "kubeadm": {"Secret/kube-system/bootstrap-token-fedcba", CLUSTER_INFO}}


# What users change by hand, each a call of kubectl.
BY_HAND = [
    ["scale", "deployment/coredns", "--replicas=1"],
    ["patch", "configmap/coredns", "--type=json", "-p",
     json.dumps([{"op": "add", "path": "/data/mine.server", "value": "a"},
                 {"op": "replace", "path": "/data/Corefile", "value": ".:53 {\n    health\n    ready\n}\n"}])],
    ["patch", "configmap/kube-proxy", "-p", '{"data": {"mine": "1", "config.conf": "gone: true"}}'],
    ["patch", "configmap/kubeadm-config", "-p", '{"data": {"ClusterStatus": "old"}, "metadata": {"labels": {"a": "b"}}}'],
    ["patch", "configmap/kubelet-config", "-p", '{"data": {"kubelet": "gone: true", "other": "1"}}'],
    ["set", "image", "deployment/coredns", "coredns=example.test/coredns:v1.13.1"],
    ["patch", "service/kube-dns", "-p", '{"spec": {"ports": [{"name": "metrics", "port": 9153, "targetPort": 1}]}}'],
    ["patch", "clusterrole/system:coredns", "-p", '{"rules": []}'],
    ["label", "clusterrole/system:coredns", "mine=1"],
    ["delete", "rolebinding/kubeadm:kubelet-config", "daemonset/kube-proxy", "clusterrole/kubeadm:get-nodes"],
    ["taint", "node", "cka-control", "mine=1:PreferNoSchedule", "dedicated-"],
    ["label", "node", "cka-control", "node.kubernetes.io/exclude-from-external-load-balancers-", "compared=no",
     "--overwrite"],
]


def init(cluster: Cluster, version: str) -> None:
    cluster.equip(cluster.control)
    cluster.control.push(TEXT.replace("@version@", version).encode(), CONFIG)
    cluster.control.exec([cluster.tool, "init", "--config", CONFIG, "--upload-certs"]).check()
    Cluster(cluster.lab, cluster.control, "kubeadm").connect()  # the lab's network, for both


class Objects(unittest.TestCase):
    """A cluster of each tool, in labs of their own, so that names and addresses are the same."""

    version = KUBERNETES
    maxDiff = None

    @classmethod
    def setUpClass(cls) -> None:
        cls.clusters = {tool: cls.stand(tool) for tool in TOOLS}
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda each: init(each, cls.version), cls.clusters.values()))
        for each in cls.clusters.values():
            each.wait_ready()

    @classmethod
    def stand(cls, tool: str) -> Cluster:
        lab = own_lab(cls, f"obj{tool[1:4]}{cls.version.split('.')[1]}")
        return Cluster(lab, booted(lab, version=cls.version), tool)

    def test_objects_are_the_same(self) -> None:
        theirs, ours = (cluster_objects.objects(self.clusters[tool]) for tool in ("kubeadm", "kcluster"))
        self.assertGreater(len(theirs), 100)
        self.assertEqual(differences.unintended(theirs, ours), "")

    def test_files_are_the_same(self) -> None:
        theirs, ours = (cluster_objects.files(self.clusters[tool]) for tool in ("kubeadm", "kcluster"))
        self.assertGreater(len(theirs), 35)
        self.assertEqual(differences.unintended(theirs, ours), "")

    def test_kubeadms_phases_change_nothing_in_our_cluster(self) -> None:
        self.run_again("kubeadm", self.clusters["kcluster"])

    def test_our_phases_change_nothing_in_kubeadms_cluster(self) -> None:
        self.run_again("kcluster", self.clusters["kubeadm"])

    def test_what_was_changed_by_hand_is_treated_the_same(self) -> None:
        found = []
        for tool in ("kubeadm", "kcluster"):
            cluster = self.clusters[tool]
            for words in BY_HAND:
                cluster.kubectl("-n", "kube-system", *words).check()
            for phase in AGAIN:
                cluster.control.exec([tool, "init", "phase", *phase.split(), "--config", CONFIG]).check()
            found.append(cluster_objects.objects(cluster))
        self.assertEqual(differences.unintended(*found), "")

    def run_again(self, tool: str, cluster: Cluster) -> None:
        """The content of everything, and the resource versions as well."""
        Cluster(cluster.lab, cluster.control, tool).equip(cluster.control)
        before, content = cluster_objects.versions(cluster), cluster_objects.objects(cluster)
        for phase in AGAIN:
            cluster.control.exec([tool, "init", "phase", *phase.split(), "--config", CONFIG]).check()
        after = cluster_objects.versions(cluster)
        changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
        self.assertLessEqual(changed, CHANGED[tool])
        wait("cluster-info to be signed", 20, lambda: "SIGNED" in cluster_objects.objects(cluster)[CLUSTER_INFO])
        self.assertEqual(differences.unintended(content, cluster_objects.objects(cluster)), "")


@unittest.skipUnless(os.environ.get("KCLUSTER_TEST_ALL"), "one of the long ones: scripts/test --all")
class OlderObjects(Objects):
    version = versions.PREVIOUS

    def test_z_upgraded_they_are_the_same_as_well(self) -> None:
        with ThreadPoolExecutor() as pool:
            list(pool.map(self.upgrade, self.clusters.values()))
        theirs, ours = (cluster_objects.objects(self.clusters[tool]) for tool in ("kubeadm", "kcluster"))
        self.assertEqual(differences.unintended(theirs, ours), "")
        theirs, ours = (cluster_objects.files(self.clusters[tool]) for tool in ("kubeadm", "kcluster"))
        # intended of an upgrade alone: kcluster gives this certificate the new version's form
        self.assertIn(GROUP, theirs[KUBELET_CLIENT])
        theirs[KUBELET_CLIENT] = theirs[KUBELET_CLIENT].replace(GROUP, "")
        self.assertEqual(differences.unintended(theirs, ours), "")

    def upgrade(self, cluster: Cluster) -> None:
        node = cluster.control
        bring_images(node, KUBERNETES)
        if cluster.tool == "kubeadm":
            node.push(CACHE / f"bin/kubernetes-{KUBERNETES}/kubeadm", "/usr/bin/kubeadm", "0755")
        node.exec([cluster.tool, "upgrade", "apply", KUBERNETES, "--yes",
                   "--ignore-preflight-errors=SystemVerification"], timeout=900).check()
        # DNS answers nothing with the Corefile that was written by hand before
        wait("the node", 120, lambda: cluster.kubectl(
            "wait", "node", "cka-control", "--for=condition=Ready", "--timeout=10s").ok, 0.5)


if __name__ == "__main__":
    unittest.main()
