"""`kcluster encryption` on real control planes, and what etcd itself then has of every Secret."""

from __future__ import annotations

import json
import unittest
from collections import Counter
from collections.abc import Sequence

from kclab import Node
from kclab.balancer import ADDRESS as BALANCER
from kclab.cluster import Cluster, configured
from kclab.settings import KUBERNETES
from kclab.shell import wait
from live.clusters import booted, made, unmade
from live.strike import strike

LIMIT = 420
PKI = "/etc/kubernetes/pki"
FOLDER = "/etc/kubernetes/encryption"
FILE = f"{FOLDER}/config.yaml"
# What control planes share, for who carries it by hand.
CARRIED = [FILE, *(f"{PKI}/{name}" for name in ("sa.key", "sa.pub", *(
    f"{authority}.{ending}" for authority in ("ca", "front-proxy-ca", "etcd/ca") for ending in ("crt", "key"))))]
# Behind which key the word lies in the data file of etcd, if anywhere: kcluster has no part in it.
SEARCH = ["grep", "-c", "-a", "a-word-in-plain", "/var/lib/etcd/member/snap/db"]


class Encrypted(unittest.TestCase):
    cluster: Cluster

    def encryption(self, *words: str, node: Node | None = None) -> dict:
        told = (node or self.cluster.control).exec(["kcluster", "encryption", *words, "-o", "json"], timeout=LIMIT)
        self.assertTrue(told.ok, told.out + told.err)
        return json.loads(told.out)["encryption"]

    def stored(self) -> Counter:
        """How etcd has the Secrets, by provider and key."""
        status = self.encryption("status")
        return Counter({(row["provider"], row.get("key", "")): row["secrets"] for row in status["stored"]})

    def only(self, provider: str) -> str:
        """All Secrets are stored with one key of that provider: its name."""
        forms = list(self.stored())
        self.assertEqual([form for form, key in forms], [provider])
        return forms[0][1]

    def make(self, name: str) -> None:
        self.cluster.kubectl("create", "secret", "generic", name, "--from-literal=a=a-word-in-plain").check()

    def read(self, name: str) -> str:
        return self.cluster.kubectl("get", "secret", name, "-o", "jsonpath={.data.a}").check().out

    def no_drift(self, node: Node, but: Sequence[str] = ()) -> None:
        said = node.exec(["kcluster", "config", "diff", "-o", "json"])
        self.assertEqual(said.code, 1 if but else 0, said.err)
        told = json.loads(said.out)
        self.assertEqual([drift["subject"] for drift in told["drifts"]], list(but), told)
        self.assertEqual([file for file in told["filesToCopy"] if not file["present"]], [])


