"""`kcluster join --control-plane` on real nodes: stacked etcd, interrupted joins, beside kubeadm."""

from __future__ import annotations

import json
import unittest
from pathlib import Path

from kclab.balancer import ADDRESS as BALANCER
from kclab.cluster import Cluster, configured
from kclab.settings import KUBERNETES
from kclab.shell import wait
from live.clusters import booted, unmade
from live.strike import at_phase, strike

CONFIG = "/root/cluster.yaml"
KEY = "0123456789abcdef" * 4
PHASES = ["preflight/node", "discovery", "preflight/cluster",
          "control-plane-prepare/download-certs", "control-plane-prepare/certs",
          "control-plane-prepare/kubeconfig", "control-plane-prepare/control-plane", "check-etcd",
          "kubelet-bootstrap", "etcd-join", "kubelet-start", "etcd-promote", "wait-control-plane",
          "kubelet-wait-bootstrap", "control-plane-join/mark-control-plane"]
LIMIT = 300


def configuration(node, endpoint: str) -> bytes:
    text = configured(node, KUBERNETES, None, endpoint).decode()
    return text.replace("kind: InitConfiguration\n",
                        f"kind: InitConfiguration\ncertificateKey: {KEY}\n", 1).encode()


def made(test, lab_name: str, tool: str, endpoint: str) -> Cluster:
    """A first control plane that has shared its certificates."""
    cluster = unmade(test, lab_name, tool)
    cluster.control.push(configuration(cluster.control, endpoint), CONFIG)
    done = cluster.control.exec([*cluster.init_command(), "--upload-certs"])
    if not done.ok:
        raise AssertionError(done.out + done.err)
    return cluster


def members(cluster: Cluster) -> list[dict]:
    """etcd's members as they are listed on the first control plane."""
    done = cluster.control.exec(["kcluster", "etcd", "members", "-o", "json"])
    return json.loads(done.check().out)["members"]


def control_plane_words(cluster: Cluster, key: str = KEY) -> list[str]:
    """Made and found at the first control plane itself, as no balancer may stand yet."""
    server = f"{cluster.control.address}:6443"
    admin = cluster.control.read("/etc/kubernetes/admin.conf").decode()
    cluster.control.push(admin.replace(BALANCER, server).encode(), "/root/local.conf", "0600")
    words = cluster.join_words("--ttl", "1h", "--kubeconfig", "/root/local.conf")
    words[1] = server
    return [*words, "--control-plane", "--certificate-key", key]


