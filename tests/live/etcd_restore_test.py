"""`kcluster etcd restore` on a real control plane with a worker: back, cut off, refused,
undone."""

from __future__ import annotations

import json
import subprocess
import unittest

from kclab import web
from kclab.parts.versions import ETCD
from kclab.settings import CACHE
from kclab.shell import Result, wait
from live.clusters import booted, made
from live.small_disk import PLACE, SmallDisk
from live.strike import Event, Struck, at_phase, strike

PHASES = ["note", "build", "members", "stop", "swap", "etcd", "prove", "control-plane", "tokens",
          "nodes"]
MANIFESTS = "/etc/kubernetes/manifests"
BACKUP = "/root/backup.tar"
DATA = "/var/lib/etcd"
# What kcluster finds there in a mount namespace of its own; etcd goes on with the real one.
FULL_DISK = (f"mount --bind {DATA} /mnt && mount -t tmpfs -o size=2m tmpfs {DATA} && "
             f"mkdir {DATA}/member && mount --bind /mnt/member {DATA}/member")
# The small disk in its place, with the data in use.
ON_SMALL_DISK = f"mount --bind {DATA} /mnt && mount --bind {PLACE} {DATA} && " \
                f"mkdir {DATA}/member && mount --bind /mnt/member {DATA}/member"
READ_ONLY = f"mount --bind {DATA} {DATA} && mount -o remount,bind,ro {DATA}"
CLIENTS, PEERS = "http://127.0.0.1:12379", "http://127.0.0.1:12380"
FOREIGN = f"""cd /root
./etcd --name foreign --data-dir foreign --listen-client-urls {CLIENTS} --advertise-client-urls {CLIENTS} \
  --listen-peer-urls {PEERS} --initial-advertise-peer-urls {PEERS} --initial-cluster foreign={PEERS} \
  > foreign.log 2>&1 &
until ./etcdctl --endpoints {CLIENTS} put a b; do sleep 0.2; done
./etcdctl --endpoints {CLIENTS} snapshot save foreign.db
kill $!
wait
"""


