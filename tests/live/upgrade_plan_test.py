"""`kcluster upgrade plan` and `diff` on a real control plane of the minor before, beside kubeadm's."""

from __future__ import annotations

import json
import re
import unittest

from compare import differences
from kclab.cluster import Cluster
from kclab.parts import versions
from kclab.seed import bring_images
from kclab.settings import CACHE, CONTROL, KUBERNETES
from kclab.shell import Result, wait
from live import cluster_objects
from live.clusters import booted, own_lab

NEXT_KUBEADM = "/root/kubeadm-next"

# Its objects may lie in v1alpha1 still, new ones are stored as v1.
DEFINITION = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "things.example.com"},
    "spec": {
        "group": "example.com",
        "scope": "Cluster",
        "names": {"plural": "things", "singular": "thing", "kind": "Thing"},
        "versions": [
            {"name": name, "served": True, "storage": name == "v1alpha1",
             "schema": {"openAPIV3Schema": {"type": "object"}}}
            for name in ("v1alpha1", "v1")
        ],
    },
}

# Both CoreDNS pods are wanted, so none may go.
BUDGET = {
    "apiVersion": "policy/v1",
    "kind": "PodDisruptionBudget",
    "metadata": {"name": "tight", "namespace": "kube-system"},
    "spec": {"minAvailable": 2, "selector": {"matchLabels": {"k8s-app": "kube-dns"}}},
}


