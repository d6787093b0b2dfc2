"""`kcluster etcd restore` of three control planes: stopped, built and started node by node."""

from __future__ import annotations

import unittest
from concurrent.futures import ThreadPoolExecutor

from kclab.cluster import Cluster
from kclab.node import Node
from kclab.shell import Result, wait
from live.clusters import booted
from live.join_control_plane_test import control_plane_words, made, members

BACKUP = "/root/backup.tar"
PLAN = "/root/restore.json"
LIMIT = 300


class RestoreOfThree(unittest.TestCase):
    """Three stacked control planes, made once."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.cluster = made(cls, "liverest3", "kcluster", "192.168.1.20:6443")
        lab = cls.cluster.lab
        cls.nodes = [cls.cluster.control, booted(lab, "cka-control2"), booted(lab, "cka-control3")]
        for node in cls.nodes[1:]:
            Cluster(lab, cls.cluster.control, "kcluster").equip(node)
            node.exec(["kcluster", *control_plane_words(cls.cluster)], timeout=LIMIT).check()
        cls.cluster.wait_ready()

    def restore(self, node: Node, *words: str) -> Result:
        return node.exec(["kcluster", "etcd", "restore", *words], timeout=LIMIT)

    def on_all(self, *words: str) -> list[Result]:
        """On every node at once."""
        with ThreadPoolExecutor() as pool:
            return [done.check() for done in pool.map(lambda n: self.restore(n, *words), self.nodes)]

    def backup(self) -> None:
        """One file, and the plan for it, on every node."""
        self.cluster.control.exec(["kcluster", "etcd", "backup", BACKUP]).check()

    def plan(self, *words: str) -> str:
        first = self.cluster.control
        text = self.restore(first, "plan", BACKUP, "--plan", PLAN, *words).check().out
        for path in (BACKUP, PLAN):
            for node in self.nodes[1:]:
                node.push(first.read(path), path, "0600")
        return text

    def stop_all(self) -> list[str]:
        return [done.out.split()[-1] for done in self.on_all("stop", "--plan", PLAN)]

    def there(self, *words: str) -> bool:
        return self.cluster.kubectl("get", *words).ok

    def test_1_others_that_run_are_never_left_behind(self) -> None:
        self.backup()
        first = self.cluster.control
        alone = self.restore(first, BACKUP, "--force")
        self.assertEqual(alone.code, 3)
        self.assertIn("other members, too: cka-control2, cka-control3", alone.err)
        text = self.plan()
        for words in ("restore stop", "restore build", "restore start", "--only cka-control"):
            self.assertIn(words, text)
        early = self.restore(first, "build", BACKUP, "--plan", PLAN)
        self.assertEqual(early.code, 3)
        self.assertIn("etcd is not stopped on this node", early.err)
        own = self.restore(first, "stop", "--plan", PLAN).check().out.split()[-1]
        silent = self.restore(first, "build", BACKUP, "--plan", PLAN, "--receipt", own)
        self.assertEqual(silent.code, 3)
        self.assertIn("have not been stopped: cka-control2, cka-control3", silent.err)
        forged = self.restore(first, "build", BACKUP, "--plan", PLAN, "--receipt",
                              own.replace("cka-control:", "cka-control2:"))
        self.assertEqual(forged.code, 3)
        self.assertIn("is no receipt of this restore", forged.err)
        # nothing was built, so it can go on as before
        self.restore(first, "build", "--undo", "--plan", PLAN, "--destroyed",
                     "cka-control2,cka-control3").check()
        self.restore(first, "start", "--plan", PLAN).check()
        self.cluster.wait_ready()

    def test_2_all_three_come_back_when_their_data_are_lost(self) -> None:
        self.cluster.kubectl("create", "configmap", "goods").check()
        self.backup()
        self.cluster.kubectl("create", "configmap", "later").check()
        for node in self.nodes:
            node.exec(["rm", "-rf", "/var/lib/etcd/member"]).check()
        self.plan()
        receipts = self.stop_all()
        self.on_all("build", BACKUP, "--plan", PLAN, "--receipt", ",".join(receipts))
        self.on_all("start", "--plan", PLAN)
        self.assertEqual(sorted(m["name"] for m in members(self.cluster)),
                         ["cka-control", "cka-control2", "cka-control3"])
        self.assertTrue(self.there("configmap", "goods"))
        self.assertFalse(self.there("configmap", "later"))
        self.cluster.wait_ready()

    def test_2b_undone_in_the_same_steps_the_old_data_are_back_on_all_three(self) -> None:
        self.backup()
        self.cluster.kubectl("create", "configmap", "in-between").check()
        self.plan()
        receipts = ",".join(self.stop_all())
        self.on_all("build", BACKUP, "--plan", PLAN, "--receipt", receipts)
        self.on_all("start", "--plan", PLAN)
        self.assertFalse(self.there("configmap", "in-between"))
        self.cluster.kubectl("create", "configmap", "since-then").check()
        receipts = ",".join(self.stop_all())
        back = ["build", "--undo", "--plan", PLAN, "--receipt", receipts]
        early = self.restore(self.cluster.control, *back)
        self.assertEqual(early.code, 1, early.err)
        self.assertRegex(early.err, r"[1-9]\d* writes since the restore would be lost")
        self.on_all(*back, "--discard-writes")
        self.on_all("start", "--plan", PLAN)
        self.assertEqual(sorted(m["name"] for m in members(self.cluster)),
                         ["cka-control", "cka-control2", "cka-control3"])
        self.assertTrue(self.there("configmap", "in-between"))
        self.assertFalse(self.there("configmap", "since-then"))
        for node in self.nodes:  # their kubelets have seen later revisions
            node.exec(["systemctl", "restart", "kubelet"]).check()
        self.cluster.wait_ready()

    def test_3_with_two_lost_one_is_restored_and_the_others_join_again(self) -> None:
        self.backup()
        self.cluster.kubectl("create", "configmap", "afterwards").check()
        self.plan("--only", "cka-control")
        receipts = self.stop_all()
        first = self.cluster.control
        self.restore(first, "build", BACKUP, "--plan", PLAN, "--receipt", ",".join(receipts)).check()
        self.restore(first, "start", "--plan", PLAN).check()
        self.assertEqual([m["name"] for m in members(self.cluster)], ["cka-control"])
        self.assertFalse(self.there("configmap", "afterwards"))
        share = self.cluster.share()
        second = self.nodes[1]
        second.exec(["kcluster", "reset", "--force"], timeout=LIMIT).check()
        second.exec(["kcluster", *self.cluster.join_words(), *share], timeout=LIMIT).check()
        wait("two voters", 60, lambda: len([m for m in members(self.cluster) if not m["isLearner"]]) == 2,
             0.5)
