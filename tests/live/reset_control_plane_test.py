"""Control planes leave a cluster: by reset, by loss; and come again."""

from __future__ import annotations

import json
import unittest

from live.clusters import booted
from live.join_control_plane_test import LIMIT, control_plane_words, made, members

ETCD = "/etc/kubernetes/manifests/etcd.yaml"


class Leaving(unittest.TestCase):
    """Three control planes; the third goes and comes, in the order of the tests' names."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.cluster = made(cls, "liveleave", "kcluster", "192.168.1.20:6443")
        cls.second = booted(cls.cluster.lab, "cka-control2")
        for node in (cls.second, cls.arrive()):
            cls.join(node)

    @classmethod
    def arrive(cls):
        """A machine of the third's name on which nothing ever ran."""
        cls.third = booted(cls.cluster.lab, "cka-control3")
        return cls.third

    @classmethod
    def join(cls, node) -> None:
        cls.cluster.equip(node)
        node.exec(["kcluster", *control_plane_words(cls.cluster)], timeout=LIMIT).check()

    def on_first(self, *words: str):
        return self.cluster.control.exec(["kcluster", *words], timeout=LIMIT)

    def voters(self) -> list[str]:
        return sorted(m["name"] for m in members(self.cluster) if not m["isLearner"])

    def nodes(self) -> list[str]:
        return sorted(n["metadata"]["name"] for n in self.cluster.objects("nodes"))

    def test_1_a_reset_control_plane_is_no_member_and_the_others_are_healthy(self) -> None:
        done = self.third.exec(["kcluster", "reset", "--force"], timeout=LIMIT)
        self.assertTrue(done.ok, done.err)
        self.assertIn("on a control plane: kcluster node remove cka-control3", done.out)
        self.assertEqual(self.voters(), ["cka-control", "cka-control2"])
        status = json.loads(self.on_first("etcd", "status", "-o", "json").check().out)["etcd"]
        self.assertEqual([m["name"] for m in status["members"] if m["alarms"]], [])
        self.assertEqual(sum(m["isLeader"] for m in status["members"]), 1)
        removed = self.on_first("node", "remove", "cka-control3")
        self.assertTrue(removed.ok, removed.err)
        self.assertEqual(self.nodes(), ["cka-control", "cka-control2"])

    def test_2_it_joins_again(self) -> None:
        self.join(self.third)
        self.assertEqual(self.voters(), ["cka-control", "cka-control2", "cka-control3"])

    def test_3_while_one_is_lost_no_other_may_leave(self) -> None:
        self.third.kill()
        refused = self.second.exec(["kcluster", "reset", "--force"], timeout=LIMIT)
        self.assertEqual(refused.code, 1, refused.err)
        self.assertIn("--allow-quorum-loss", refused.err)
        self.assertTrue(self.second.exec(["test", "-e", ETCD]).ok)
        self.assertEqual(self.voters(), ["cka-control", "cka-control2", "cka-control3"])

    def test_4_the_lost_one_is_removed_and_replaced(self) -> None:
        removed = self.on_first("node", "remove", "cka-control3")
        self.assertTrue(removed.ok, removed.err)
        self.assertEqual(self.voters(), ["cka-control", "cka-control2"])
        self.assertEqual(self.nodes(), ["cka-control", "cka-control2"])
        self.third.forget()
        self.join(self.arrive())
        self.assertEqual(self.voters(), ["cka-control", "cka-control2", "cka-control3"])
        self.cluster.connect()
        self.cluster.wait_ready()

    def test_5_the_loss_of_the_others_quorum_can_be_accepted(self) -> None:
        self.third.kill()
        reset = ["kcluster", "reset", "--force"]
        refused = self.second.exec(reset, timeout=LIMIT)
        self.assertEqual(refused.code, 1, refused.err)
        self.assertTrue(self.second.exec(["test", "-e", ETCD]).ok)
        done = self.second.exec([*reset, "--allow-quorum-loss"], timeout=LIMIT)
        self.assertTrue(done.ok, done.out + done.err)
        self.assertIn("accepted", done.err)
        for path in (ETCD, "/var/lib/etcd/member", "/etc/kubernetes/kubelet.conf"):
            self.assertFalse(self.second.exec(["test", "-e", path]).ok, path)
        told = self.on_first("etcd", "status")
        self.assertIn("quorum", told.out + told.err)


if __name__ == "__main__":
    unittest.main()
