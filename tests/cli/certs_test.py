"""`kcluster certs` and `kcluster kubeconfig` below a private root: what they say and leave."""

from __future__ import annotations

import json
import re
import shutil
import time
import unittest

from cli.root import RootTest

PKI = "etc/kubernetes/pki"
POD = "spec: {containers: [{name: kube-apiserver, command: [kube-apiserver]}]}\n"


class Certs(RootTest):
    def setUp(self):
        super().setUp()
        for phase in ("certs", "kubeconfig"):
            self.ask("init", "phase", phase, "all", "--config", "/sound.yaml")

    def ask(self, *argv: str, exit: int = 0, **more) -> str:
        done = self.run_here(*argv, **more)
        self.assertEqual(done.returncode, exit, done.stdout + done.stderr)
        return done.stdout

    def files(self) -> dict[str, bytes]:
        there = self.root / "etc/kubernetes"
        return {str(each.relative_to(there)): each.read_bytes() for each in there.rglob("*") if each.is_file()}

    def renew(self, *argv: str) -> dict:
        return json.loads(self.ask("certs", "renew", *argv, "--config", "/sound.yaml", "-o", "json"))

    def test_a_renewal_changes_what_it_names_and_nothing_else(self):
        before = self.files()
        said = self.renew("etcd-peer", "scheduler.conf")
        self.assertEqual([row["outcome"] for row in said["certificates"]], ["renewed", "renewed"])
        after = self.files()
        changed = sorted(name for name in before if before[name] != after[name])
        self.assertEqual(changed, ["pki/etcd/peer.crt", "pki/etcd/peer.key", "scheduler.conf"])
        self.assertEqual(sorted(before), sorted(after))
        self.assertEqual([each.name for each in (self.root / "var/lib/kcluster").iterdir()], ["rest.lock"])

    def test_without_the_key_of_an_authority_nothing_is_renewed(self):
        (self.root / PKI / "front-proxy-ca.key").unlink()
        before = self.files()
        said = self.renew("front-proxy-client")
        self.assertEqual(said["certificates"][0]["outcome"], "external")
        self.assertEqual(self.files(), before)

    def test_only_what_ends_soon(self):
        self.assertEqual(self.renew("all", "--within-days", "30")["certificates"], [])
        self.assertEqual(len(self.renew("all", "--within-days", "366")["certificates"]), 12)

    def test_a_rehearsal_changes_nothing(self):
        before = self.snapshot()
        said = self.ask("certs", "renew", "all", "--config", "/sound.yaml", "--dry-run")
        self.assertIn("/etc/kubernetes/pki/apiserver.crt", said)
        self.assertNotIn("PRIVATE KEY", said)
        self.assertEqual(self.snapshot(), before)

    def test_warning_days_decide_the_exit_code(self):
        look = ["certs", "check-expiration", "--config", "/sound.yaml"]
        self.assertIn("apiserver-kubelet-client", self.ask(*look))
        self.ask(*look, "--warn-days", "364")
        said = self.run_here(*look, "--warn-days", "366")
        self.assertEqual(said.returncode, 1)
        self.assertIn("apiserver-kubelet-client", said.stdout)
        self.assertIn("certs renew all --within-days 366", said.stderr)

    def test_a_cut_off_renewal_is_completed_by_the_next_command(self):
        pair = self.root / PKI / "apiserver"
        other = self.root / "other"
        shutil.copytree(self.root / PKI, other)
        self.renew("apiserver")
        journal = {"keyPath": f"/{PKI}/apiserver.key", "key": pair.with_suffix(".key").read_text(),
                   "certificatePath": f"/{PKI}/apiserver.crt", "certificate": pair.with_suffix(".crt").read_text()}
        (self.root / "var/lib/kcluster/renewal.json").write_text(json.dumps(journal))
        pair.with_suffix(".crt").write_bytes((other / "apiserver.crt").read_bytes())
        self.ask("recover")
        self.assertEqual(pair.with_suffix(".crt").read_text(), journal["certificate"])
        self.assertFalse((self.root / "var/lib/kcluster/renewal.json").exists())

    def end_all(self) -> None:
        """A minute ago, by a configuration of a very short validity."""
        short = (self.root / "sound.yaml").read_text() + "certificateValidityPeriod: 1s\n"
        (self.root / "short.yaml").write_text(short)
        self.ask("certs", "renew", "all", "--config", "/short.yaml")
        time.sleep(2)

    def recover(self, *argv: str) -> dict:
        return json.loads(self.ask("certs", "recover", *argv, "--config", "/sound.yaml", "-o", "json"))

    def test_what_has_ended_comes_back_whole_with_the_old_set_aside(self):
        self.assertEqual(self.recover()["certificates"], [])
        (self.root / "etc/kubernetes/manifests").mkdir()
        (self.root / "etc/kubernetes/manifests/kube-apiserver.yaml").write_text(POD)
        self.end_all()
        before = self.files()
        said = self.recover()
        self.assertEqual({row["outcome"] for row in said["certificates"]}, {"renewed"})
        self.assertEqual(len(said["certificates"]), 12)
        self.assertIn("kubelet", said["toRestart"])
        after = self.files()
        kept = {name: (self.root / said["before"][1:] / "etc/kubernetes" / name) for name in before
                if before[name] != after[name]}
        self.assertEqual(len(kept), 7 * 2 + 5)
        for name, copy in kept.items():
            self.assertEqual(copy.read_bytes(), before[name])
            self.assertEqual(copy.stat().st_mode & 0o777, 0o600)
        current = self.root / "var/lib/kubelet/pki/kubelet-client-current.pem"
        self.assertTrue(current.is_symlink())
        self.assertFalse((self.root / "var/lib/kcluster/certs-recovery.json").exists())
        self.assertEqual(self.recover()["certificates"], [])

    def test_a_worker_or_a_control_plane_takes_its_own_words(self):
        (self.root / "etc/kubernetes/manifests").mkdir()
        (self.root / "etc/kubernetes/manifests/kube-apiserver.yaml").write_text(POD)
        said = self.run_here("certs", "recover", "192.168.1.20:6443", "--token", "abcdef.0123456789abcdef",
                             "--discovery-token-unsafe-skip-ca-verification")
        self.assertEqual(said.returncode, 3)
        self.assertIn("this node is a control plane", said.stderr)
        (self.root / "etc/kubernetes/manifests/kube-apiserver.yaml").unlink()
        self.end_all()
        said = self.run_here("certs", "recover")
        self.assertEqual(said.returncode, 3)
        self.assertIn("on a control plane first", said.stderr)

    def test_without_the_authority_nothing_is_recovered(self):
        (self.root / "etc/kubernetes/manifests").mkdir()
        (self.root / "etc/kubernetes/manifests/kube-apiserver.yaml").write_text(POD)
        self.end_all()
        (self.root / PKI / "ca.key").unlink()
        before = self.files()
        said = self.run_here("certs", "recover", "--config", "/sound.yaml")
        self.assertEqual(said.returncode, 1)
        self.assertIn("generate-csr", said.stderr)
        self.assertEqual(self.files(), before)

    def test_keys_are_random_and_fit_for_init(self):
        keys = {self.ask("certs", "certificate-key").strip() for _ in range(3)}
        self.assertEqual(len(keys), 3)
        for key in keys:
            self.assertRegex(key, r"^[0-9a-f]{64}$")

    def test_requests_overwrite_nothing(self):
        before = self.snapshot()
        done = self.run_here("certs", "generate-csr", "--config", "/sound.yaml")
        self.assertEqual(done.returncode, 1)
        self.assertIn("/etc/kubernetes/pki/apiserver.key", done.stderr)
        self.assertIn("/etc/kubernetes/admin.conf", done.stderr)
        self.assertEqual(self.snapshot(), before)

    def test_a_kubeconfig_for_somebody(self):
        said = self.ask("kubeconfig", "user", "--client-name", "jane", "--org", "dev,ops", "--config", "/sound.yaml")
        self.assertIn("current-context: jane@kubernetes\n", said)
        with_token = self.ask("kubeconfig", "user", "--client-name", "jane", "--token", "abc", "--config", "/sound.yaml")
        self.assertTrue(re.search(r"^    token: abc$", with_token, re.M))
        self.assertNotIn("client-key-data", with_token)

    def test_renewed_files_keep_their_modes(self):
        self.renew("all")
        for path in (self.root / PKI).rglob("*"):
            if path.is_file():
                self.assertEqual(path.stat().st_mode & 0o777, 0o644 if path.suffix == ".crt" else 0o600, path)
        for path in (self.root / "etc/kubernetes").glob("*.conf"):
            self.assertEqual(path.stat().st_mode & 0o777, 0o600)


if __name__ == "__main__":
    unittest.main()
