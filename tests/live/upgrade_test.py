"""`kcluster upgrade` on a real control plane: there, back, cut off, and when it cannot work."""

from __future__ import annotations

import json
import re
import signal
import unittest

from kclab.parts.versions import CURRENT, OTHER_ETCDS, PREVIOUS
from kclab.seed import bring_images
from kclab.settings import CACHE
from kclab.shell import Result, wait
from live import false_images
from live.clusters import made
from live.strike import Event, at_phase, cut_session, strike

PHASES = ["preflight", "backup", "kubelet-access", "renew-certs", "control-plane/swap",
          "control-plane/health", "control-plane/verify", "upload-config/kubeadm",
          "upload-config/kubelet", "kubelet-config", "bootstrap-token", "addon/coredns",
          "addon/kube-proxy"]
APPLY = ["kcluster", "upgrade", "apply", CURRENT, "--yes", "--progress", "json"]
SERVER = f"registry.k8s.io/kube-apiserver:{CURRENT}"
SCHEDULER = f"registry.k8s.io/kube-scheduler:{CURRENT}"
SHORT = """apiVersion: kubeadm.k8s.io/v1beta4
kind: UpgradeConfiguration
timeouts: {upgradeManifests: 40s}
"""
NEXT_ETCD = OTHER_ETCDS[-1]  # a minor above the one that both versions bring
KINDS = "configmaps,secrets,serviceaccounts,roles,rolebindings,clusterroles,clusterrolebindings"
# v1.36's controller manager makes it for a controller that is off in v1.35, once it has the lease
NEW_CONTROLLER = "serviceaccount/device-taint-eviction-controller"


def server_stopped(event: Event) -> bool:
    """The kubelet is at rest then."""
    return event["event"] == "did" and "kube-apiserver" in event["subject"]


