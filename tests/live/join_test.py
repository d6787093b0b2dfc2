"""`kcluster join` of workers on real nodes, into clusters of kcluster's and of kubeadm's."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from kclab.cluster import Cluster
from live import kubeadm_suite
from live.clusters import booted, made
from live.strike import at_phase, strike

PHASES = ["preflight/node", "discovery", "preflight/cluster", "kubelet-bootstrap", "kubelet-start",
          "kubelet-wait-bootstrap", "pod-network"]
TOKEN = ("abcdef", "0123456789abcdef")
JOIN_SECONDS = 150


def unpadded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def cluster_info(server: str, authority: bytes) -> bytes:
    """cluster-info as somebody who knows the token, but not the cluster's key, can make it."""
    kubeconfig = json.dumps({"apiVersion": "v1", "kind": "Config", "clusters": [
        {"name": "", "cluster": {"server": server,
                                 "certificate-authority-data": base64.b64encode(authority).decode()}}]})
    header = unpadded(json.dumps({"alg": "HS256", "kid": TOKEN[0]}, separators=(",", ":")).encode())
    signed = f"{header}.{unpadded(kubeconfig.encode())}".encode()
    signature = unpadded(hmac.new(TOKEN[1].encode(), signed, hashlib.sha256).digest())
    data = {"kubeconfig": kubeconfig, f"jws-kubeconfig-{TOKEN[0]}": f"{header}..{signature}"}
    return json.dumps({"apiVersion": "v1", "kind": "ConfigMap", "data": data,
                       "metadata": {"name": "cluster-info", "namespace": "kube-public"}}).encode()


