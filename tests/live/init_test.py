"""`kcluster init` on a real node: Ready, resumable, refusing what differs, accepted by kubeadm."""

from __future__ import annotations

import json
import unittest

from kclab.cluster import configured
from kclab.settings import KUBERNETES
from live import kubeadm_suite
from live.clusters import made

CONFIG = "/root/cluster.yaml"


class Init(unittest.TestCase):
    """One control plane, made once; each test looks at it."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.cluster = made(cls, "liveinit")
        cls.node = cls.cluster.control
        cls.cluster.connect()
        cls.cluster.wait_ready()

    def kcluster(self, *words: str):
        return self.node.exec(["kcluster", *words])

    def test_second_init_changes_nothing_and_says_so(self) -> None:
        again = self.kcluster("init", "--config", CONFIG, "--pod-network", "bridge")
        self.assertTrue(again.ok, again.err)
        self.assertIn("nothing was changed", again.out)

    def test_another_configuration_is_refused_with_the_difference(self) -> None:
        text = configured(self.node, KUBERNETES, None).decode()
        self.node.push(text.replace("10.244.0.0/16", "10.99.0.0/16").encode(), "/root/other.yaml")
        refused = self.kcluster("init", "--config", "/root/other.yaml", "--pod-network", "bridge")
        self.assertEqual(refused.code, 3, refused.err)
        self.assertIn("10.99.0.0/16", refused.err)

    def test_phases_run_again_leave_every_file_as_it_is(self) -> None:
        sums = ["sh", "-c", "find /etc/kubernetes /var/lib/kubelet/config.yaml -type f | sort | xargs sha256sum"]
        before = self.node.exec(sums).check().out
        for phase in ("certs all", "kubeconfig all", "etcd local", "control-plane all"):
            done = self.kcluster("init", "phase", *phase.split(), "--config", CONFIG)
            self.assertTrue(done.ok, done.err)
        self.assertEqual(self.node.exec(sums).check().out, before)

    def test_kubeadm_takes_the_cluster_as_its_own(self) -> None:
        for words in (["certs", "check-expiration"], ["upgrade", "plan", KUBERNETES]):
            done = self.node.exec(["kubeadm", *words, "--ignore-preflight-errors=all"]
                                  if words[0] == "upgrade" else ["kubeadm", *words])
            self.assertTrue(done.ok, done.out + done.err)

    def test_kubeadms_own_suite_passes(self) -> None:
        kubeadm_suite.passes(self, self.cluster)

    def test_the_node_is_labelled_and_tainted(self) -> None:
        node = json.loads(self.cluster.kubectl("get", "node", "cka-control", "-o", "json").check().out)
        self.assertIn("node-role.kubernetes.io/control-plane", node["metadata"]["labels"])
        self.assertEqual([t["key"] for t in node["spec"]["taints"]], ["node-role.kubernetes.io/control-plane"])

    def test_no_secret_is_left_in_the_journal(self) -> None:
        journal = json.loads(self.node.read("/var/lib/kcluster/init.json"))
        self.assertEqual(sorted(journal), ["finished", "wishes"])