class OneControlPlane(Encrypted):
    """Made in plain; in order."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.cluster = made(cls, "livecr1")
        cls.control = cls.cluster.control
        cls.cluster.connect()
        cls.cluster.wait_ready()

    def test_1_in_plain_there_is_nothing_to_rotate(self) -> None:
        self.make("before")
        wait("the word in etcd's file", 30, lambda: self.control.exec(SEARCH).ok)
        self.assertEqual(self.only("identity"), "")
        self.assertFalse(self.encryption("status")["enabled"])
        refused = self.control.exec(["kcluster", "encryption", "rotate"])
        self.assertEqual(refused.code, 3, refused.err)
        self.assertTrue(self.control.exec(["kcluster", "encryption", "enable", "--dry-run"]).ok)
        self.assertFalse(self.control.exec(["test", "-e", FOLDER]).ok)

    def test_2_enabled_all_secrets_are_rewritten(self) -> None:
        done = self.encryption("enable")
        self.assertTrue(done["finished"])
        self.assertGreater(done["rewritten"], 0)
        self.only("secretbox")
        modes = self.control.exec(["stat", "-c", "%a", FOLDER, FILE]).check().out.split()
        self.assertEqual(modes, ["700", "600"])
        self.make("after")
        self.only("secretbox")
        self.assertEqual(self.read("before"), self.read("after"))
        self.no_drift(self.control)

    def test_3_a_second_run_changes_nothing(self) -> None:
        sums = ["sh", "-c", "find /etc/kubernetes -type f | sort | xargs sha256sum"]
        before = self.control.exec(sums).out
        self.assertEqual(self.encryption("enable")["rewritten"], 0)
        self.assertEqual(self.control.exec(sums).out, before)

    def test_4_etcds_own_file_has_no_word_of_them(self) -> None:
        for words in (["compact"], ["defrag"]):  # what was there before is history until then
            self.control.exec(["kcluster", "etcd", *words], timeout=LIMIT).check()
        found = self.control.exec(SEARCH)
        self.assertEqual(found.out.strip(), "0", found.err)

    def test_5_a_rotation_that_is_killed_is_gone_on_with(self) -> None:
        old = self.only("secretbox")
        words = ["kcluster", "--progress", "json", "encryption", "rotate", "--provider", "aescbc"]
        wrote = strike(self.control, words, lambda event: event["event"] == "did" and event["subject"] == FILE)
        self.assertTrue(wrote.killed)
        self.assertEqual(self.encryption("status")["change"], "rotate")
        self.assertTrue(self.encryption("rotate")["finished"])
        self.assertNotEqual(self.only("aescbc"), old)
        self.assertNotIn(old, self.control.read(FILE).decode())
        self.assertEqual(self.read("before"), self.read("after"))

    def test_6_disabled_the_node_is_as_it_was(self) -> None:
        done = self.encryption("disable")
        self.assertTrue(done["finished"])
        self.assertEqual(self.only("identity"), "")
        self.assertFalse(self.control.exec(["test", "-e", FOLDER]).ok)
        manifest = self.control.read("/etc/kubernetes/manifests/kube-apiserver.yaml").decode()
        self.assertNotIn("encryption", manifest)
        self.assertEqual(self.read("before"), self.read("after"))
        self.no_drift(self.control)


class TwoControlPlanes(Encrypted):
    """Encrypted from the first start on; in order."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.cluster = unmade(cls, "livecr2")
        cls.control, lab = cls.cluster.control, cls.cluster.lab
        cls.second = booted(lab, "cka-control2")
        cls.third = booted(lab, "cka-control3")
        cls.cluster.equip(cls.second)
        cls.cluster.equip(cls.third)
        lab.balancer().up([cls.control, cls.second])
        cls.control.push(configured(cls.control, KUBERNETES, None, BALANCER), "/root/cluster.yaml")
        cls.control.exec([*cls.cluster.init_command(), "--encrypt-secrets=aesgcm"], timeout=LIMIT).check()

    def test_1_no_secret_was_ever_in_plain(self) -> None:
        self.make("before")
        self.only("aesgcm")
        self.assertEqual(self.control.exec(SEARCH).out.strip(), "0")

    def test_2_a_further_control_plane_brings_the_key(self) -> None:
        type(self).line = self.join_line()
        done = self.second.exec(self.line, timeout=LIMIT)
        self.assertTrue(done.ok, done.out + done.err)
        self.assertEqual(self.second.read(FILE), self.control.read(FILE))
        states = {row["node"]: row["state"] for row in self.encryption("status", node=self.second)["controlPlanes"]}
        self.assertEqual(states, {"cka-control": "same", "cka-control2": "same"})
        for node in (self.control, self.second):
            self.no_drift(node)

    def join_line(self) -> list[str]:
        line = self.control.exec(["kcluster", "join-command", "--control-plane"]).check().out.split()
        return [*line, "--ignore-preflight-errors=SystemVerification"]

    def none_joins(self) -> None:
        """Neither by a line from before the change, nor by a new one, nor with files that were carried."""
        refused = self.third.exec(self.line, timeout=LIMIT)
        self.assertIn("has no shared certificates", refused.err)
        refused = self.control.exec(["kcluster", "join-command", "--control-plane"])
        self.assertEqual(refused.code, 1, refused.out)
        self.assertIn("kcluster encryption rotate", refused.err)
        for path in CARRIED:
            self.third.push(self.control.read(path), path, "0600")
        refused = self.third.exec(self.line[:self.line.index("--certificate-key")] + self.line[-1:], timeout=LIMIT)
        self.assertIn("kcluster encryption rotate", refused.err)
        self.third.exec(["kcluster", "reset", "--force"], timeout=LIMIT).check()

    def test_3_a_rotation_goes_from_node_to_node(self) -> None:
        old = self.only("aesgcm")
        nodes = {"cka-control": self.control, "cka-control2": self.second}
        order = ["cka-control"]
        while not (told := self.encryption("rotate", node=nodes[order[-1]]))["finished"]:
            order.append(told["nodes"][0])
            self.assertTrue(self.read("before"))
            if len(order) == 3:  # the first of them writes with the new key, and knows the old one
                self.none_joins()
        self.assertEqual(order, ["cka-control", "cka-control2", "cka-control", "cka-control2"])
        self.assertNotEqual(self.only("aesgcm"), old)
        self.assertEqual(self.second.read(FILE), self.control.read(FILE))

    def test_4_then_one_joins_and_every_api_server_reads_all(self) -> None:
        self.third.exec(self.join_line(), timeout=LIMIT).check()
        for node in (self.control, self.second, self.third):
            said = self.cluster.kubectl("--server", f"https://{node.address}:6443", "get", "secrets", "-A", "-o", "name")
            self.assertTrue(said.ok, said.err)
            self.assertIn("secret/before", said.out)


if __name__ == "__main__":
    unittest.main()
