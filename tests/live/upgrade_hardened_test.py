"""A hardened cluster whose Secrets are encrypted: what an upgrade and its way back leave of both, and
what is missing where kubeadm makes a further control plane."""

from __future__ import annotations

import json
import unittest

from kclab import Node
from kclab.cluster import configured
from kclab.parts.versions import CURRENT, PREVIOUS
from kclab.seed import bring_images
from kclab.shell import wait
from live.clusters import booted, unmade
from live.encryption_test import FILE, LIMIT, Encrypted
from live.hardened_test import FILES, KEY, POINTS, TIMER
from live.strangers import answered


class HardenedUpgrade(Encrypted):
    """One control plane, and a node that kubeadm joins; in order."""

    second: Node

    @classmethod
    def setUpClass(cls) -> None:
        cls.cluster = unmade(cls, "liveuph", version=PREVIOUS)
        cls.control = cls.cluster.control
        text = configured(cls.control, PREVIOUS, None, f"{cls.control.address}:6443").decode()
        text = text.replace("kind: InitConfiguration\n", f"kind: InitConfiguration\ncertificateKey: {KEY}\n", 1)
        cls.control.push(text.encode(), "/root/cluster.yaml")
        cls.control.exec([*cls.cluster.init_command(), "--profile", "hardened", "--encrypt-secrets",
                          "--upload-certs"], timeout=LIMIT).check()
        bring_images(cls.control, CURRENT)
        cls.files = cls.protecting()

    @classmethod
    def protecting(cls) -> list[bytes]:
        """Policy, who may come without credentials, and the keys."""
        return [cls.control.read(path) for path in (*FILES, FILE)]

    def runs(self, version: str) -> None:
        told = json.loads(self.cluster.kubectl("get", "--raw", "/version").check().out)
        self.assertEqual(told["gitVersion"], version)

    def is_protected(self) -> None:
        self.assertEqual(self.protecting(), self.files)
        self.assertIn(f"name: {self.only('secretbox')}", self.files[-1].decode())
        self.assertTrue(self.read("before"))
        for path, status in (("/livez", 200), ("/version", 401), ("/api/v1/namespaces/kube-system/secrets", 401)):
            self.assertEqual(answered(self.control, path), status, path)
        said = json.loads(self.control.exec(["kcluster", "audit", "-o", "json"]).check().out)
        seen = {point["id"]: point for point in said["points"]}
        for one in POINTS:
            self.assertEqual(seen[one]["result"], "pass", seen[one])
        self.no_drift(self.control)
        self.assertTrue(self.control.exec(["systemctl", "is-active", TIMER]).ok)
        wait("the key that the API server has loaded", 60, self.server_has_it, 0.5)
        wait("logs by a verified certificate", 120, lambda: self.cluster.kubectl(
            "-n", "kube-system", "logs", "etcd-cka-control", "--tail=1").ok, 0.5)

    def server_has_it(self) -> bool:
        return [row["state"] for row in self.encryption("status")["controlPlanes"]] == ["same"]

    def test_1_an_upgrade_keeps_both(self) -> None:
        self.make("before")
        self.control.exec(["kcluster", "upgrade", "apply", CURRENT, "--yes"], timeout=LIMIT).check()
        self.runs(CURRENT)
        self.is_protected()
        self.make("after")
        self.only("secretbox")

    def test_2_so_does_the_way_back(self) -> None:
        self.control.exec(["kcluster", "upgrade", "rollback", "--yes"], timeout=LIMIT).check()
        self.runs(PREVIOUS)
        self.is_protected()
        self.assertEqual(self.read("after"), self.read("before"))

    def test_3_kubeadm_joins_a_worker(self) -> None:
        type(self).second = booted(self.cluster.lab, "cka-control2", PREVIOUS)
        self.cluster.equip(self.second)
        self.second.exec(["kubeadm", *self.cluster.join_words()], timeout=LIMIT).check()

    def test_4_what_its_join_of_a_control_plane_does_not_bring_is_named(self) -> None:
        """Its phases are left before its API server is waited for, which cannot start without these files."""
        where = [word for word in self.cluster.join_words()[1:] if not word.startswith("--ignore")]
        self.second.exec(["kubeadm", "join", "phase", "control-plane-prepare", "all", *where, "--control-plane",
                          "--certificate-key", KEY], timeout=LIMIT).check()
        told = json.loads(self.second.exec(["kcluster", "config", "diff", "-o", "json"]).out)
        absent = {file["path"] for file in told["filesToCopy"] if not file["present"]}
        self.assertEqual(absent, {*FILES, FILE, "/etc/kubernetes/hardening"})
        for path in (*FILES, FILE):
            self.second.push(self.control.read(path), path, "0600")
        self.no_drift(self.second, ["/etc/kubernetes/manifests/etcd.yaml"])


if __name__ == "__main__":
    unittest.main()
