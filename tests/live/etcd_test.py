"""`kcluster etcd` on a real control plane, beside etcdctl."""

from __future__ import annotations

import json
import unittest

from kclab.parts import cache, versions
from kclab.settings import KUBERNETES
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

    def test_a_backup_holds_the_whole_cluster(self) -> None:
        self.node.exec(["mkdir", "-p", "/root/backups"]).check()
        self.node.exec(["sh", "-c", "umask 077; head -c 32 /dev/urandom > /root/key"]).check()
        saved = self.show("backup", "/root/backups")
        seen = saved["snapshot"]
        self.assertTrue(seen["sound"])
        self.assertEqual([member["name"] for member in seen["members"]], ["cka-control"])
        archive = self.show("verify", seen["file"])["archive"]
        self.assertEqual(archive["kubernetesVersion"], KUBERNETES)
        names = [file["name"] for file in archive["files"]]
        for name in ("snapshot.db", "cluster/ClusterConfiguration.yaml",
                     "files/etc/kubernetes/pki/ca.key", "files/etc/kubernetes/pki/etcd/ca.key",
                     "files/etc/kubernetes/admin.conf", "files/var/lib/kubelet/config.yaml"):
            self.assertIn(name, names)
        noted = json.loads(self.node.exec(["kcluster", "status", "-o", "json"]).check().out)["backup"]
        self.assertEqual((noted["file"], noted["revision"]), (seen["file"], seen["revision"]))
        self.assertLess(noted["ageSeconds"], 600)
        sealed = self.show("backup", "/root/backups", "--encrypt", "--key-file", "/root/key")
        file = sealed["snapshot"]["file"]
        self.assertEqual(self.kcluster("verify", file).code, 3)
        self.assertTrue(self.show("verify", file, "--key-file", "/root/key")["snapshot"]["sound"])
        self.node.exec(["sh", "-c", f"printf x | dd of={file} bs=1 seek=100000 conv=notrunc"]).check()
        broken = self.kcluster("verify", file, "--key-file", "/root/key")
        self.assertEqual(broken.code, 1)
        self.assertIn("was changed or cut off", broken.err)

    def test_a_drill_proves_a_backup_and_leaves_nothing(self) -> None:
        self.node.exec(["mkdir", "-p", "/root/drilled"]).check()
        file = self.show("backup", "/root/drilled")["snapshot"]["file"]
        seen = self.show("drill", file)["drill"]
        self.assertTrue(seen["passed"], seen["faults"])
        self.assertEqual(seen["etcdVersion"], versions.ETCD)
        self.assertIn("etcd:", seen["etcd"])
        counts = {kind["prefix"]: kind["etcd"] for kind in seen["resources"]}
        spaces = self.cluster.kubectl("get", "namespaces", "-o", "name").check().out.split()
        self.assertEqual(counts["/registry/namespaces/"], len(spaces))
        self.assertIn("/registry/services/specs/", counts)
        for cut in ("INT", "KILL"):
            for seconds in ("0.3", "0.8"):
                self.node.exec(["timeout", "-s", cut, seconds, "kcluster", "etcd", "drill", file])
        self.assertIn("the backup can be restored", self.kcluster("drill", file).check().out)
        left = self.node.exec(["sh", "-c", "ls -A /var/lib/kcluster | grep -c drill; pgrep -cx etcd"])
        self.assertEqual(left.out.split(), ["0", "1"])
        broken = self.kcluster("drill", file, "--etcd-binary", "/bin/true")
        self.assertEqual(broken.code, 1)
        self.assertIn("does not say which etcd it is", broken.err)

    def test_a_plain_snapshot_is_what_etcdutl_says_it_is(self) -> None:
        tool = cache.root() / "bin" / f"etcd-{versions.ETCD}" / "etcdutl"
        self.node.push(tool, "/usr/bin/etcdutl", "0755")
        ours = self.show("backup", "/root/plain.db", "--snapshot-only")["snapshot"]
        theirs = json.loads(self.node.exec(
            ["etcdutl", "snapshot", "status", "/root/plain.db", "-w", "json"]).check().out)
        self.assertEqual({name: ours[name] for name in theirs}, theirs)

    def test_systemd_takes_backups_as_it_was_told(self) -> None:
        self.node.exec(["mkdir", "-p", "/root/timed"]).check()
        self.kcluster("backup", "/root/timed", "--install-timer", "--keep", "1").check()
        active = self.node.exec(["systemctl", "is-active", "kcluster-etcd-backup.timer"])
        self.assertEqual(active.out.strip(), "active")
        for _ in range(2):
            self.node.exec(["systemctl", "start", "kcluster-etcd-backup.service"]).check()
        made = self.node.exec(["ls", "/root/timed"]).check().out.split()
        self.assertEqual(len(made), 1)
        self.assertTrue(self.show("verify", f"/root/timed/{made[0]}")["snapshot"]["sound"])
        self.kcluster("backup", "--remove-timer").check()
        left = self.node.exec(["sh", "-c", "ls /etc/systemd/system/kcluster-etcd-backup.*"])
        self.assertNotEqual(left.code, 0)