class Restore(unittest.TestCase):
    """One control plane and one worker, made once."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.cluster = made(cls, "liverest")
        cls.control = cls.cluster.control
        cls.worker = booted(cls.cluster.lab, "cka-worker1")
        web.bring(cls.worker)
        cls.cluster.join(cls.worker)
        cls.cluster.wait_ready()

    def kcluster(self, *words: str):
        return self.control.exec(["kcluster", *words])

    def restore(self, *words: str):
        done = self.kcluster("etcd", "restore", *words, "--force", "-o", "json").check()
        return json.loads(done.out)["restored"]

    def kubectl(self, *words: str):
        return self.cluster.kubectl(*words)

    def there(self, *words: str) -> bool:
        return self.kubectl("get", *words).ok

    def manifests(self) -> list[str]:
        return self.control.exec(["ls", MANIFESTS]).check().out.split()

    def data(self) -> list[str]:
        return self.control.exec(["ls", "-A", "/var/lib/etcd"]).check().out.split()

    def kubelet_runs(self) -> bool:
        return self.control.exec(["systemctl", "is-active", "kubelet"]).out.strip() == "active"

    def at_rest_no_more(self) -> bool:
        """The kubelet runs, and nothing that watches over its rest is left."""
        units = self.control.exec(["sh", "-c", "ls /etc/systemd/system/kcluster-recover.*"])
        note = self.control.exec(["test", "-e", "/var/lib/kcluster/rest.json"])
        return self.kubelet_runs() and not units.ok and not note.ok

    def test_what_was_deleted_is_back_and_what_came_later_is_gone(self) -> None:
        web.serve(self.cluster, "kept", self.worker)
        self.kubectl("create", "namespace", "shop").check()
        self.kubectl("-n", "shop", "create", "configmap", "goods", "--from-literal=a=b").check()
        self.kubectl("create", "clusterrolebinding", "revived", "--clusterrole=view",
                     "--user=jane").check()
        token = self.kcluster("token", "create").check().out.strip()
        self.kcluster("etcd", "backup", BACKUP).check()
        self.kcluster("token", "delete", token[:6]).check()
        for kind, name in (("namespace", "shop"), ("clusterrolebinding", "revived"),
                           ("node", "cka-worker1")):
            self.kubectl("delete", kind, name).check()
        self.kubectl("create", "configmap", "later").check()

        kept = set(self.data())
        done = self.restore(BACKUP)
        self.assertTrue(self.there("configmap", "goods", "-n", "shop"))
        self.assertFalse(self.there("configmap", "later"))
        self.assertNotIn(token[:6], self.kcluster("token", "list").check().out)
        self.assertIn("revived", done["revivedBindings"])
        namespaces = done["objects"]["/registry/namespaces/"]
        self.assertEqual(namespaces["now"], namespaces["before"] + 1)
        self.assertTrue(self.at_rest_no_more())
        new = set(self.data()) - kept
        self.assertEqual([each.startswith("member.before-") for each in new], [True], new)
        # watchers saw it: the worker's kubelet runs its pod again, the Service finds it
        wait("the pod on the worker", 60, lambda: web.addresses(self.cluster, "kept"), 0.2)
        self.cluster.wait_ready()

        refused = self.kcluster("etcd", "restore", "--undo")
        self.assertEqual(refused.code, 1)
        self.assertIn("writes since the restore would be lost", refused.err)
        self.kcluster("etcd", "restore", "--undo", "--discard-writes").check()
        self.assertTrue(self.there("configmap", "later"))
        self.assertFalse(self.there("namespace", "shop"))
        self.assertTrue(self.at_rest_no_more())
        self.kubectl("delete", "configmap", "later").check()
        self.worker.exec(["systemctl", "restart", "kubelet"]).check()
        self.cluster.wait_ready()

    def test_killed_in_every_phase_and_run_again_it_ends_restored(self) -> None:
        self.kubectl("create", "configmap", "before-kills").check()
        self.kcluster("etcd", "backup", "/root/kills.tar").check()
        self.kubectl("delete", "configmap", "before-kills").check()
        argv = ["kcluster", "etcd", "restore", "/root/kills.tar", "--force", "--progress", "json"]
        for phase in PHASES:
            struck = strike(self.control, argv, at_phase(phase))
            self.assertTrue(struck.killed, f"{phase}: {struck.words}")
        self.control.exec(argv).check()
        self.assertTrue(self.there("configmap", "before-kills"))
        self.assertTrue(self.at_rest_no_more())
        self.cluster.wait_ready()

    def strike_at_rest(self) -> None:
        """Kills a restore when the API server's pod has been stopped."""

        def pod_stopped(event: Event) -> bool:
            return event["event"] == "did" and "kube-apiserver" in event["subject"]

        argv = ["kcluster", "etcd", "restore", "/root/rest.tar", "--force", "--progress", "json"]
        struck = strike(self.control, argv, pod_stopped)
        self.assertTrue(struck.killed, struck.words)

    def test_cut_off_with_the_kubelet_at_rest_the_node_comes_back_by_itself(self) -> None:
        self.kcluster("etcd", "backup", "/root/rest.tar").check()
        before = self.manifests()
        for power in ("stays", "is cut"):
            with self.subTest(f"the power {power}"):
                self.strike_at_rest()
                if power == "is cut":
                    self.control.kill()
                    self.control.up()
                wait("the kubelet at work again", 40, self.at_rest_no_more, 0.2)
                self.assertEqual(self.manifests(), before)
                wait("the API server", 60, lambda: self.there("nodes"), 0.2)
        self.restore("/root/rest.tar")
        self.cluster.wait_ready()

    def test_what_cannot_be_restored_leaves_the_cluster_as_it_is(self) -> None:
        self.kcluster("etcd", "backup", "/root/plain.db", "--snapshot-only").check()
        before, pods = self.data(), self.manifests()
        cut = "head -c 100000 /root/plain.db > /root/cut.db; : > /root/empty.db; head -c 65536 "
        self.control.exec(["sh", "-c", cut + "/dev/urandom > /root/noise.db"]).check()
        self.control.exec(["sh", "-c", "cp /root/plain.db /root/bit.db && printf x | dd "
                           "of=/root/bit.db bs=1 seek=70000 conv=notrunc"]).check()
        for name in ("cut", "empty", "noise", "bit"):
            failed = self.kcluster("etcd", "restore", f"/root/{name}.db", "--force")
            self.assertEqual(failed.code, 1, f"{name}: {failed.err}")
        self.assertEqual(self.kcluster("etcd", "restore", "/root/none.db", "--force").code, 3)
        self.assertEqual(self.kcluster("etcd", "restore").code, 3)
        self.assertEqual(self.data(), before)
        self.assertEqual(self.manifests(), pods)
        self.assertTrue(self.there("nodes"))
        shown = self.kcluster("etcd", "restore", "/root/plain.db", "--dry-run").check().out
        self.assertIn("would restore /root/plain.db", shown)
        self.assertEqual(self.data(), before)

    def setUp(self) -> None:
        self.noted = self.notes()

    def notes(self) -> str:
        """By what --undo knows the last restore that came to its end."""
        return self.control.exec(["sh", "-c", "cd /var/lib/kcluster/etcd-restore && grep . built.json before.json restore.json"]).out

    def refused(self, done: Result, *words: str) -> None:
        """With those words; nothing is left of it, and the cluster is as it was."""
        self.assertEqual(done.code, 1, done.err)
        for each in (*words, "try:"):
            self.assertIn(each, done.err)
        self.assertTrue(self.there("nodes"))
        self.assertEqual(self.notes(), self.noted)

    def test_on_a_full_disk_or_without_leave_to_write_nothing_is_left_behind(self) -> None:
        self.kcluster("etcd", "backup", "/root/plain.db", "--snapshot-only").check()
        before, pods = self.data(), self.manifests()
        for name, mounts, words in (("a full disk", FULL_DISK, "MB free, the restored data need"),
                                    ("a disk that is read only", READ_ONLY, "Read-only file system")):
            with self.subTest(name):
                script = (f"{mounts} || exit 99; kcluster etcd restore /root/plain.db --force; code=$?; "
                          f"ls -A {DATA}; exit $code")
                done = self.control.exec(["unshare", "-m", "sh", "-c", script])
                self.refused(done, words, DATA)
                self.assertIn("member", done.out.split())
                self.assertLessEqual(set(done.out.split()), set(before))
        with self.subTest("not as root"):
            nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
            self.control.exec(["sh", "-c", "cp /root/plain.db /tmp && chmod 644 /tmp/plain.db"]).check()
            done = self.control.exec([*nobody, "kcluster", "etcd", "restore", "/tmp/plain.db", "--force"])
            self.refused(done, "ermission denied")
        self.assertEqual((self.data(), self.manifests()), (before, pods))

    def ran_full(self, struck: Struck) -> None:
        self.assertEqual(struck.code, 1, struck.words)
        for each in ("No space left on device", "try: free some disk space"):
            self.assertIn(each, "\n".join(struck.words))

    def test_a_disk_that_fills_meanwhile_stays_as_it_was_and_with_space_again_it_works(self) -> None:
        self.kcluster("etcd", "backup", "/root/plain.db", "--snapshot-only").check()
        before, pods = self.data(), self.manifests()
        small = SmallDisk(self.control, 400)
        self.addCleanup(small.end)
        for work, words in (("backup", ["backup", f"{PLACE}/made.tar"]),
                            ("drill", ["drill", "/root/plain.db", "--work-dir", PLACE])):
            with self.subTest(work):
                self.ran_full(small.run(["kcluster", "etcd", *words, "--progress", "json"], work))
                self.assertEqual(small.list(), [])
                self.kcluster("etcd", *words).check()
                self.control.exec(["rm", "-f", f"{PLACE}/made.tar"]).check()
        with self.subTest("restore"):
            script = f"{ON_SMALL_DISK} && exec kcluster etcd restore /root/plain.db --force --progress json"
            self.ran_full(small.run(["unshare", "-m", "sh", "-c", script], "build"))
            self.assertEqual(small.list(), ["member"])
            self.assertEqual((self.data(), self.manifests(), self.notes()), (before, pods, self.noted))
            self.assertTrue(self.there("nodes") and self.at_rest_no_more())
            self.restore("/root/plain.db")
            self.cluster.wait_ready()

    def test_a_snapshot_of_another_cluster_is_refused(self) -> None:
        for tool in ("etcd", "etcdctl"):
            self.control.push(CACHE / f"bin/etcd-{ETCD}/{tool}", f"/root/{tool}", "0755")
        self.control.exec(["sh", "-c", FOREIGN]).check()
        before, pods = self.data(), self.manifests()
        done = self.kcluster("etcd", "restore", "/root/foreign.db", "--force")
        self.refused(done, "of another cluster", "foreign", "--another-cluster")
        self.assertEqual((self.data(), self.manifests()), (before, pods))

    def test_an_etcd_that_is_no_static_pod_keeps_its_data(self) -> None:
        """Its lock is taken as soon as the static pod's etcd has stopped."""
        self.kcluster("etcd", "backup", "/root/plain.db", "--snapshot-only").check()
        before, pods = self.data(), self.manifests()
        until = "until [ -e /root/over ]; do sleep 0.2; done"
        other = subprocess.Popen(self.control.command(["flock", f"{DATA}/member/snap/db", "sh", "-c", until]))
        try:
            done = self.kcluster("etcd", "restore", "/root/plain.db", "--force")
        finally:
            self.control.exec(["touch", "/root/over"]).check()
            other.wait()
        wait("the API server", 90, lambda: self.there("nodes"), 0.2)
        self.refused(done, "an etcd still has", "no static pod")
        self.assertTrue(self.at_rest_no_more())
        self.assertEqual((self.data(), self.manifests()), (before, pods))
        self.cluster.wait_ready()
