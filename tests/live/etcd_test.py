"""`kcluster etcd` on a real control plane, beside etcdctl."""

from __future__ import annotations

import json
import unittest

from kclab.parts import cache, versions
from live.clusters import made

PKI = "/etc/kubernetes/pki/etcd"
ETCDCTL = ["etcdctl", "--endpoints=https://127.0.0.1:2379", f"--cacert={PKI}/ca.crt",
           f"--cert={PKI}/healthcheck-client.crt", f"--key={PKI}/healthcheck-client.key"]
# etcdctl's name of a field -> ours
SAME = {"version": "version", "storageVersion": "storageVersion", "dbSizeQuota": "dbSizeQuota",
        "raftTerm": "raftTerm"}


class Etcd(unittest.TestCase):
    """One control plane, made once."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.cluster = made(cls, "liveetcd")
        cls.node = cls.cluster.control
        tool = cache.root() / "bin" / f"etcd-{versions.ETCD}" / "etcdctl"
        cls.node.push(tool, "/usr/bin/etcdctl", "0755")

    def kcluster(self, *words: str):
        return self.node.exec(["kcluster", "etcd", *words])

    def show(self, *words: str):
        return json.loads(self.kcluster(*words, "-o", "json").check().out)

    def etcdctl(self, *words: str):
        return json.loads(self.node.exec([*ETCDCTL, *words, "-w", "json"]).check().out)

    def test_members_are_those_that_etcdctl_lists(self) -> None:
        theirs = self.etcdctl("member", "list")["members"][0]
        ours = self.show("members")["members"]
        self.assertEqual(len(ours), 1)
        self.assertEqual(int(ours[0]["id"], 16), theirs["ID"])
        self.assertEqual(ours[0]["name"], theirs["name"])
        self.assertEqual(ours[0]["peerURLs"], theirs["peerURLs"])
        self.assertEqual(ours[0]["clientURLs"], theirs["clientURLs"])
        text = self.kcluster("members").check().out
        self.assertIn("started", text)
        self.assertIn("https://192.168.1.20:2380", text)

    def test_status_says_what_etcdctl_says_and_what_quorum_allows(self) -> None:
        theirs = self.etcdctl("endpoint", "status")[0]["Status"]
        seen = self.show("status")["etcd"]
        ours = seen["members"][0]
        for field, name in SAME.items():
            self.assertEqual(ours[name], theirs[field], field)
        self.assertEqual(int(ours["leader"], 16), theirs["leader"])
        self.assertGreaterEqual(ours["raftIndex"], theirs["raftIndex"])
        self.assertTrue(ours["isLeader"])
        self.assertEqual(ours["alarms"], [])
        self.assertEqual(seen["quorum"]["margin"], 0)
        self.assertEqual(seen["quorum"]["voters"], 1)
        text = self.kcluster("status").check().out
        self.assertIn("1 of 1 voters are well, 1 needed: none may fail", text)
        self.assertIn("margin: 0", self.kcluster("status", "-o", "yaml").check().out)

    def test_the_last_member_stays(self) -> None:
        refused = self.kcluster("remove-member", "cka-control", "--allow-quorum-loss")
        self.assertEqual(refused.code, 1)
        self.assertIn("is the last voter", refused.err)
        unknown = self.kcluster("remove-member", "cka-contrl")
        self.assertEqual(unknown.code, 3)
        self.assertIn("did you mean cka-control?", unknown.err)

    def test_history_goes_and_its_space_comes_back(self) -> None:
        tried = self.kcluster("compact", "--dry-run").check().out
        self.assertIn("compact etcd before revision", tried)
        kept = self.etcdctl("endpoint", "hashkv")[0]["HashKV"]["compact_revision"]
        done = self.show("compact")["compacted"]
        self.assertGreater(done, kept)
        self.assertEqual(self.etcdctl("endpoint", "hashkv")[0]["HashKV"]["compact_revision"], done)
        sizes = self.show("defrag")["defragmented"][0]
        self.assertLess(sizes["after"], sizes["before"])
        self.assertEqual(self.show("alarm", "list"), {"alarms": []})
        self.assertEqual(self.kcluster("alarm", "disarm").check().out, "no alarms\n")

    def test_an_etcd_that_is_not_there_is_told_so(self) -> None:
        silent = self.kcluster("status", "--endpoints", "127.0.0.1:9")
        self.assertEqual(silent.code, 1)
        self.assertIn("check that etcd runs there", silent.err)
        wrong = self.kcluster("status", "--cacert", "/etc/kubernetes/pki/ca.crt")
        self.assertEqual(wrong.code, 1)
        self.assertIn("its certificate is not trusted", wrong.err)
