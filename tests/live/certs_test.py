"""`kcluster certs` on a real control plane: renewed, served, nothing else restarted; cut off; by timer."""

from __future__ import annotations

import json
import re
import unittest

from kclab import Node
from kclab.cluster import configured
from kclab.settings import KUBERNETES
from kclab.shell import run, wait
from live.clusters import made, unmade
from live.strike import Moment, strike

PKI = "/etc/kubernetes/pki"
CONTROL_PLANE = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"]
# The certificate of whoever answers at an address and port.
LOOK = """
import socket, ssl, sys
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
with socket.create_connection((sys.argv[1], int(sys.argv[2])), 5) as plain:
    with context.wrap_socket(plain) as secure:
        print(ssl.DER_cert_to_PEM_cert(secure.getpeercert(True)))
"""


def wrote(path: str) -> Moment:
    return lambda event: event["event"] == "did" and event["subject"] == path


def subject(event: str, name: str) -> Moment:
    return lambda told: told["event"] == event and told["subject"] == name


class Certs(unittest.TestCase):
    """One control plane, made once."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.cluster = made(cls, "crt")
        cls.node = cls.cluster.control
        cls.cluster.connect()
        cls.cluster.wait_ready()

    def kcluster(self, *words: str):
        return self.node.exec(["kcluster", *words])

    def renew(self, *words: str) -> dict:
        return json.loads(self.kcluster("certs", "renew", *words, "-o", "json").check().out)

    def runs(self) -> dict[str, str]:
        """Every container that runs, by pod and name: its id."""
        def seen() -> dict[str, str]:
            pods = self.cluster.objects("pods", "-A")
            found = {}
            for pod in pods:
                for each in pod["status"].get("containerStatuses", []):
                    if "running" in each["state"]:
                        found[f"{pod['metadata']['name']}/{each['name']}"] = each["containerID"]
            return found
        wait("pods as the runtime has them", 60, lambda: set(seen().values()) == self.in_runtime(), 0.5)
        return seen()

    def in_runtime(self) -> set[str]:
        kind = 'labels."io.cri-containerd.kind"==container'  # not the pods' own
        known = self.node.exec(["ctr", "-n", "k8s.io", "containers", "ls", "-q", kind]).check().out.split()
        tasks = self.node.exec(["ctr", "-n", "k8s.io", "tasks", "ls"]).check().out.splitlines()
        alive = {line.split()[0] for line in tasks if line.endswith("RUNNING")}
        return {f"containerd://{each}" for each in alive & set(known)}

    def restarted(self, before: dict[str, str]) -> list[str]:
        after = self.runs()
        self.assertEqual(sorted(before), sorted(after))
        return sorted(name.split("/")[1] for name in before if before[name] != after[name])

    def served(self, port: int) -> str:
        inside = ["ip", "netns", "exec", self.node.full_name, "python3", "-c", LOOK]
        return run([*inside, self.node.address, str(port)]).check().out.strip()

    def on_disk(self, name: str) -> str:
        return self.node.read(f"{PKI}/{name}.crt").decode().strip()

    def sums(self) -> dict[str, str]:
        said = self.node.exec(["sh", "-c", "find /etc/kubernetes -type f | sort | xargs sha256sum"]).check().out
        return {path: digest for digest, path in (line.split() for line in said.splitlines())}

    def pair_matches(self, name: str) -> bool:
        key = self.node.exec(["openssl", "pkey", "-pubout", "-in", f"{PKI}/{name}.key"])
        certificate = self.node.exec(["openssl", "x509", "-noout", "-pubkey", "-in", f"{PKI}/{name}.crt"])
        return key.check().out == certificate.check().out

    def works(self) -> None:
        wait("answers to the administrator", 60, lambda: self.cluster.kubectl("get", "nodes").ok, 0.5)
        self.cluster.kubectl("-n", "kube-system", "logs", "etcd-cka-control", "--tail=1").check()

    def test_all_are_renewed_and_served_and_nothing_else_restarts(self) -> None:
        before, files = self.runs(), self.sums()
        said = self.renew("all")
        self.assertEqual({row["outcome"] for row in said["certificates"]}, {"renewed"})
        self.assertEqual(said["restarted"], CONTROL_PLANE)
        for port, name in ((6443, "apiserver"), (2379, "etcd/server"), (2380, "etcd/peer")):
            self.assertEqual(self.served(port), self.on_disk(name))
        changed = {path for path, digest in self.sums().items() if files[path] != digest}
        self.assertEqual(len(changed), 7 * 2 + 4)
        self.works()
        self.assertEqual(self.restarted(before), CONTROL_PLANE)
        self.kubeadm_agrees()

    def kubeadm_agrees(self) -> None:
        theirs = json.loads(self.node.exec(["kubeadm", "certs", "check-expiration", "-o", "json"]).check().out)
        ours = json.loads(self.kcluster("certs", "check-expiration", "-o", "json").check().out)
        for info in (theirs, ours):
            for row in info["certificates"] + info["certificateAuthorities"]:
                row.pop("residualTime")
        self.assertEqual(theirs, ours)

    def test_one_restarts_who_uses_it_alone(self) -> None:
        before = self.runs()
        self.assertEqual(self.renew("scheduler.conf")["restarted"], ["kube-scheduler"])
        self.assertEqual(self.renew("admin.conf", "etcd-healthcheck-client")["restarted"], [])
        self.works()
        self.assertEqual(self.restarted(before), ["kube-scheduler"])

    def test_without_restart_nothing_does(self) -> None:
        before = self.runs()
        said = self.renew("controller-manager.conf", "--no-restart")
        self.assertEqual(said["toRestart"], ["kube-controller-manager"])
        self.assertEqual(self.restarted(before), [])
        self.assertEqual(self.renew("controller-manager.conf")["restarted"], ["kube-controller-manager"])

    def test_a_kill_anywhere_is_mended_by_the_next_run(self) -> None:
        for moment in (wrote(f"{PKI}/front-proxy-client.key"), wrote(f"{PKI}/front-proxy-client.crt"),
                       subject("began", "kube-apiserver"), subject("did", "kube-apiserver")):
            words = ["kcluster", "--progress", "json", "certs", "renew", "front-proxy-client"]
            self.assertTrue(strike(self.node, words, moment).killed)
            self.kcluster("recover").check()
            self.assertTrue(self.pair_matches("front-proxy-client"))
        self.assertEqual(self.renew("front-proxy-client")["restarted"], ["kube-apiserver"])
        self.works()
        state = self.node.exec(["ls", "/var/lib/kcluster"]).check().out.split()
        self.assertNotIn("renewal.json", state)

    def test_a_timer_looks_daily_and_goes_again(self) -> None:
        before, files = self.runs(), self.sums()
        self.kcluster("certs", "renew", "--install-timer").check()
        timer, service = "kcluster-certs-renew.timer", "kcluster-certs-renew.service"
        self.assertTrue(self.node.exec(["systemctl", "is-active", timer]).ok)
        self.node.exec(["systemctl", "start", service]).check()
        self.assertEqual(self.sums(), files)
        self.assertEqual(self.restarted(before), [])
        self.kcluster("certs", "renew", "--remove-timer").check()
        self.assertFalse(self.node.exec(["systemctl", "cat", timer]).ok)

    def test_another_user_is_let_in_as_far_as_its_groups_are(self) -> None:
        made_here = self.kcluster("kubeconfig", "user", "--client-name", "jane", "--org", "kubeadm:cluster-admins",
                                  "--config", "/root/cluster.yaml").check().out
        self.node.push(made_here.encode(), "/root/jane.conf", "0600")
        who = self.node.exec(["kubectl", "--kubeconfig=/root/jane.conf", "auth", "whoami", "-o", "json"]).check().out
        self.assertEqual(json.loads(who)["status"]["userInfo"]["username"], "jane")
        self.node.exec(["kubectl", "--kubeconfig=/root/jane.conf", "get", "nodes"]).check()


class Expired(unittest.TestCase):
    """A control plane whose certificates hold for two minutes."""

    def test_renewal_brings_back_what_has_expired_altogether(self) -> None:
        cluster = unmade(self, "crtx")
        node = cluster.control
        usual = configured(node, KUBERNETES)
        short = re.sub(rb"(?m)^kind: ClusterConfiguration$", rb"\g<0>\ncertificateValidityPeriod: 2m", usual)
        node.push(usual, "/root/usual.yaml")
        node.push(short, "/root/cluster.yaml")
        node.exec(cluster.init_command()).check()
        wait("the end of every certificate", 180, lambda: self.ended(node) == 11, 1)
        self.assertFalse(cluster.kubectl("get", "nodes").ok)
        node.exec(["kcluster", "certs", "renew", "all", "--config", "/root/usual.yaml"], timeout=240).check()
        cluster.wait_ready()
        self.assertEqual(self.ended(node), 0)

    def ended(self, node: Node) -> int:
        said = node.exec(["kcluster", "certs", "check-expiration", "--config", "/root/usual.yaml", "-o", "json"])
        return sum(row["residualTime"] < 0 for row in json.loads(said.check().out)["certificates"])


if __name__ == "__main__":
    unittest.main()
