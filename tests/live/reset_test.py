"""`kcluster reset` and `kcluster node remove` on real nodes: nothing foreign goes, nothing of ours stays."""

from __future__ import annotations

import json
import unittest

from kclab.cluster import configured
from kclab.settings import KUBERNETES
from kclab.shell import wait
from live.clusters import booted, made, unmade
from live.strike import at_phase, strike

CONFIG = "/root/cluster.yaml"
OURS = ["/etc/kubernetes/manifests", "/etc/kubernetes/pki", "/etc/kubernetes/admin.conf",
        "/var/lib/kubelet/config.yaml", "/var/lib/kubelet/pki", "/var/lib/etcd/member",
        "/var/lib/kcluster", "/etc/cni/net.d/10-kcluster.conflist",
        "/etc/systemd/system/kcluster-pod-network.timer"]
# but for the last, which only looks
PHASES = ["preflight", "journal", "remove-etcd-member",
          *(f"cleanup-node/{part}" for part in ("kubelet", "pods", "pod-network", "timers", "mounts", "files"))]
FOREIGN = "/var/lib/kubelet/pods/x/foreign"
NEST = f"""set -e
mkdir -p {FOREIGN}; mount -t tmpfs tmpfs {FOREIGN}; echo keep > {FOREIGN}/file
mkdir {FOREIGN}/inside; mount -t tmpfs tmpfs {FOREIGN}/inside; echo keep > {FOREIGN}/inside/file
"""
HOLD = "cd $(grep -o '/var/lib/kubelet/pods/[^ ]*kubernetes.io~[^ ]*' /proc/mounts | head -1) && exec sleep 600"
# all that a dry run could have changed: names, modes, sizes, times, mounts, processes
LOOK = """find /etc/kubernetes /etc/cni /var/lib/kubelet /var/lib/kcluster -printf '%p %m %s %T@\\n' |
grep -v -e _state -e kubelet.sock -e '/pods ' | sort; grep kubelet /proc/mounts; pgrep -l 'kube|etcd' | sort"""


