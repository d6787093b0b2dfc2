"""`kcluster certs recover` on real nodes: every certificate has ended, the kubelets' too."""

from __future__ import annotations

import json
import time
import unittest

from kclab import Node, web
from kclab.cluster import configured
from kclab.settings import KUBERNETES
from kclab.shell import say, wait
from live.clusters import booted, made
from live.ended import KUBELET, PKI, count_of_ended, end_kubelet, make_short_lived
from live.strike import at_phase, strike

STATE = "/var/lib/kcluster"


class Recover(unittest.TestCase):
    """A control plane and a worker with a pod, made once; the tests go on from each other."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.cluster = made(cls, "recov")
        cls.control = cls.cluster.control
        cls.worker = booted(cls.cluster.lab, "cka-worker1")
        web.bring(cls.worker)
        cls.cluster.join(cls.worker)
        cls.cluster.connect()
        cls.cluster.wait_ready()
        web.serve(cls.cluster, "kept", cls.worker)
        cls.pod = cls.container()
        make_short_lived(cls.control, configured(cls.control, KUBERNETES))
        for node in (cls.control, cls.worker):
            end_kubelet(cls.control, node)
        wait("the end of every certificate", 180, lambda: count_of_ended(cls.control) == 11, 1)

    @classmethod
    def container(cls) -> tuple[str, int]:
        pod = json.loads(cls.cluster.kubectl("get", "pod", "kept", "-o", "json").check().out)
        status = pod["status"]["containerStatuses"][0]
        return status["containerID"], status["restartCount"]

    def recover(self, node: Node, *words: str) -> dict:
        begun = time.monotonic()
        done = node.exec(["kcluster", "certs", "recover", *words, "-o", "json"], timeout=600).check()
        say(f"{node.name} recovered in {time.monotonic() - begun:.0f} s")
        return json.loads(done.out)

    def sums(self, node: Node) -> str:
        return node.exec(["sh", "-c", f"find /etc/kubernetes {KUBELET} {STATE} -type f | sort | xargs sha256sum"]).out

    def test_1_a_rehearsal_changes_nothing(self) -> None:
        self.assertFalse(self.cluster.kubectl("get", "nodes").ok)
        before = self.sums(self.control)
        said = self.control.exec(["kcluster", "certs", "recover", "--config", "/root/usual.yaml", "--dry-run"]).check()
        self.assertIn(f"{PKI}/apiserver.crt", said.out)
        self.assertIn("restart kube-apiserver", said.out)
        self.assertNotIn("PRIVATE KEY", said.out)
        self.assertEqual(self.sums(self.control), before)

    def test_2_a_worker_cannot_come_back_by_itself(self) -> None:
        refused = self.worker.exec(["kcluster", "certs", "recover"])
        self.assertEqual(refused.code, 3)
        self.assertIn("on a control plane", refused.err)

    def test_3_a_control_plane_comes_back_by_one_command_killed_or_not(self) -> None:
        words = ["kcluster", "--progress", "json", "certs", "recover", "--config", "/root/usual.yaml"]
        for phase in ("kubelet-client", "kubelet", "kube-apiserver"):
            self.assertTrue(strike(self.control, words, at_phase(phase)).killed, phase)
        said = self.recover(self.control, "--config", "/root/usual.yaml")
        self.assertTrue(said["node"]["ready"])
        self.assertEqual(count_of_ended(self.control), 0)
        self.assertEqual([each["name"] for each in said["silentNodes"]], ["cka-worker1"])
        before = self.control.exec(["find", said["before"], "-name", "kubelet-client-current.pem"]).check().out
        self.assertIn("kubelet-client-ended", self.control.exec(["ls", KUBELET]).out)
        self.assertTrue(before)
        type(self).line = said["silentNodes"][0]["command"].split()

    def test_4_a_worker_comes_back_by_one_command_and_its_pod_never_left(self) -> None:
        self.assertEqual(self.line[:3], ["kcluster", "certs", "recover"])
        struck = strike(self.worker, ["kcluster", "--progress", "json", *self.line[1:]], at_phase("kubelet"))
        self.assertTrue(struck.killed)
        said = self.recover(self.worker, *self.line[3:])
        self.assertTrue(said["node"]["ready"])
        self.cluster.wait_ready()
        self.assertEqual(self.container(), self.pod)
        wait("logs through the kubelet", 60, lambda: self.cluster.kubectl("logs", "kept").ok, 0.5)

    def test_5_who_came_back_has_nothing_more_to_do(self) -> None:
        for node in (self.control, self.worker):
            before = self.sums(node)
            said = self.recover(node)
            self.assertEqual(said["certificates"], [])
            self.assertEqual(said.get("silentNodes", []), [])
            self.assertEqual(self.sums(node), before)
            self.assertNotIn("certs-recovery.json", before)

    def diff(self, node: Node, *words: str) -> tuple[int, list[tuple[str, str]], dict]:
        done = node.exec(["kcluster", "config", "diff", "-o", "json", *words])
        self.assertIn(done.code, (0, 1), done.err)
        said = json.loads(done.out)
        return done.code, sorted((each["kind"], each["subject"]) for each in said["drifts"]), said

    def edit(self, node: Node, path: str, old: str, new: str) -> None:
        text = node.read(path).decode()
        self.assertIn(old, text)
        node.push(text.replace(old, new).encode(), path, "0600")

    def configure(self, old: str, new: str) -> None:
        """Changes what the cluster keeps of itself."""
        found = json.loads(self.cluster.kubectl("-n", "kube-system", "get", "cm", "kubeadm-config", "-o", "json").out)
        text = found["data"]["ClusterConfiguration"]
        self.assertIn(old, text)
        patch = json.dumps({"data": {"ClusterConfiguration": text.replace(old, new)}})
        self.cluster.kubectl("-n", "kube-system", "patch", "cm", "kubeadm-config", "-p", patch).check()

    def test_6_config_diff_names_what_was_changed_by_hand(self) -> None:
        scheduler, kubelet = "/etc/kubernetes/manifests/kube-scheduler.yaml", "/var/lib/kubelet/config.yaml"
        server = "/etc/kubernetes/manifests/kube-apiserver.yaml"
        for node in (self.control, self.worker):
            self.assertEqual(self.diff(node)[:2], (0, []))
        self.assertEqual(self.diff(self.control, "--config", "/root/usual.yaml")[:2], (0, []))
        flag = "    - --leader-elect=true\n"
        self.edit(self.control, scheduler, flag, flag + "    - --v=3\n")
        for node in (self.control, self.worker):
            self.edit(node, kubelet, "kind: KubeletConfiguration\n", "kind: KubeletConfiguration\nmaxPods: 77\n")
        by_hand = [("kubelet", kubelet), ("manifest", scheduler)]
        code, found, said = self.diff(self.control)
        self.assertEqual((code, found), (1, by_hand))
        self.assertIn("+    - --v=3", said["drifts"][0]["difference"])
        self.assertEqual(self.diff(self.worker)[:2], (1, [("kubelet", kubelet)]))
        patch = [{"op": "add", "path": "/spec/containers/0/command/-", "value": "--v=3"}]
        self.control.push(json.dumps(patch).encode(), "/root/patches/kube-scheduler+json.yaml")
        self.assertEqual(self.diff(self.control, "--patches", "/root/patches")[1], [("kubelet", kubelet)])
        self.wishes_are_held_against_the_node(by_hand, server)
        self.edit(self.control, scheduler, flag + "    - --v=3\n", flag)
        for node in (self.control, self.worker):
            self.edit(node, kubelet, "maxPods: 77\n", "")
            self.assertEqual(self.diff(node)[:2], (0, []))

    def wishes_are_held_against_the_node(self, by_hand: list[tuple[str, str]], server: str) -> None:
        usual = "apiServer: {}\n"
        other = ("apiServer:\n  certSANs:\n  - api.example.org\n  extraArgs:\n"
                 "  - name: audit-policy-file\n    value: /etc/kubernetes/audit.yaml\n")
        self.configure(usual, other)
        _, found, said = self.diff(self.control)
        self.assertEqual(found, sorted([*by_hand, ("certificate", f"{PKI}/apiserver.crt"), ("manifest", server)]))
        self.assertEqual(said["filesToCopy"], [{"path": "/etc/kubernetes/audit.yaml", "present": False,
                                                "namedBy": "apiServer.extraArgs: audit-policy-file"}])
        self.assertEqual(self.diff(self.control, "--config", "/root/usual.yaml")[1], by_hand)
        self.configure(other, usual)


if __name__ == "__main__":
    unittest.main()