class ControlPlanes(unittest.TestCase):
    """One cluster, whose balancer is down until the control planes stand."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.cluster = made(cls, "livecp", "kcluster", BALANCER)
        cls.lab = cls.cluster.lab
        cls.second = booted(cls.lab, "cka-control2")
        cls.third = booted(cls.lab, "cka-control3")
        for node in (cls.second, cls.third):
            Cluster(cls.lab, cls.cluster.control, "kcluster").equip(node)

    def voters(self) -> list[str]:
        listed = members(self.cluster)
        self.assertTrue(all(m["name"] for m in listed), listed)
        return sorted(m["name"] for m in listed if not m["isLearner"])

    def test_1_a_wrong_key_is_a_clear_error_and_writes_nothing(self) -> None:
        refused = self.second.exec(["kcluster", *control_plane_words(self.cluster, "f" * 64)], timeout=LIMIT)
        self.assertEqual(refused.code, 1, refused.err)
        self.assertIn("cannot be opened", refused.err)
        self.assertFalse(self.second.exec(["test", "-e", "/etc/kubernetes/pki"]).ok)

    def test_2_a_second_control_plane_joins_although_the_balancer_is_down(self) -> None:
        done = self.second.exec(["kcluster", *control_plane_words(self.cluster)], timeout=LIMIT)
        self.assertTrue(done.ok, done.out + done.err)
        self.assertEqual(self.voters(), ["cka-control", "cka-control2"])

    def test_3_a_control_plane_killed_at_every_phase_and_run_again_joins(self) -> None:
        words = ["kcluster", *control_plane_words(self.cluster), "--progress", "json"]
        for phase in PHASES:
            run = strike(self.third, words, at_phase(phase))
            self.assertTrue(run.killed, f"not killed in {phase}: {run.phases()} {run.words}")
        last = self.third.exec(words, timeout=LIMIT)
        self.assertTrue(last.ok, last.out + last.err)
        self.assertEqual(self.voters(), ["cka-control", "cka-control2", "cka-control3"])

    def test_4_super_admin_and_other_nodes_keys_do_not_travel(self) -> None:
        for node in (self.second, self.third):
            self.assertFalse(node.exec(["test", "-e", "/etc/kubernetes/super-admin.conf"]).ok)
            for key in ("apiserver.key", "etcd/server.key", "etcd/peer.key", "front-proxy-client.key"):
                path = f"/etc/kubernetes/pki/{key}"
                self.assertNotEqual(node.read(path), self.cluster.control.read(path))

    def test_5_behind_a_balancer_all_become_ready(self) -> None:
        self.lab.balancer().up([self.cluster.control, self.second, self.third])
        self.cluster.connect()
        self.cluster.wait_ready()
        labelled = self.cluster.objects("nodes", "-l", "node-role.kubernetes.io/control-plane")
        self.assertEqual(len(labelled), 3)

    def test_6_a_second_join_changes_nothing(self) -> None:
        again = self.second.exec(["kcluster", *control_plane_words(self.cluster)], timeout=LIMIT)
        self.assertIn("nothing was changed", again.out)

    def status(self, node) -> dict:
        return json.loads(node.exec(["kcluster", "status", "-o", "json"]).check().out)

    def test_7_status_tells_of_all_control_planes_from_any_of_them(self) -> None:
        seen = self.status(self.second)
        self.assertEqual(seen["unseen"], [])
        self.assertEqual(seen["cluster"], {"version": KUBERNETES, "endpoint": f"https://{BALANCER}"})
        self.assertEqual([n["name"] for n in seen["nodes"] if n["ready"]],
                         ["cka-control", "cka-control2", "cka-control3"])
        for name in ("kube-apiserver", "kube-controller-manager", "kube-scheduler"):
            of_nodes = [c for c in seen["components"] if c["name"] == name]
            self.assertEqual([(c["node"], c["well"], c["why"]) for c in of_nodes],
                             [(n, True, "") for n in ("cka-control", "cka-control2", "cka-control3")])
            self.assertEqual(sum(c["leads"] for c in of_nodes), 0 if name == "kube-apiserver" else 1)
        self.assertEqual(seen["etcd"]["quorum"]["margin"], 1)
        self.assertGreater(min(c["secondsLeft"] for c in seen["certificates"]), 360 * 24 * 3600)

    def test_8_the_balancer_leads_past_a_control_plane_that_is_lost(self) -> None:
        self.third.kill()
        ask = ["curl", "-sk", "-m", "5", f"https://{BALANCER}/readyz"]
        answered = lambda: all(self.second.exec(ask).out == "ok" for _ in range(10))
        wait("ten answers in a row despite the loss", 60, answered)

    def test_9_status_names_the_control_plane_that_is_lost(self) -> None:
        seen = self.status(self.second)
        ill = {(c["name"], c["node"]) for c in seen["components"] if not c["well"]}
        self.assertIn(("kube-apiserver", "cka-control3"), ill)
        self.assertEqual(seen["etcd"]["quorum"]["sound"], 2)
        self.assertEqual(seen["etcd"]["quorum"]["margin"], 0)

    def test_last_nothing_of_the_balancer_outlives_its_lab(self) -> None:
        pids = self.lab.balancer().pids()
        self.assertEqual(len(pids), 1)
        self.lab.down()
        wait("the end of haproxy's process, which init reaps", 10,
             lambda: not Path("/proc", str(pids[0])).exists())


class BesideKubeadm(unittest.TestCase):
    """Each tool's control plane joins the other's cluster."""

    def joins(self, lab: str, first: str, second: str) -> None:
        cluster = made(type(self), lab, first, "192.168.1.20:6443")
        node = booted(cluster.lab, "cka-control2")
        for each in (node, cluster.control):
            Cluster(cluster.lab, cluster.control, "kcluster").equip(each)
        done = node.exec([second, *control_plane_words(cluster)], timeout=LIMIT)
        self.assertTrue(done.ok, done.out + done.err)
        if (first, second) == ("kcluster", "kubeadm"):  # kubeadm knows nothing of the bridge
            node.exec(["kcluster", "pod-network", "install"]).check()
        self.assertEqual(sorted(m["name"] for m in members(cluster)), ["cka-control", "cka-control2"])
        cluster.connect()
        cluster.wait_ready()
        cluster.lab.down()

    def test_kclusters_control_plane_joins_kubeadms_cluster(self) -> None:
        self.joins("livecpk", "kubeadm", "kcluster")

    def test_kubeadms_control_plane_joins_kclusters_cluster(self) -> None:
        self.joins("livecpa", "kcluster", "kubeadm")


if __name__ == "__main__":
    unittest.main()
