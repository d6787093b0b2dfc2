"""`kcluster certs recover` of two control planes: the first one waits for nobody, the second one brings
etcd's leader back."""

from __future__ import annotations

import json
import unittest

from kclab import Node
from kclab.cluster import Cluster, configured
from kclab.settings import KUBERNETES
from kclab.shell import wait
from live.clusters import booted
from live.ended import USUAL, count_of_ended, end_kubelet, make_short_lived
from live.join_control_plane_test import control_plane_words, made

ENDPOINT = "192.168.1.20:6443"
LIMIT = 300


class RecoverOfTwo(unittest.TestCase):
    """In order."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.cluster = made(cls, "liverec2", "kcluster", ENDPOINT)
        cls.control, cls.second = cls.cluster.control, booted(cls.cluster.lab, "cka-control2")
        cls.nodes = cls.control, cls.second
        Cluster(cls.cluster.lab, cls.control, "kcluster").equip(cls.second)
        cls.second.exec(["kcluster", *control_plane_words(cls.cluster)], timeout=LIMIT).check()
        cls.cluster.connect()
        cls.cluster.wait_settled()
        cls.cluster.kubectl("create", "configmap", "kept").check()
        for node in cls.nodes:
            make_short_lived(node, configured(node, KUBERNETES, None, ENDPOINT), "--no-restart")
            end_kubelet(cls.control, node)
        for node in cls.nodes:
            wait(f"the end of every certificate of {node.name}", 180, lambda node=node: count_of_ended(node) >= 10, 1)

    def recover(self, node: Node) -> dict:
        done = node.exec(["kcluster", "certs", "recover", "--config", USUAL, "-o", "json"], timeout=LIMIT)
        return json.loads(done.check().out)

    def test_1_the_first_one_is_done_as_far_as_it_can_be_alone(self) -> None:
        said = self.recover(self.control)
        self.assertFalse(said["quorum"])
        self.assertEqual(count_of_ended(self.control), 0)

    def test_2_with_the_second_one_the_cluster_answers_again(self) -> None:
        self.assertTrue(self.recover(self.second)["node"]["ready"])
        self.assertEqual(count_of_ended(self.second), 0)

    def test_3_the_first_one_again_and_all_is_well_and_nothing_is_lost(self) -> None:
        self.recover(self.control)
        self.cluster.wait_settled()
        self.cluster.kubectl("get", "configmap", "kept").check()
        for node in self.nodes:
            again = self.recover(node)
            self.assertEqual((again["certificates"], again["silentNodes"]), ([], []))


if __name__ == "__main__":
    unittest.main()
