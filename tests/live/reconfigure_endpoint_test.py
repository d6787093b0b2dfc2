"""`kcluster reconfigure endpoint`: a cluster of one control plane grows to two behind a balancer."""

from __future__ import annotations

import unittest

from kclab.balancer import ADDRESS as BALANCER
from kclab.cluster import Cluster
from kclab.shell import wait
from live.clusters import booted, made

OLD = "https://192.168.1.20:6443"
COMMAND = ["kcluster", "reconfigure", "endpoint", BALANCER]
LIMIT = 300


class Endpoint(unittest.TestCase):
    """One control plane without an endpoint, one worker that joined it."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.cluster = made(cls, "liveend")
        cls.control, cls.lab = cls.cluster.control, cls.cluster.lab
        cls.worker = booted(cls.lab, "cka-worker1")
        cls.cluster.join(cls.worker)
        cls.second = booted(cls.lab, "cka-control2")
        cls.cluster.equip(cls.second)

    def server(self, node, path: str) -> str:
        lines = node.read(path).decode().splitlines()
        return next(line.split()[-1] for line in lines if line.strip().startswith("server:"))

    def test_1_an_address_that_leads_nowhere_changes_nothing_of_the_cluster(self) -> None:
        refused = self.control.exec(COMMAND, timeout=LIMIT)
        self.assertEqual(refused.code, 1)
        self.assertIn("no API server of this cluster is reached", refused.err)
        self.assertEqual(self.server(self.control, "/etc/kubernetes/admin.conf"), OLD)

    def test_2_the_cluster_takes_the_endpoint(self) -> None:
        self.lab.balancer().up([self.control, self.second])
        done = self.control.exec(COMMAND, timeout=LIMIT)
        self.assertTrue(done.ok, done.out + done.err)
        self.assertEqual(self.server(self.control, "/etc/kubernetes/admin.conf"), f"https://{BALANCER}")
        shown = self.cluster.kubectl("-n", "kube-system", "get", "configmap", "kubeadm-config", "-o", "yaml")
        self.assertIn(f"controlPlaneEndpoint: {BALANCER}", shown.out)
        info = self.cluster.kubectl("-n", "kube-public", "get", "configmap", "cluster-info", "-o", "yaml")
        self.assertIn(f"server: https://{BALANCER}", info.out)

    def test_3_the_worker_takes_it(self) -> None:
        done = self.worker.exec(COMMAND, timeout=LIMIT)
        self.assertTrue(done.ok, done.out + done.err)
        self.assertEqual(self.server(self.worker, "/etc/kubernetes/kubelet.conf"), f"https://{BALANCER}")

    def test_4_a_second_run_changes_nothing(self) -> None:
        sums = ["sh", "-c", "find /etc/kubernetes -type f | sort | xargs sha256sum"]
        before = self.control.exec(sums).out
        again = self.control.exec(COMMAND, timeout=LIMIT)
        self.assertTrue(again.ok, again.err)
        self.assertEqual(self.control.exec(sums).out, before)

    def test_5_a_second_control_plane_joins(self) -> None:
        line = self.control.exec(["kcluster", "join-command", "--control-plane"]).check().out.split()
        done = self.second.exec([*line, "--ignore-preflight-errors=SystemVerification"], timeout=LIMIT)
        self.assertTrue(done.ok, done.out + done.err)
        self.cluster.connect()
        self.cluster.wait_ready()

    def test_6_workers_go_on_without_the_first_control_planes_api_server(self) -> None:
        manifest = "/etc/kubernetes/manifests/kube-apiserver.yaml"
        self.control.exec(["mv", manifest, "/root/"]).check()
        asked = Cluster(self.lab, self.second, "kcluster")
        wait("a Service of the cluster without the first API server", 60,
             lambda: asked.kubectl("get", "nodes").ok)
        worker = "--kubeconfig=/etc/kubernetes/kubelet.conf"
        wait("the worker's kubelet without the first API server", 60,
             lambda: self.worker.exec(["kubectl", worker, "get", "node", "cka-worker1"]).ok)


if __name__ == "__main__":
    unittest.main()