class Reset(unittest.TestCase):
    """One node: a control plane before each test."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.cluster = unmade(cls, "livereset")
        cls.node = cls.cluster.control

    def setUp(self) -> None:
        self.assertEqual(self.cluster.init(KUBERNETES), 0)

    def left(self) -> list[str]:
        """What of ours is still there; empty folders are not counted."""
        found = self.node.exec(["find", *OURS, "-not", "-type", "d"]).out.split()
        pods = self.node.exec(["ctr", "-n", "k8s.io", "containers", "ls", "-q"]).out.split()
        rules = self.node.exec(["nft", "list", "tables"]).out.splitlines()
        return found + pods + [line for line in rules if line.endswith(" kcluster")]

    def reset(self, *words: str):
        return self.node.exec(["kcluster", "reset", *words])

    def test_reset_then_init_gives_a_working_cluster_again(self) -> None:
        self.cluster.connect()
        self.cluster.wait_ready()  # with pods on the bridge
        done = self.reset("--force", "-o", "json")
        self.assertTrue(done.ok, done.err)
        self.assertEqual(self.left(), [])
        told = {row["command"] for row in json.loads(done.out)["left"]}
        self.assertIn("ip link delete kcluster0", told)
        again = self.reset("--force")
        self.assertTrue(again.ok, again.err)
        self.assertEqual(self.cluster.init(KUBERNETES), 0)
        self.cluster.connect()
        self.cluster.wait_ready()

    def test_foreign_mounts_survive_with_their_files(self) -> None:
        self.node.exec(["sh", "-c", NEST]).check()
        self.addCleanup(self.node.exec, ["umount", "-R", FOREIGN])
        done = self.reset("--force")
        self.assertEqual(done.code, 1, done.out)
        for point in (FOREIGN, f"{FOREIGN}/inside"):
            self.assertIn(f"umount {point}", done.err)
            self.assertEqual(self.node.read(f"{point}/file"), b"keep\n")
        self.assertEqual(self.left(), [])
        self.node.exec(["umount", "-R", FOREIGN]).check()
        done = self.reset("--force")
        self.assertTrue(done.ok, done.err)
        self.assertFalse(self.node.exec(["ls", "/var/lib/kubelet/pods"]).ok)

    def test_a_busy_volume_stays_until_it_is_free(self) -> None:
        wait("a mounted volume", 60, lambda: b"kubernetes.io~" in self.node.read("/proc/mounts"))
        self.node.exec(["systemd-run", "--unit=holder", "bash", "-c", HOLD]).check()
        self.addCleanup(self.node.exec, ["systemctl", "stop", "holder"])
        done = self.reset("--force")
        self.assertEqual(done.code, 1, done.out)
        self.assertRegex(done.err, r"umount /var/lib/kubelet/pods/\S+kubernetes.io~projected")
        self.node.exec(["systemctl", "stop", "holder"]).check()
        done = self.reset("--force")
        self.assertTrue(done.ok, done.err)
        self.assertNotIn(b"kubernetes.io~", self.node.read("/proc/mounts"))

    def test_files_of_others_stay_and_are_named(self) -> None:
        for path in ("/etc/kubernetes/manifests/vip.yaml", "/etc/kubernetes/pki/oidc.crt",
                     "/etc/kubernetes/audit.yaml", "/var/lib/kubelet/config.json", "/var/lib/etcd/note"):
            self.node.push(b"mine\n", path)
            self.addCleanup(self.node.exec, ["rm", "-f", path])
        done = self.reset("--force")
        self.assertTrue(done.ok, done.err)
        for path in ("/etc/kubernetes/manifests/vip.yaml", "/etc/kubernetes/pki/oidc.crt",
                     "/etc/kubernetes/audit.yaml", "/var/lib/kubelet/config.json", "/var/lib/etcd/note"):
            self.assertEqual(self.node.read(path), b"mine\n")
            self.assertIn(f"rm -r {path}\n", done.out)

    def test_a_dry_run_changes_nothing(self) -> None:
        self.cluster.connect()
        self.cluster.wait_ready()
        before = self.node.exec(["sh", "-c", LOOK]).out
        done = self.reset("--dry-run")
        self.assertTrue(done.ok, done.err)
        for words in ("stop kubelet", "stop and remove pod", "unmount /var/lib/kubelet/pods/",
                      "/var/lib/etcd/member", "/etc/kubernetes/pki/ca.key"):
            self.assertIn(words, done.out)
        self.assertEqual(self.node.exec(["sh", "-c", LOOK]).out, before)
        self.assertTrue(self.cluster.kubectl("get", "nodes").ok)

    def test_it_asks_first(self) -> None:
        for answer in (b"", b"n\n", b"perhaps\n"):
            refused = self.node.exec(["kcluster", "reset"], answer)
            self.assertEqual(refused.code, 1)
            self.assertIn("only copy", refused.out)
        self.assertTrue(self.cluster.kubectl("get", "nodes").ok)
        self.assertTrue(self.node.exec(["kcluster", "reset"], b"Yes\n").ok)

    def test_killed_in_every_phase_and_run_again_it_ends_clean(self) -> None:
        for phase in PHASES:
            run = strike(self.node, ["kcluster", "reset", "--force", "--progress", "json"], at_phase(phase))
            self.assertTrue(run.killed, f"not killed in {phase}: {run.phases()} {run.words}")
        done = self.reset("--force")
        self.assertTrue(done.ok, done.err)
        self.assertEqual(self.left(), [])
        self.assertEqual(self.cluster.init(KUBERNETES), 0)

    def test_phases_of_their_own(self) -> None:
        self.assertTrue(self.reset("phase", "preflight", "--force").ok)
        self.assertTrue(self.reset("phase", "remove-etcd-member").ok)
        self.assertFalse(self.node.exec(["ls", "/var/lib/etcd/member"]).ok)
        self.assertTrue(self.node.exec(["ls", "/etc/kubernetes/admin.conf"]).ok)
        self.assertTrue(self.reset("phase", "cleanup-node").ok)
        self.assertEqual(self.left(), [])

    def test_kubeadms_cluster_is_reset_as_well(self) -> None:
        self.reset("--force")
        self.node.push(configured(self.node, KUBERNETES), CONFIG)
        made = self.node.exec(["kubeadm", "init", "--config", CONFIG])
        self.assertTrue(made.ok, made.err)
        done = self.reset("--force")
        self.assertTrue(done.ok, done.err)
        self.assertEqual(self.left(), [])


class Remove(unittest.TestCase):
    """A worker drained, removed, reset and joined again."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.cluster = made(cls, "livedrain")
        cls.control = cls.cluster.control
        cls.worker = booted(cls.cluster.lab, "cka-worker1")
        cls.join()

    @classmethod
    def join(cls) -> None:
        cls.cluster.join(cls.worker)
        cls.cluster.connect()
        cls.cluster.wait_ready()

    def apply(self, *documents: dict) -> None:
        text = "\n---\n".join(json.dumps(document) for document in documents)
        self.control.push(text.encode(), "/root/apply.yaml")
        self.cluster.kubectl("apply", "-f", "/root/apply.yaml").check()

    def test_drained_removed_reset_and_joined_again(self) -> None:
        image = next(i for i in self.worker.exec(["ctr", "-n", "k8s.io", "images", "ls", "-q"]).out.split()
                     if "pause" in i)
        pod = {"metadata": {"labels": {"app": "web"}},
               "spec": {"containers": [{"name": "web", "image": image}],
                        "nodeSelector": {"kubernetes.io/hostname": "cka-worker1"}}}
        self.apply({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"},
                    "spec": {"replicas": 2, "selector": {"matchLabels": {"app": "web"}}, "template": pod}},
                   {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "keep"},
                    "spec": {"minAvailable": 2, "selector": {"matchLabels": {"app": "web"}}}})
        self.cluster.kubectl("rollout", "status", "deployment/web", "--timeout=60s").check()
        kept = self.control.exec(["kcluster", "node", "remove", "cka-worker1", "--timeout", "5s"])
        self.assertEqual(kept.code, 1)
        self.assertRegex(kept.err, r"default/web-\S+: The disruption budget keep needs 2")
        self.cluster.kubectl("delete", "pdb", "keep").check()
        done = self.control.exec(["kcluster", "node", "remove", "cka-worker1"])
        self.assertTrue(done.ok, done.err)
        self.assertIn("kcluster reset", done.out)
        names = [node["metadata"]["name"] for node in self.cluster.objects("nodes")]
        self.assertEqual(names, ["cka-control"])
        again = self.control.exec(["kcluster", "node", "remove", "cka-worker1"])
        self.assertEqual(again.code, 3, again.err)
        cleaned = self.worker.exec(["kcluster", "reset", "--force"])
        self.assertTrue(cleaned.ok, cleaned.err)
        self.assertIn("Node object cka-worker1", cleaned.out)
        self.join()

    def test_a_node_does_not_remove_itself(self) -> None:
        refused = self.control.exec(["kcluster", "node", "remove", "cka-control"])
        self.assertEqual(refused.code, 3)
        self.assertIn("kcluster reset", refused.err)

    def test_a_dry_run_leaves_the_node(self) -> None:
        shown = self.control.exec(["kcluster", "node", "remove", "cka-worker1", "--dry-run"])
        self.assertTrue(shown.ok, shown.err)
        self.assertIn("delete Node cka-worker1", shown.out)
        node = json.loads(self.cluster.kubectl("get", "node", "cka-worker1", "-o", "json").check().out)
        self.assertNotIn("unschedulable", node["spec"])


if __name__ == "__main__":
    unittest.main()
