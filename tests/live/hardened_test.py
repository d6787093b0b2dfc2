"""`kcluster init --profile hardened` on real nodes: strangers stay out, a token still joins, logs are verified."""

from __future__ import annotations

import json
import unittest

from kclab.cluster import configured
from kclab.settings import KUBERNETES
from kclab.shell import wait
from live.clusters import booted, unmade
from live.strangers import answered

KEY = "0123456789abcdef" * 4
FILES = ("/etc/kubernetes/hardening/audit-policy.yaml", "/etc/kubernetes/hardening/authentication.yaml")
TIMER = "kcluster-certs-approve-serving.timer"
AUDIT = "/var/log/kubernetes/audit/audit.log"
# Of the CIS benchmark: strangers, profiling, audit log and policy, ciphers, the kubelet's certificate.
POINTS = ("1.2.1", "1.2.15", "1.2.16", "1.2.17", "1.2.18", "1.2.19", "1.2.29", "3.2.1", "3.2.2", "4.2.9", "4.2.12")


class Hardened(unittest.TestCase):
    """One cluster, made once; a worker, then a control plane join it."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.cluster = unmade(cls, "livehard")
        cls.node = cls.cluster.control
        text = configured(cls.node, KUBERNETES, None, f"{cls.node.address}:6443").decode()
        cls.node.push(text.replace("kind: InitConfiguration\n",
                                   f"kind: InitConfiguration\ncertificateKey: {KEY}\n", 1).encode(),
                      "/root/cluster.yaml")
        cls.init = [*cls.cluster.init_command(), "--profile", "hardened", "--upload-certs"]
        cls.node.exec(cls.init, timeout=300).check()
        cls.cluster.connect()

    def logs(self, pod: str):
        return self.cluster.kubectl("-n", "kube-system", "logs", pod, "--tail=1")

    def test_1_strangers_see_health_and_cluster_info_alone(self) -> None:
        for path in ("/livez", "/readyz", "/healthz", "/api/v1/namespaces/kube-public/configmaps/cluster-info"):
            self.assertEqual(answered(self.node, path), 200, path)
        for path in ("/api", "/version", "/livez/ping", "/api/v1/namespaces/kube-public/configmaps"):
            self.assertEqual(answered(self.node, path), 401, path)

    def test_2_logs_come_by_a_verified_certificate_and_all_is_noted(self) -> None:
        wait("logs by a verified certificate", 120, lambda: self.logs("etcd-cka-control").ok, 0.5)
        self.cluster.kubectl("-n", "kube-system", "get", "secrets").check()
        noted = [json.loads(line) for line in self.node.read(AUDIT).decode().splitlines()[-2000:]]
        touched = [each for each in noted if each.get("objectRef", {}).get("resource") == "secrets"]
        self.assertTrue(touched)
        self.assertFalse([each for each in touched if "responseObject" in each or "requestObject" in each])

    def test_3_it_is_finished_and_without_drift(self) -> None:
        again = self.node.exec(self.init).check()
        self.assertIn("nothing was changed", again.out)
        said = json.loads(self.node.exec(["kcluster", "config", "diff", "-o", "json"]).check().out)
        self.assertEqual({each["path"] for each in said["filesToCopy"]} & set(FILES), set(FILES))

    def test_3b_the_audit_finds_in_place_what_the_profile_is_for(self) -> None:
        said = json.loads(self.node.exec(["kcluster", "audit", "-o", "json"]).check().out)
        seen = {point["id"]: point for point in said["points"]}
        for one in POINTS:
            self.assertEqual(seen[one]["result"], "pass", seen[one])

    def test_4_a_worker_joins_by_token_and_its_logs_are_verified(self) -> None:
        worker = booted(self.cluster.lab, "cka-worker1")
        self.cluster.join(worker)
        self.cluster.wait_ready()
        wait("logs of the worker's by a verified certificate", 120, self.worker_tells, 1)

    def worker_tells(self) -> bool:
        pods = self.cluster.objects("pods", "-n", "kube-system", "--field-selector=spec.nodeName=cka-worker1",
                                    "-l", "k8s-app=kube-proxy")
        return bool(pods) and self.logs(pods[0]["metadata"]["name"]).ok

    def test_5_a_second_control_plane_is_made_alike(self) -> None:
        second = booted(self.cluster.lab, "cka-control2")
        self.cluster.join(second, None, "--control-plane", "--certificate-key", KEY)
        for path in FILES:
            self.assertEqual(second.read(path), self.node.read(path))
        self.assertTrue(second.exec(["systemctl", "is-active", TIMER]).ok)
        wait("logs of its etcd", 120, lambda: self.logs("etcd-cka-control2").ok, 1)
        second.exec(["test", "-s", AUDIT]).check()

    def test_6_a_reset_takes_it_away_but_for_the_audit_log(self) -> None:
        second = self.cluster.lab.node("cka-control2")
        second.exec(["kcluster", "reset", "--force"]).check()
        self.assertFalse(second.exec(["systemctl", "cat", TIMER]).ok)
        self.assertFalse(second.exec(["test", "-e", "/etc/kubernetes/hardening"]).ok)
        second.exec(["test", "-s", AUDIT]).check()


if __name__ == "__main__":
    unittest.main()