class Upgrade(unittest.TestCase):
    """One control plane of the previous version, made once; every test leaves it so."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.cluster = made(cls, "liveup", version=PREVIOUS)
        cls.control = cls.cluster.control
        cls.cluster.wait_settled()
        bring_images(cls.control, CURRENT)
        cls.control.push(SHORT.encode(), "/root/short.yaml")

    def setUp(self) -> None:
        self.addCleanup(self.assert_old)

    def tearDown(self) -> None:
        status = self.upgrade_status()
        if status and status["state"] != "undone":
            self.rollback().check()

    def kcluster(self, *words: str) -> Result:
        return self.control.exec(["kcluster", *words], timeout=300)

    def rollback(self) -> Result:
        return self.kcluster("upgrade", "rollback", "--yes")

    def upgrade_status(self) -> dict | None:
        return json.loads(self.kcluster("upgrade", "status", "-o", "json").check().out)["upgrade"]

    def kubectl(self, *words: str) -> Result:
        return self.cluster.kubectl(*words)

    def server(self) -> str:
        told = self.kubectl("get", "--raw", "/version")
        return json.loads(told.out)["gitVersion"] if told.ok else told.err

    def names(self) -> set[str]:
        """All objects of the cluster that somebody wrote, but for tokens, which come and go. Each API
        server brings its own default roles, and each controller manager its own accounts."""
        listed = self.kubectl("get", KINDS, "-A", "-o", "name", "-l",
                              "kubernetes.io/bootstrapping!=rbac-defaults").check().out.split()
        return {name for name in listed if "bootstrap-token" not in name} - {NEW_CONTROLLER}

    def assert_old(self) -> None:
        """The old version runs, healthy, and nothing watches over a rest."""
        self.assertEqual(self.server(), PREVIOUS)
        self.cluster.wait_settled()
        left = self.control.exec(["sh", "-c", "ls /var/lib/kcluster/rest.json "
                                  "/etc/systemd/system/kcluster-recover.*"])
        self.assertEqual(left.out, "")
        stored = self.kubectl("-n", "kube-system", "get", "configmap", "kubeadm-config", "-o", "yaml")
        self.assertIn(f"kubernetesVersion: {PREVIOUS}", stored.check().out)

    def test_there_and_back(self) -> None:
        before, files = self.names(), self.files()
        self.kubectl("create", "configmap", "written-before").check()
        self.control.exec(APPLY, timeout=300).check()
        self.assertEqual(self.server(), CURRENT)
        self.cluster.wait_settled()
        self.assertEqual(self.upgrade_status()["state"], "finished")
        self.assertTrue(self.kubectl("-n", "kube-system", "logs", "etcd-cka-control", "--tail=1").ok)
        self.kubectl("create", "configmap", "written-after").check()
        self.rollback().check()
        self.assertEqual(self.files(), files)
        for name in ("written-before", "written-after"):
            self.kubectl("delete", "configmap", name).check()
        self.assertEqual(self.names(), before)

    def files(self) -> str:
        sums = ["sh", "-c", "cd /etc/kubernetes && find . -type f | sort | xargs sha256sum && "
                "sha256sum /var/lib/kubelet/*.yaml /var/lib/kubelet/*.env"]
        return self.control.exec(sums).check().out

    def test_killed_in_every_phase_and_run_again_it_ends_in_the_new_version(self) -> None:
        for phase in PHASES:
            struck = strike(self.control, APPLY, at_phase(phase))
            self.assertTrue(struck.killed, f"{phase}: {struck.words}")
            if phase not in PHASES[:2]:  # the journal begins after the first phase
                self.assertEqual(self.upgrade_status()["state"], "open", phase)
        self.control.exec(APPLY, timeout=300).check()
        self.assertEqual(self.server(), CURRENT)

    def test_cut_off_with_the_kubelet_at_rest_the_old_version_comes_back_by_itself(self) -> None:
        for power in ("stays", "is cut"):
            with self.subTest(f"the power {power}"):
                struck = strike(self.control, APPLY, server_stopped)
                self.assertTrue(struck.killed, struck.words)
                if power == "is cut":
                    self.control.kill()
                    self.control.up()
                wait("the API server", 60, lambda: self.server() == PREVIOUS, 0.2)
        refused = self.kcluster("upgrade", "apply", "v1.36.1", "--yes")
        self.assertEqual(refused.code, 3, refused.err)
        self.assertIn("was begun and cut off", refused.err)

    def test_a_session_that_ends_with_the_kubelet_at_rest_ends_in_the_old_version(self) -> None:
        struck = cut_session(self.control, APPLY, server_stopped)
        self.assertIn(struck.code, (130, 128 + signal.SIGPIPE))  # nobody takes its last words
        self.assertEqual(self.upgrade_status()["state"], "undone")

    def test_data_are_put_back_where_the_user_says_so(self) -> None:
        self.kubectl("create", "configmap", "written-before").check()
        self.control.exec(APPLY, timeout=300).check()
        self.kubectl("create", "configmap", "written-after").check()
        asked = self.kcluster("upgrade", "rollback", "--restore-data")  # nobody answers
        self.assertEqual(asked.code, 1, asked.err)
        self.assertRegex(asked.out, r"\d+ writes since the backup are lost")
        self.assertEqual(self.server(), CURRENT)
        done = self.kcluster("upgrade", "rollback", "--restore-data", "--yes", "-o", "json").check()
        told = json.loads(done.out)
        self.assertGreater(told["lostWrites"]["writes"], 0)
        self.assertIn("/registry/configmaps/", told["lostWrites"]["objects"])
        self.assertIn("restored", told)
        self.cluster.wait_settled()
        self.assertFalse(self.kubectl("get", "configmap", "written-after").ok)
        self.kubectl("delete", "configmap", "written-before").check()

    def test_etcd_goes_up_a_minor_where_the_user_names_it_and_comes_down_again(self) -> None:
        """What changes is the form of its data, which an older etcd cannot read."""
        self.want_next_etcd()
        old, old_form = self.etcd()
        self.kubectl("create", "configmap", "written-before").check()
        kept = self.kcluster("upgrade", "plan", CURRENT, "--etcd-upgrade=false")
        self.assertNotIn("EtcdStorageVersion", kept.out)
        planned = self.kcluster("upgrade", "plan", CURRENT).check().out
        self.assertIn("EtcdStorageVersion", planned)
        self.control.exec(APPLY, timeout=300).check()
        new, form = NEXT_ETCD, f"{NEXT_ETCD.rpartition('.')[0]}.0"
        wait("the new form of the data", 30, lambda: self.etcd() == (new, form), 0.5)
        self.kubectl("create", "configmap", "written-after").check()

        back = self.rollback().check()
        self.assertIn(f"its data go back to the form of {old_form}", back.err)
        self.assertEqual(self.etcd(), (old, old_form))
        wait("the end of etcd's downgrade", 60, lambda: not self.member()["downgradeEnabled"], 0.5)
        for name in ("written-before", "written-after"):
            self.kubectl("delete", "configmap", name).check()

    def test_data_of_the_next_minor_come_down_again_when_what_reads_them_crashes(self) -> None:
        self.want_next_etcd()
        old = self.etcd()
        self.kubectl("create", "configmap", "written-before").check()
        before = self.names()
        self.addCleanup(bring_images, self.control, CURRENT)
        failed = self.fails("kube-apiserver", SERVER, false_images.CRASHES)
        self.assertIn("its data go back to the form of", failed.err)
        self.assertEqual(self.etcd(), old)
        self.assert_old()
        self.assertEqual(self.names(), before)
        self.kubectl("delete", "configmap", "written-before").check()

    def want_next_etcd(self) -> None:
        false_images.pack(self.control, "etcd", f"registry.k8s.io/etcd:{NEXT_ETCD}-0",
                          CACHE / f"bin/etcd-{NEXT_ETCD}/etcd")
        self.addCleanup(self.name_etcd, "")
        self.name_etcd(f"    imageTag: {NEXT_ETCD}-0\n")

    def member(self) -> dict:
        return json.loads(self.kcluster("etcd", "status", "-o", "json").check().out)["etcd"]["members"][0]

    def etcd(self) -> tuple[str, str]:
        """Its version, and the one whose form its data have."""
        member = self.member()
        return member["version"], member["storageVersion"]

    def name_etcd(self, line: str) -> None:
        """In the cluster's configuration; an empty line leaves it to the version."""
        stored = self.kubectl("-n", "kube-system", "get", "configmap", "kubeadm-config", "-o", "json").check()
        text = json.loads(stored.out)["data"]["ClusterConfiguration"]
        text = re.sub(r"    imageTag: .*\n", "", text)
        text = text.replace("    dataDir: /var/lib/etcd\n", f"    dataDir: /var/lib/etcd\n{line}")
        self.assertIn(line, text)
        self.kubectl("-n", "kube-system", "patch", "configmap", "kubeadm-config", "-p",
                     json.dumps({"data": {"ClusterConfiguration": text}})).check()

    def test_what_cannot_run_ends_in_the_old_version(self) -> None:
        before = self.names()
        self.addCleanup(bring_images, self.control, CURRENT)
        for name, program, tag, source in (
            ("an API server that hangs", "kube-apiserver", SERVER, false_images.HANGS),
            ("an etcd that does not come up", "etcd", self.etcd_image(), false_images.CRASHES),
        ):
            with self.subTest(name):
                self.fails(program, tag, source)
                self.assert_old()
                self.assertEqual(self.names(), before)
            bring_images(self.control, CURRENT)

    def fails(self, program: str, tag: str, source: str) -> Result:
        """An upgrade to such a program, which is undone."""
        false_images.bring(self.control, program, tag, source)
        failed = self.kcluster("upgrade", "apply", CURRENT, "--yes", "--config", "/root/short.yaml")
        self.assertEqual(failed.code, 1, failed.err)
        self.assertIn(program, failed.err)
        self.assertEqual(self.upgrade_status()["state"], "undone", failed.err)
        return failed

    def etcd_image(self) -> str:
        listed = self.kcluster("config", "images", "list", "--kubernetes-version", CURRENT)
        return next(line for line in listed.check().out.split() if "/etcd:" in line)

    def test_an_image_that_is_nowhere_changes_nothing(self) -> None:
        before = self.control.exec(["stat", "-c", "%Y", "/etc/kubernetes/manifests/etcd.yaml"]).out
        self.addCleanup(bring_images, self.control, CURRENT)
        false_images.drop(self.control, SCHEDULER)
        failed = self.kcluster("upgrade", "apply", CURRENT, "--yes")
        self.assertEqual(failed.code, 2, failed.err)
        self.assertIn(SCHEDULER, failed.err)
        after = self.control.exec(["stat", "-c", "%Y", "/etc/kubernetes/manifests/etcd.yaml"]).out
        self.assertEqual(before, after)

    def test_a_full_disk_at_the_snapshot_changes_nothing(self) -> None:
        folder = "/var/lib/kcluster/upgrade"
        self.control.exec(["mkdir", "-p", folder]).check()
        self.control.exec(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]).check()
        try:
            failed = self.kcluster("upgrade", "apply", CURRENT, "--yes")
            self.assertEqual(failed.code, 1, failed.err)
            self.assertIn("space", failed.err)
            self.assert_old()
        finally:
            self.control.exec(["umount", folder]).check()

    def test_wrong_words_are_refused(self) -> None:
        for words in (["apply"], ["apply", "soon"], ["apply", "v1.36.3", "--config", "/root/none"]):
            with self.subTest(words):
                refused = self.kcluster("upgrade", *words, "--yes")
                self.assertEqual(refused.code, 3, refused.err)
                self.assertIn("try:", refused.err)