class Join(unittest.TestCase):
    """One cluster of kcluster's; the tests add to it in the order of their names."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.cluster = made(cls, "livejoin")
        cls.lab = cls.cluster.lab
        cls.worker = booted(cls.lab, "cka-worker1")
        cls.cluster.equip(cls.worker)

    def join(self, *words: str):
        return self.worker.exec(["kcluster", *words], timeout=JOIN_SECONDS)

    def untouched(self) -> None:
        for path in ("/etc/kubernetes/kubelet.conf", "/etc/kubernetes/pki", "/var/lib/kcluster"):
            self.assertFalse(self.worker.exec(["test", "-e", path]).ok, path)

    def test_1_a_false_server_with_the_token_learns_nothing_of_the_node(self) -> None:
        pin = next(w for w in self.cluster.join_words() if w.startswith("sha256:"))
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            record = folder / "record"
            with self.false_server(folder, record) as server:
                self.assertEqual(server.stdout.readline().strip(), "ready")
                refused = self.join("join", "192.168.1.1:7443", "--token", ".".join(TOKEN),
                                    "--discovery-token-ca-cert-hash", pin,
                                    "--ignore-preflight-errors=SystemVerification")
                server.kill()
            told = [json.loads(line) for line in record.read_text().splitlines()]
        self.assertEqual(refused.code, 1, refused.err)
        self.assertIn("which is none of those given", refused.err)
        self.assertEqual([t["line"] for t in told],
                         ["GET /api/v1/namespaces/kube-public/configmaps/cluster-info HTTP/1.1"])
        everything = json.dumps(told)
        for secret in (TOKEN[0], TOKEN[1], "Authorization", "cka-worker1"):
            self.assertNotIn(secret, everything)
        self.untouched()

    def false_server(self, folder: Path, record: Path) -> subprocess.Popen[str]:
        key, certificate, info = folder / "key", folder / "crt", folder / "info"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key,
                        "-out", certificate, "-subj", "/CN=kubernetes", "-addext",
                        "subjectAltName=IP:192.168.1.1"], check=True, capture_output=True)
        info.write_bytes(cluster_info("https://192.168.1.1:7443", certificate.read_bytes()))
        script = Path(__file__).with_name("false_server.py")
        return subprocess.Popen(
            ["ip", "netns", "exec", self.lab.switch, sys.executable, str(script), "192.168.1.1",
             "7443", certificate, key, info, record], stdout=subprocess.PIPE, text=True)

    def test_2_expired_unknown_and_wrong_tokens_are_told_apart(self) -> None:
        words = self.cluster.join_words("--ttl", "1s")
        time.sleep(3)
        expired = self.join(*words)
        self.assertIn("has expired or was never made", expired.err)
        token = words[words.index("--token") + 1]
        words = self.cluster.join_words()
        place = words.index("--token") + 1
        wrong = words[:place] + [words[place][:-1] + ("a" if words[place][-1] != "a" else "b")]
        self.assertIn("the secret half of token", self.join(*wrong, *words[place + 1:]).err)
        self.assertNotIn(token.split(".")[1], expired.err)
        self.untouched()

    def test_3_a_dry_run_changes_nothing(self) -> None:
        words = self.cluster.join_words()
        tried = self.join(*words, "--dry-run")
        self.assertTrue(tried.ok, tried.err)
        self.assertIn("/etc/kubernetes/kubelet.conf", tried.out)
        self.assertNotIn(words[words.index("--token") + 1], tried.out)
        self.untouched()

    def test_3_dry_run_in_the_configuration_is_the_flag(self) -> None:
        words = self.cluster.join_words()
        pin = words[words.index("--discovery-token-ca-cert-hash") + 1]
        wishes = {"apiVersion": "kubeadm.k8s.io/v1beta4", "kind": "JoinConfiguration", "dryRun": True,
                  "discovery": {"bootstrapToken": {"apiServerEndpoint": words[1],
                                                   "token": words[words.index("--token") + 1],
                                                   "caCertHashes": [pin]}}}
        self.worker.push(json.dumps(wishes).encode(), "/root/join.yaml")
        tried = self.join("join", "--config", "/root/join.yaml",
                          "--ignore-preflight-errors=SystemVerification")
        self.assertTrue(tried.ok, tried.err)
        self.assertIn("/etc/kubernetes/kubelet.conf", tried.out)
        self.untouched()

    def test_4_a_join_killed_at_every_phase_and_run_again_joins(self) -> None:
        words = ["kcluster", *self.cluster.join_words(), "--progress", "json"]
        killed = sum(self.kill_at(phase, words) for phase in PHASES)
        self.assertEqual(killed, len(PHASES), "too few kills hit their phase")
        last = self.worker.exec(words, timeout=JOIN_SECONDS)
        self.assertTrue(last.ok, last.err)
        self.cluster.connect()
        self.cluster.wait_ready()

    def kill_at(self, phase: str, words: list[str]) -> bool:
        return strike(self.worker, words, at_phase(phase)).killed

    def test_5_a_second_join_changes_nothing_and_says_so(self) -> None:
        again = self.join(*self.cluster.join_words())
        self.assertTrue(again.ok, again.err)
        self.assertIn("nothing was changed", again.out)

    def test_6_no_token_lies_on_the_worker(self) -> None:
        found = self.worker.exec(["grep", "-rlE", r"\b[a-z0-9]{6}\.[a-z0-9]{16}\b",
                                  "/etc/kubernetes", "/var/lib/kcluster"])
        self.assertEqual(found.out, "")
        self.assertFalse(self.worker.exec(["test", "-e", "/etc/kubernetes/bootstrap-kubelet.conf"]).ok)

    def test_6_status_on_a_worker_shows_what_its_kubelet_may_see(self) -> None:
        seen = json.loads(self.worker.exec(["kcluster", "status", "-o", "json"]).check().out)
        self.assertEqual(seen["cluster"]["endpoint"], "https://192.168.1.20:6443")
        self.assertEqual([n["name"] for n in seen["nodes"]], ["cka-control", "cka-worker1"])
        self.assertEqual([c["well"] for c in seen["components"] if c["name"] == "kubelet"], [True])
        self.assertEqual(seen["tokens"], [])
        self.assertTrue([why for why in seen["unseen"] if "secrets" in why], seen["unseen"])

    def test_7_a_living_nodes_name_is_not_taken_and_kubeadm_joins_beside_it(self) -> None:
        other = booted(self.lab, "cka-worker2")
        self.cluster.equip(other)
        words = self.cluster.join_words()
        refused = other.exec(["kcluster", *words, "--node-name", "cka-worker1"], timeout=JOIN_SECONDS)
        self.assertEqual(refused.code, 2, refused.err)
        self.assertIn("has a living node cka-worker1 at 192.168.1.21", refused.err)
        self.cluster.join(other, "kubeadm")
        other.exec(["kcluster", "pod-network", "install"]).check()  # kubeadm knows nothing of it
        self.cluster.connect()
        self.cluster.wait_ready()
        self.assertEqual(len(self.cluster.objects("nodes")), 3)

    def test_8_kubeadms_own_suite_passes_with_both_workers(self) -> None:
        kubeadm_suite.passes(self, self.cluster)


class JoinKubeadm(unittest.TestCase):
    """A worker of kcluster's in a cluster of kubeadm's, found by a discovery file."""

    def test_a_discovery_file_and_a_tls_token_join_kubeadms_cluster(self) -> None:
        cluster = made(type(self), "livejoink", "kubeadm")
        worker = booted(cluster.lab, "cka-worker1")
        info = cluster.kubectl("-n", "kube-public", "get", "configmap", "cluster-info", "-o",
                               "jsonpath={.data.kubeconfig}").check().out
        worker.push(info.encode(), "/root/discovery.conf")
        Cluster(cluster.lab, cluster.control, "kcluster").equip(worker)
        words = cluster.join_words()
        joined = worker.exec(["kcluster", "join", "--discovery-file", "/root/discovery.conf",
                              "--tls-bootstrap-token", words[words.index("--token") + 1],
                              "--ignore-preflight-errors=SystemVerification"], timeout=JOIN_SECONDS)
        self.assertTrue(joined.ok, joined.err)
        cluster.connect()
        cluster.wait_ready()
        # a kubelet of kubeadm's cluster may see no Node but its own
        seen = json.loads(worker.exec(["kcluster", "status", "-o", "json"]).check().out)
        self.assertEqual([n["name"] for n in seen["nodes"]], ["cka-worker1"])
        self.assertTrue(seen["unseen"])


if __name__ == "__main__":
    unittest.main()
