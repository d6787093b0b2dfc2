"""A cluster that kubeadm made, upgraded by kcluster: one control plane and a worker with clients that
go on asking, then two control planes and a worker, in order. The new version's images come in a bundle."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from kclab import Node, web
from kclab.cluster import Cluster
from kclab.parts.images import WEB_TAG
from kclab.parts.versions import CURRENT, PREVIOUS
from kclab.seed import bring_images, seed
from kclab.settings import CONTROL
from kclab.shell import Result, wait
from live import false_images, image_store, kubeadm_suite
from live.clusters import booted, own_lab
from live.steady import WRITTEN_OBJECT, Steady, api_streams
from live.steady_client import Stream
from live.upgrade_looks import Looks


# One of the two is always there: an eviction waits until the other one stands elsewhere.
HELD = {
    "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "held"},
    "spec": {"replicas": 2, "selector": {"matchLabels": {"app": "held"}}, "template": {
        "metadata": {"labels": {"app": "held"}},
        "spec": {"terminationGracePeriodSeconds": 0, "containers": [
            {"name": "web", "image": WEB_TAG, "imagePullPolicy": "Never",
             "readinessProbe": {"httpGet": {"port": web.PORT}, "periodSeconds": 1}}]}}},
}
BUDGET = {
    "apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "held"},
    "spec": {"minAvailable": 1, "selector": {"matchLabels": {"app": "held"}}},
}
TAINT = "node-role.kubernetes.io/control-plane"
BUNDLE, BAD = "/root/bundle.tar", "/root/bad.tar"
NO_PULL = """apiVersion: kubeadm.k8s.io/v1beta4
kind: UpgradeConfiguration
apply: {imagePullPolicy: Never}
"""
PROXY = f"registry.k8s.io/kube-proxy:{CURRENT}"
SCHEDULER = 'labels."io.kubernetes.container.name"==kube-scheduler'


class UpgradeNodes(Looks):
    """The tests go on from one another, as their names say."""

    @classmethod
    def setUpClass(cls) -> None:
        lab = own_lab(cls, "liveupn")
        cls.control = booted(lab, CONTROL, PREVIOUS)
        cls.cluster = Cluster(lab, cls.control, "kubeadm", f"{cls.control.address}:6443")
        if code := cls.cluster.init(PREVIOUS):
            raise AssertionError(f"kubeadm init ended with {code}")
        cls.second, cls.worker = (booted(lab, name, PREVIOUS) for name in ("cka-control2", "cka-worker1"))
        cls.cluster.join(cls.worker)
        cls.cluster.connect()
        cls.cluster.wait_settled()
        web.bring(cls.worker)
        web.serve(cls.cluster, "served", cls.worker)
        for node in (cls.control, cls.second, cls.worker):
            Cluster(lab, cls.control, "kcluster").equip(node)
        cls.bring_bundle()

    @classmethod
    def bring_bundle(cls) -> None:
        """Each node has it, and no image of the new version."""
        old = image_store.every_name(cls.second)
        bring_images(cls.second, CURRENT)
        create = ["kcluster", "bundle", "create", "--kubernetes-version", CURRENT, "--output", BUNDLE]
        cls.second.exec(create, timeout=300).check()
        image_store.remove_all_but(old, cls.second)
        for node in (cls.control, cls.worker):
            node.push(cls.second.folder / "upper" / BUNDLE[1:], BUNDLE)

    def asked_during(self, *words: str) -> None:
        """Upgrades the only control plane under clients of the API and of the workload. The API's can
        only wait while its one server is replaced; the workload's miss nothing."""
        web.apply(self.cluster, WRITTEN_OBJECT)
        workload = web.service(self.cluster)
        wait("the workload's answer", 60,
             lambda: web.ask_from(self.worker, workload, 80).startswith("served"), 0.2)
        with tempfile.TemporaryDirectory() as folder:
            streams = api_streams(self.cluster, self.cluster.endpoint, Path(folder))
            streams.append(Stream("the workload", f"http://{workload}:80/"))
            with Steady(self.worker, streams) as steady:
                self.upgrade(self.control, *words).check()
        print(f"upgrade {words[0]} on 1 + 1 nodes", flush=True)
        steady.tell()
        for name, count in steady.counts.items():
            self.assertGreater(count.requests, 10, name)
        count = steady.counts["the workload"]
        self.assertEqual(count.lost, 0, count.words)

    def test_0_a_damaged_bundle_is_refused_before_anything_changes(self) -> None:
        for node, words in ((self.control, ("apply", CURRENT, "--yes")), (self.worker, ("node",)),
                            (self.worker, ("node", "--drain", "--force"))):
            with self.subTest(words):
                bad, before = image_store.damaged(node, BUNDLE, BAD), self.state(node)
                self.assertFalse(self.new_images(node))
                refused = self.upgrade(node, *words, "--bundle", bad)
                self.assertEqual(refused.code, 1, refused.err)
                self.assertIn("is damaged", refused.err)
                self.assertEqual(self.state(node), before)
                self.assertFalse(self.cordoned(node))
                node.exec(["rm", bad]).check()

    def state(self, node: Node) -> tuple:
        """What an upgrade changes first, and what its configuration is."""
        folders = "/etc/kubernetes /var/lib/kubelet/*.yaml /var/lib/kcluster/upgrade"
        sums = f"find {folders} -type f | sort | xargs sha256sum"
        configs = [(each["metadata"]["name"], each["metadata"]["resourceVersion"])
                   for each in self.cluster.objects("configmaps", "-n", "kube-system")]
        return image_store.everything(node), node.exec(["sh", "-c", sums]).out, configs

    def test_0_there_and_back_on_1_and_1_nodes_the_workload_misses_nothing(self) -> None:
        self.worker.exec(["kcluster", "bundle", "load", BUNDLE], timeout=300).check()
        self.control.push(NO_PULL.encode(), "/root/no-pull.yaml")
        self.asked_during("apply", CURRENT, "--yes", "--config", "/root/no-pull.yaml", "--bundle", BUNDLE)
        self.assertEqual(len(self.new_images(self.control)), 4)
        wait("the upgraded mirror pod", 60, lambda: self.component("kube-apiserver") == {CURRENT}, 0.5)
        self.assertEqual(self.addons(), {CURRENT})
        wait("kube-proxy on both nodes", 120, lambda: self.proxies() == 2, 0.5)
        self.asked_during("rollback", "--yes")
        wait("the old mirror pod", 60, lambda: self.component("kube-apiserver") == {PREVIOUS}, 0.5)
        self.cluster.wait_settled()

    def test_0b_kubeadm_of_the_old_version_joins_another_control_plane_afterwards(self) -> None:
        self.cluster.join(self.second, None, *self.cluster.share())
        self.cluster.connect()
        self.cluster.wait_settled()

    def test_1_the_first_control_plane_leaves_the_addons_to_the_last(self) -> None:
        self.crash_scheduler(self.second)
        self.upgrade(self.control, "apply", CURRENT, "--yes").check()  # waits until that one is back
        wait("the upgraded mirror pod", 60, lambda: CURRENT in self.component("kube-apiserver"), 0.5)
        self.assertEqual(self.component("kube-apiserver"), {PREVIOUS, CURRENT})
        self.assertEqual(self.addons(), {PREVIOUS})

    def crash_scheduler(self, node: Node) -> None:
        """The kubelet starts it at once after its first end, ten seconds after its second."""
        ended: set[str] = set()
        for _ in range(2):
            wait("a scheduler that runs", 60, lambda: self.running(node, SCHEDULER) - ended, 0.2)
            for task in self.running(node, SCHEDULER) - ended:
                node.exec(["ctr", "-n", "k8s.io", "tasks", "kill", "-s", "KILL", task]).check()
                ended.add(task)
        wait("a control plane that is not well", 60, lambda: not self.cluster.well(), 0.2)

    def test_1b_an_upgrade_that_is_refused_keeps_the_way_back_of_the_one_before(self) -> None:
        before = self.way_back(self.control)
        bad = image_store.damaged(self.control, BUNDLE, BAD)
        refused = self.upgrade(self.control, "apply", CURRENT, "--yes", "--bundle", bad)
        self.assertEqual(refused.code, 1, refused.err)
        self.assertIn("is damaged", refused.err)
        self.assertEqual(self.way_back(self.control), before)
        self.control.exec(["rm", bad]).check()

    def test_2_the_last_control_plane_brings_them(self) -> None:
        self.assertFalse(self.new_images(self.second))
        self.upgrade(self.second, "node", "--bundle", BUNDLE).check()
        wait("the upgraded mirror pods", 60, lambda: self.component("kube-apiserver") == {CURRENT}, 0.5)
        self.assertEqual(self.addons(), {CURRENT})
        self.cluster.wait_settled()
        members = self.second.exec(["kcluster", "etcd", "members", "-o", "json"]).check().out
        self.assertEqual(len(json.loads(members)["members"]), 2)
        self.assertTrue(web.addresses(self.cluster, "served"))  # it runs on

    def test_2b_run_again_it_changes_nothing_and_keeps_its_way_back(self) -> None:
        before = self.way_back(self.second), self.running(self.second)
        self.assertEqual(len(before[1]), 4)
        again = self.upgrade(self.second, "node").check()
        self.assertIn("kcluster upgrade rollback", again.out)
        self.assertEqual((self.way_back(self.second), self.running(self.second)), before)
        self.assertEqual(self.addons(), {CURRENT})

    def test_3_a_worker_gets_its_kubelets_configuration(self) -> None:
        every = self.new_images(self.worker)
        false_images.drop(self.worker, PROXY)
        done = self.upgrade(self.worker, "node", "--bundle", BUNDLE).check()
        self.assertEqual(self.new_images(self.worker), every)
        self.assertIn(CURRENT, done.out)
        self.assertIn("--drain", done.out)
        again = self.worker.exec(["stat", "-c", "%Y", "/var/lib/kubelet/config.yaml"]).out
        self.upgrade(self.worker, "node").check()
        self.assertEqual(self.worker.exec(["stat", "-c", "%Y", "/var/lib/kubelet/config.yaml"]).out, again)

    def test_4_the_order_is_told_where_an_administrator_asks(self) -> None:
        told = json.loads(self.control.exec(["kcluster", "upgrade", "-o", "json"]).check().out)
        self.assertEqual((told["target"], told["state"]), (CURRENT, "begun"))
        turns = [(turn["node"], turn["part"], turn["done"]) for turn in told["order"]]
        names = [node.name for node in (self.control, self.second, self.worker)]
        self.assertEqual(turns, [(name, "controlPlane", True) for name in names[:2]]
                         + [(name, "kubelet", False) for name in names])
        words = self.second.exec(["kcluster", "upgrade"]).check().out
        self.assertIn(f"Next, on {names[0]}:", words)
        refused = self.worker.exec(["kcluster", "upgrade"])
        self.assertEqual(refused.code, 3, refused.err)
        self.assertIn("--kubeconfig", refused.err)

    def test_5_a_drained_worker_comes_back_with_its_new_kubelet(self) -> None:
        web.bring(self.second)
        web.apply(self.cluster, HELD)
        web.apply(self.cluster, BUDGET)
        wait("both replicas", 180, lambda: self.available() == 2, 0.5)
        self.assertEqual(self.held_on(), [self.worker.name] * 2)
        self.cluster.kubectl("taint", "node", self.second.name, f"{TAINT}-").check()
        lonely = self.upgrade(self.worker, "node", "--drain")
        self.assertEqual(lonely.code, 1, lonely.err)
        self.assertIn("default/served", lonely.err)
        self.assertFalse(self.cordoned(self.worker))
        rehearsed = self.upgrade(self.worker, "node", "--drain", "--force", "--dry-run").check()
        self.assertIn("held", rehearsed.out)
        self.assertEqual((self.cordoned(self.worker), self.available()), (False, 2))

        drained = self.upgrade(self.worker, "node", "--drain", "--force", "-o", "json").check()
        self.assertEqual(json.loads(drained.out)["drained"]["state"], "waiting", drained.err)
        self.assertTrue(self.cordoned(self.worker))
        self.assertGreaterEqual(self.available(), 1)
        self.assertEqual(self.held_on(), [self.second.name] * 2)

        seed(self.worker, CURRENT)
        self.back(self.upgrade(self.worker, "node", "--drain", "-o", "json"), "returned")
        self.assertEqual((self.cordoned(self.worker), self.kubelet(self.worker)), (False, CURRENT))
        self.back(self.upgrade(self.worker, "node", "--drain", "-o", "json"), "current")

    def test_6_a_control_plane_that_its_user_had_cordoned_stays_so(self) -> None:
        before = self.second.exec(["cat", "/var/lib/kcluster/upgrade/upgrade.json"]).check().out
        self.cluster.kubectl("cordon", self.second.name).check()
        seed(self.second, CURRENT)
        done = self.upgrade(self.second, "node", "--drain", "-o", "json")
        self.back(done, "returned")
        self.assertIn("stays cordoned", done.err)
        self.assertEqual((self.cordoned(self.second), self.kubelet(self.second)), (True, CURRENT))
        self.assertEqual(self.held_on(), [self.worker.name] * 2)
        # the control plane itself had nothing to be upgraded: its way back is still the first one's
        self.assertEqual(self.second.exec(["cat", "/var/lib/kcluster/upgrade/upgrade.json"]).check().out, before)
        self.cluster.kubectl("uncordon", self.second.name).check()
        self.cluster.kubectl("taint", "node", self.second.name, f"{TAINT}=:NoSchedule").check()

    def back(self, done: Result, state: str) -> None:
        self.assertEqual(json.loads(done.check().out)["drained"]["state"], state, done.err)

    def test_7_with_new_kubelets_there_is_no_way_back_and_kubeadms_suite_passes(self) -> None:
        for node in (self.control, self.second, self.worker):
            seed(node, CURRENT)
            node.exec(["systemctl", "restart", "kubelet"]).check()
        wait("the new kubelets", 60, lambda: self.kubelets() == {CURRENT}, 0.5)
        self.cluster.wait_settled()
        refused = self.upgrade(self.control, "rollback", "--yes")
        self.assertEqual(refused.code, 3, refused.err)
        self.assertIn("newer than", refused.err)
        kubeadm_suite.passes(self, self.cluster)