class UpgradePlan(unittest.TestCase):
    """One control plane of the previous minor; the tests leave it so, but for the last."""

    @classmethod
    def setUpClass(cls) -> None:
        lab = own_lab(cls, "upplan")
        cls.node = booted(lab, CONTROL, versions.PREVIOUS)
        cls.cluster = Cluster(lab, cls.node)
        if code := cls.cluster.init(versions.PREVIOUS):
            raise AssertionError(f"kcluster init ended with {code}")
        cls.cluster.connect()
        cls.cluster.wait_settled()
        cls.node.push(CACHE / f"bin/kubernetes-{KUBERNETES}/kubeadm", NEXT_KUBEADM, "0755")

    def kcluster(self, *words: str):
        return self.node.exec(["kcluster", "upgrade", *words])

    def kubeadm(self, *words: str) -> Result:
        """The one that comes with the version upgraded to."""
        ignored = ["--ignore-preflight-errors=SystemVerification"] if words[0] == "upgrade" else []
        return self.node.exec([NEXT_KUBEADM, *words, *ignored], timeout=600).check()

    def plan(self, *words: str) -> dict:
        told = self.kcluster("plan", *words, "-o", "json")
        self.assertIn(told.code, (0, 2), told.err)
        return json.loads(told.out)

    def findings(self, plan: dict) -> dict[str, str]:
        """What the checks found, by name and weight."""
        checks = plan["targets"][0]["preflight"]["checks"]
        return {f"{found['weight']} {found['name']}": found["what"]
                for check in checks for found in check["findings"]}

    def apply(self, item: dict) -> None:
        self.node.push(json.dumps(item).encode(), "/root/item.json")
        self.cluster.kubectl("apply", "-f", "/root/item.json").check()

    def change_map(self, name: str, key: str, change) -> None:
        found = json.loads(self.cluster.kubectl("-n", "kube-system", "get", "cm", name, "-o", "json").check().out)
        found["data"][key] = change(found["data"][key])
        self.node.push(json.dumps(found).encode(), "/root/item.json")
        self.cluster.kubectl("replace", "-f", "/root/item.json").check()

    def test_1_the_versions_are_those_that_kubeadm_shows(self) -> None:
        told = self.node.exec([NEXT_KUBEADM, "upgrade", "plan", KUBERNETES, "-o", "json",
                               "--allow-experimental-upgrades", "--ignore-preflight-errors=all"]).check()
        reference = json.loads(told.out)
        ours = self.plan(KUBERNETES)
        # kubeadm tells the proxy's version without its v, and its own beside the cluster's
        rows = [(c["name"], c.get("nodeName", ""), c["currentVersion"].removeprefix("v"), c["newVersion"])
                for c in reference["availableUpgrades"][0]["components"] if c["name"] != "kubeadm"]
        self.assertEqual(
            [(c["name"], c.get("nodeName", ""), c["currentVersion"].removeprefix("v"), c["newVersion"])
             for c in ours["availableUpgrades"][0]["components"]], rows)
        self.assertEqual(ours["configVersions"], reference["configVersions"])
        self.assertEqual((ours["kind"], ours["apiVersion"]), (reference["kind"], reference["apiVersion"]))

    def test_2_a_sound_cluster_is_ready(self) -> None:
        told = self.kcluster("plan", KUBERNETES)
        self.assertEqual(told.code, 0, told.out + told.err)
        self.assertIn(f"kcluster upgrade apply {KUBERNETES}", told.out)
        found = self.findings(self.plan(KUBERNETES))
        self.assertEqual([name for name in found if name.startswith("error")], [], found)

    def test_3_versions_that_there_is_no_way_to_are_told(self) -> None:
        self.assertIn("error VersionSkew", self.findings(self.plan("v1.37.0")))
        self.assertIn("error VersionSkew", self.findings(self.plan("v1.34.4")))
        self.assertEqual(self.plan(versions.PREVIOUS)["availableUpgrades"], [])

    def test_4_the_difference_is_kubeadms_and_nothing_changes(self) -> None:
        sums = ["sh", "-c", "find /etc/kubernetes /var/lib/kubelet/config.yaml -type f | sort | xargs sha256sum"]
        before = self.node.exec(sums).check().out
        config = self.cluster.kubectl("-n", "kube-system", "get", "cm", "-o", "yaml").check().out
        theirs = self.node.exec([NEXT_KUBEADM, "upgrade", "diff", KUBERNETES]).check().out
        ours = json.loads(self.kcluster("diff", KUBERNETES, "-o", "json").check().out)
        self.assertEqual(self.node.exec(sums).check().out, before)
        self.assertEqual(
            self.cluster.kubectl("-n", "kube-system", "get", "cm", "-o", "yaml").check().out, config)
        changed = [line for each in ours["manifests"] if not each["path"].endswith("/etcd.yaml")
                   for line in each["diff"].splitlines() if re.match(r"[-+]", line)]
        self.assertEqual(sorted(changed), sorted(l for l in theirs.splitlines() if re.match(r"[-+]", l)))
        objects = {each["object"]: each["diff"] for each in ours["objects"]}
        self.assertIn(f"+    kubernetesVersion: {KUBERNETES}", objects["ConfigMap kube-system/kubeadm-config"])
        self.assertRegex(objects["Deployment kube-system/coredns"], r"\+ +(- )?image: .*:v1.14.2")
        self.assertRegex(objects["DaemonSet kube-system/kube-proxy"], rf"\+ +(- )?image: .*:{KUBERNETES}")

    def test_5_to_kubeadm_an_upgraded_cluster_is_one_of_its_own(self) -> None:
        bring_images(self.node, KUBERNETES)
        self.addCleanup(self.go_back)
        self.kcluster("apply", KUBERNETES, "--yes").check()
        self.cluster.wait_settled()
        told = self.kubeadm("upgrade", "plan", KUBERNETES, "-o", "json").out
        self.assertEqual(told, "")  # where nothing can be upgraded it prints nothing
        self.assertNotIn("MISSING", self.kubeadm("certs", "check-expiration").out)
        versions_before, objects = cluster_objects.versions(self.cluster), cluster_objects.objects(self.cluster)
        files = cluster_objects.files(self.cluster)
        self.kubeadm("upgrade", "apply", KUBERNETES, "--yes")
        after = cluster_objects.versions(self.cluster)
        self.assertEqual({path for path in after if versions_before.get(path) != after[path]}, set())
        self.assertEqual(differences.unintended(cluster_objects.objects(self.cluster), objects), "")
        self.assertEqual(differences.unintended(cluster_objects.files(self.cluster), files), "")

    def go_back(self) -> None:
        self.kcluster("rollback", "--yes").check()
        self.cluster.wait_settled()

    def test_6_what_stands_in_the_way_is_told(self) -> None:
        self.change_map("kubeadm-config", "ClusterConfiguration", lambda text: text.replace(
            "apiServer: {}", "apiServer:\n  extraArgs:\n  - name: feature-gates\n    value: MemoryManager=true"))
        self.change_map("coredns", "Corefile", lambda text: text.replace("    errors", "    errors\n    log"))
        self.apply(DEFINITION)
        changed = json.loads(json.dumps(DEFINITION))
        for version in changed["spec"]["versions"]:
            version["storage"] = version["name"] == "v1"
        wait("the definition", 30, lambda: self.cluster.kubectl("get", "things").ok)
        self.apply(changed)
        self.apply(BUDGET)
        wait("both CoreDNS pods held", 60, lambda: "warning DisruptionBudgets"
             in self.findings(self.plan(KUBERNETES)), 1)
        found = self.findings(self.plan(KUBERNETES))
        self.assertIn("MemoryManager is gone", found["error FeatureGates"])
        self.assertIn("things.example.com", found["warning StoredVersions"])
        self.assertIn("changed by hand", found["warning CoreDNSMigration"])
        self.assertIn("kube-system/tight", found["warning DisruptionBudgets"])
        self.assertEqual(self.kcluster("plan", KUBERNETES).code, 2)
        told = self.kcluster("plan", KUBERNETES, "--ignore-preflight-errors=FeatureGates")
        self.assertEqual(told.code, 0, told.out + told.err)
