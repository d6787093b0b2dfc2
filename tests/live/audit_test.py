"""`kcluster audit` of a plain cluster: what it says is what lies on the nodes, and its remedies mend."""

from __future__ import annotations

import json
import unittest

from kclab import Node
from live.clusters import booted, made

# What kubeadm's form of a cluster has as it is to be, and what it has not.
SOUND = ("1.1.1", "1.1.13", "1.1.19", "1.1.21", "1.2.2", "1.2.4", "1.2.6", "1.2.7", "1.2.8", "1.2.12", "1.2.14",
         "1.2.23", "1.2.26", "1.3.3", "1.3.7", "1.4.2", "2.1", "2.2", "2.5", "2.7", "3.1.3", "4.1.5", "4.2.1", "4.2.2",
         "4.2.3", "4.2.4", "4.2.10", "4.3.1", "5.1.1", "5.1.3", "5.1.6")
WANTING = {"1.2.1": "--anonymous-auth is not given, which means true",
           "1.2.15": "--profiling is not given, which means true",
           "1.2.16": "--audit-log-path is not given",
           "1.2.27": "--encryption-provider-config is not given",
           "1.4.1": "--profiling is not given, which means true",
           "4.2.13": "podPidsLimit is not set, which means -1",
           "4.2.14": "seccompDefault is not set, which means false",
           "5.3.1": "/etc/cni/net.d/10-kcluster.conflist"}
SCHEDULER = "/etc/kubernetes/scheduler.conf"
KUBELET = "/var/lib/kubelet/config.yaml"


class Audit(unittest.TestCase):
    """A control plane and a worker, made once."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.cluster = made(cls, "liveaud")
        cls.control = cls.cluster.control
        cls.worker = booted(cls.cluster.lab, "cka-worker1")
        cls.cluster.equip(cls.worker)
        cls.cluster.join(cls.worker).check()
        cls.cluster.connect()
        cls.cluster.wait_ready()

    def audit(self, node: Node) -> dict[str, dict]:
        told = json.loads(node.exec(["kcluster", "audit", "-o", "json"]).check().out)
        self.assertEqual(told["node"], node.name)
        return {point["id"]: point for point in told["points"]}

    def mend(self, node: Node, point: dict) -> None:
        node.exec(["sh", "-ec", point["paste"]]).check()

    def test_1_a_plain_control_plane_is_told_as_it_is(self) -> None:
        points = self.audit(self.control)
        self.assertEqual({id: points[id]["seen"] for id in SOUND if points[id]["result"] != "pass"}, {})
        for id, seen in WANTING.items():
            self.assertIn(points[id]["result"], ("fail", "warning"), id)
            self.assertIn(seen, points[id]["seen"][0])
            self.assertTrue(points[id]["why"] and points[id]["remedy"] and points[id]["paste"], id)
        self.assertEqual([id for id, point in points.items() if point["result"] == "unseen"], [])
        mode = self.control.exec(["stat", "-c", "%04a", KUBELET]).check().out.strip()
        self.assertEqual(points["4.1.9"]["seen"], [f"{KUBELET}: mode {mode}"])
        self.assertEqual(points["5.1.7"]["seen"], ["/etc/kubernetes/super-admin.conf: its client is in system:masters"])

    def test_2_a_worker_is_told_its_own_part(self) -> None:
        points = self.audit(self.worker)
        self.assertEqual({point["section"] for point in points.values() if point["result"] != "not-applicable"},
                         {"files of the node", "kubelet", "pod network"})
        self.assertEqual(points["4.2.1"]["result"], "pass")
        self.worker.exec(["chmod", "0644", "/etc/kubernetes/kubelet.conf"]).check()
        point = self.audit(self.worker)["4.1.5"]
        self.assertEqual((point["result"], point["seen"]), ("fail", ["/etc/kubernetes/kubelet.conf: mode 0644"]))
        self.mend(self.worker, point)
        self.assertEqual(self.audit(self.worker)["4.1.5"]["result"], "pass")

    def test_3_what_is_broken_fails_by_name_and_the_remedy_mends_it(self) -> None:
        self.control.exec(["chmod", "0644", SCHEDULER]).check()
        point = self.audit(self.control)["1.1.15"]
        self.assertEqual((point["result"], point["seen"]), ("fail", [f"{SCHEDULER}: mode 0644"]))
        self.mend(self.control, point)
        self.assertEqual(self.audit(self.control)["1.1.15"]["result"], "pass")
        self.cluster.kubectl("create", "clusterrolebinding", "ops", "--clusterrole=cluster-admin", "--user=jane").check()
        point = self.audit(self.control)["5.1.1"]
        self.assertEqual(point["seen"], ["ops gives cluster-admin to User jane"])
        self.cluster.kubectl("delete", "clusterrolebinding", "ops").check()
        self.assertEqual(self.audit(self.control)["5.1.1"]["result"], "pass")

    def test_4_a_flag_is_given_by_the_configuration_as_the_remedy_says(self) -> None:
        point = self.audit(self.control)["1.4.1"]
        stored = self.cluster.kubectl("-n", "kube-system", "get", "cm", "kubeadm-config", "-o",
                                      "jsonpath={.data.ClusterConfiguration}").check().out
        plain = "".join(line + "\n" for line in stored.splitlines() if line != "scheduler: {}")
        self.control.push((plain + point["paste"]).encode(), "/root/cluster.yaml.new")
        for words in (["control-plane", "scheduler"], ["upload-config", "kubeadm"]):
            self.control.exec(["kcluster", "init", "phase", *words, "--config", "/root/cluster.yaml.new"]).check()
        self.assertEqual(self.audit(self.control)["1.4.1"]["seen"], ["--profiling=false"])

    def test_5_an_audit_can_stop_a_script(self) -> None:
        self.assertEqual(self.control.exec(["kcluster", "audit", "--failed"]).code, 0)
        stopped = self.control.exec(["kcluster", "audit", "--failed", "--fail-on", "fail"])
        self.assertEqual(stopped.code, 1)
        self.assertIn("FAIL 1.2.15: ", stopped.out)

    def test_6_without_its_api_server_the_node_still_tells_of_itself(self) -> None:
        manifest = "/etc/kubernetes/manifests/kube-apiserver.yaml"
        self.control.exec(["mv", manifest, "/root/"]).check()
        self.addCleanup(self.control.exec, ["mv", "/root/kube-apiserver.yaml", manifest])
        for _ in range(60):
            points = self.audit(self.control)
            if points["5.1.1"]["result"] == "unseen":
                break
            self.control.exec(["sleep", "1"])
        unseen = {point["section"] for point in points.values() if point["result"] == "unseen"}
        self.assertIn("roles and service accounts", unseen)
        self.assertIn(f"there is no {manifest}", points["1.2.15"]["seen"])
        self.assertEqual(points["1.3.3"]["result"], "pass")


if __name__ == "__main__":
    unittest.main()
