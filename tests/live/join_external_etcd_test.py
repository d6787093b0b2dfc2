"""`kcluster join` and `reset` where etcd belongs to no node: its three members stay as they are."""

from __future__ import annotations

import json
import tempfile
import unittest
from pathlib import Path

from kclab.cluster import configured
from kclab.settings import GATEWAY, KUBERNETES
from kclab.shell import wait
from live.clusters import booted, unmade
from live.external_etcd import ENDPOINTS, MEMBERS, ExternalEtcd

PKI = "/etc/kubernetes/pki"
# the path on a node -> the file as it was made
CLIENT = {f"{PKI}/etcd/ca.crt": "ca.crt", f"{PKI}/apiserver-etcd-client.crt": "client.crt",
          f"{PKI}/apiserver-etcd-client.key": "client.key"}
EXTERNAL = {"external": dict(zip(("caFile", "certFile", "keyFile"), CLIENT), endpoints=ENDPOINTS)}
LIMIT = 300
RUNNING_OUT = ("masterleases", "peerserverleases")


class JoinExternalEtcd(unittest.TestCase):
    """One cluster; the tests add to it in the order of their names."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.cluster = unmade(cls, "livecpe")
        cls.cluster.endpoint = f"{cls.cluster.control.address}:6443"
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.etcd = ExternalEtcd(cls.cluster.lab, Path(folder.name))
        cls.addClassCleanup(cls.etcd.down)
        cls.etcd.up()
        cls.members = cls.etcd.members()
        cls.second = booted(cls.cluster.lab, "cka-control2")
        cls.worker = booted(cls.cluster.lab, "cka-worker1")
        for node in (cls.second, cls.worker):
            cls.cluster.equip(node)

    def wishes(self) -> Path:
        text = configured(self.cluster.control, KUBERNETES, None, self.cluster.endpoint).decode()
        kind = "kind: ClusterConfiguration\n"
        path = self.etcd.folder / "cluster.yaml"
        path.write_text(text.replace(kind, f"{kind}etcd: {json.dumps(EXTERNAL)}\n"))
        return path

    def join(self, node, *options: str):
        return node.exec(["kcluster", *self.cluster.join_words(), *options], timeout=LIMIT)

    def no_etcd_of_its_own(self, node) -> None:
        self.assertFalse(node.exec(["test", "-e", "/etc/kubernetes/manifests/etcd.yaml"]).ok)
        for name in ("ca.key", "server.crt", "peer.crt", "healthcheck-client.crt"):
            self.assertFalse(node.exec(["test", "-e", f"{PKI}/etcd/{name}"]).ok, name)

    def test_1_a_control_plane_is_made_on_external_etcd(self) -> None:
        for path, name in CLIENT.items():
            self.cluster.control.push(self.etcd.folder / name, path, "0600")
        self.assertEqual(self.cluster.init(KUBERNETES, self.wishes()), 0)
        self.no_etcd_of_its_own(self.cluster.control)
        self.assertIn("/registry/minions/cka-control", self.etcd.keys("/registry/minions/"))

    def test_2_a_control_plane_that_cannot_reach_external_etcd_never_becomes_a_node(self) -> None:
        rule = ["OUTPUT", "-p", "tcp", "-d", GATEWAY, "-j", "REJECT", "--reject-with", "tcp-reset"]
        self.second.exec(["iptables", "-I", *rule]).check()
        refused = self.join(self.second, *self.cluster.share())
        self.second.exec(["iptables", "-D", *rule]).check()
        self.assertEqual(refused.code, 2, refused.err)
        for url in ENDPOINTS:
            self.assertIn(f"etcd at {url} does not tell its version", refused.err)
        self.assertIn("during: phase check-etcd", refused.err)
        self.assertNotIn("/registry/minions/cka-control2", self.etcd.keys("/registry/minions/"))
        self.assertFalse(self.second.exec(["test", "-e", "/etc/kubernetes/kubelet.conf"]).ok)

    def test_3_a_second_control_plane_gets_the_client_files_and_joins(self) -> None:
        joined = self.join(self.second, *self.cluster.share())
        self.assertTrue(joined.ok, joined.out + joined.err)
        self.no_etcd_of_its_own(self.second)
        for path, name in CLIENT.items():
            self.assertEqual(self.second.read(path), (self.etcd.folder / name).read_bytes())
        found = self.second.exec(["stat", "-c", "%a", f"{PKI}/apiserver-etcd-client.key"]).check()
        self.assertEqual(found.out.strip(), "600")

    def test_4_a_worker_joins_and_all_become_ready(self) -> None:
        joined = self.join(self.worker)
        self.assertTrue(joined.ok, joined.out + joined.err)
        self.cluster.connect()
        self.cluster.wait_ready()
        names = ["cka-control", "cka-control2", "cka-worker1"]
        self.assertEqual(self.etcd.keys("/registry/minions/"), [f"/registry/minions/{n}" for n in names])

    def test_5_both_api_servers_read_the_same_members(self) -> None:
        for node in (self.cluster.control, self.second):
            url = f"https://{node.address}:6443"
            kubectl = ["kubectl", "--kubeconfig=/etc/kubernetes/admin.conf", "--server", url]
            self.assertEqual(node.exec([*kubectl, "get", "--raw", "/readyz/etcd"]).check().out, "ok")
        pod = self.second.read("/etc/kubernetes/manifests/kube-apiserver.yaml").decode()
        self.assertIn(f"--etcd-servers={','.join(ENDPOINTS)}", pod)

    def test_6_a_second_join_changes_nothing(self) -> None:
        again = self.join(self.second, *self.cluster.share())
        self.assertIn("nothing was changed", again.out)

    def reset(self, node) -> str:
        done = node.exec(["kcluster", "reset", "--force"], timeout=LIMIT)
        self.assertTrue(done.ok, done.out + done.err)
        self.assertFalse(node.exec(["test", "-e", "/etc/kubernetes/manifests/kube-apiserver.yaml"]).ok)
        for path in CLIENT:
            self.assertFalse(node.exec(["test", "-e", path]).ok, path)
        return done.out

    def test_7_a_reset_control_plane_leaves_the_clusters_keys_and_says_so(self) -> None:
        nodes, before = "/registry/minions/", self.etcd.keys("/registry/configmaps/kube-system/")
        told = self.reset(self.second)
        self.assertIn(f"the cluster's data in the external etcd at {','.join(ENDPOINTS)}", told)
        self.assertIn("on a control plane: kcluster node remove cka-control2", told)
        self.assertIn(f"{nodes}cka-control2", self.etcd.keys(nodes))
        removed = self.cluster.control.exec(["kcluster", "node", "remove", "cka-control2"], timeout=LIMIT)
        self.assertTrue(removed.ok, removed.err)
        self.assertEqual(self.etcd.keys(nodes), [f"{nodes}cka-control", f"{nodes}cka-worker1"])
        self.assertEqual(self.etcd.keys("/registry/configmaps/kube-system/"), before)

    def test_8_so_does_the_last_one(self) -> None:
        wait("what belonged to the removed node to be collected", 60,
             lambda: not [key for key in self.etcd.keys("/registry/") if key.endswith("/cka-control2")], 0.5)
        before = self.etcd.keys("/registry/")
        self.assertIn("etcdctl --endpoints", self.reset(self.cluster.control))
        gone = set(before) - set(self.etcd.keys("/registry/"))
        # what API servers say of themselves runs out without them
        self.assertEqual([key for key in gone if key.split("/")[2] not in RUNNING_OUT], [])

    def test_9_the_members_are_those_of_the_beginning(self) -> None:
        self.assertEqual(self.etcd.members(), self.members)
        self.assertEqual(sorted(m["name"] for m in self.members), sorted(MEMBERS))
        self.assertEqual(len(self.etcd.pids()), len(MEMBERS))


if __name__ == "__main__":
    unittest.main()
