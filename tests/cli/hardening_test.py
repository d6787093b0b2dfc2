"""`kcluster init --profile hardened` below a private root: what it lays down, shows and leaves to its user."""

from __future__ import annotations

import unittest

from cli.root import CLUSTER, NODE, RootTest

FOLDER = "etc/kubernetes/hardening"


class Hardening(RootTest):
    def ask(self, *argv: str) -> str:
        done = self.run_here(*argv)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def lay(self, config: str = "/sound.yaml") -> str:
        return self.ask("init", "phase", "hardening", "--config", config, "--profile", "hardened")

    def test_its_files_are_laid_down_once(self) -> None:
        self.lay()
        for name in ("audit-policy.yaml", "authentication.yaml"):
            self.assertEqual((self.root / FOLDER / name).stat().st_mode & 0o777, 0o600)
        before = self.snapshot()
        self.lay()
        self.assertEqual(self.snapshot(), before)

    def test_a_rehearsal_shows_all_of_it(self) -> None:
        before = self.snapshot()
        said = self.ask("init", "--skip-phases", "preflight", "--config", "/sound.yaml", "--dry-run",
                        "--profile", "hardened")
        self.assertEqual(self.snapshot(), before)
        for words in (f"/{FOLDER}/audit-policy.yaml", f"/{FOLDER}/authentication.yaml", "--audit-log-maxage=30",
                      "--kubelet-certificate-authority=/etc/kubernetes/pki/ca.crt", "--profiling=false",
                      "--tls-min-version=TLS1.2", "serverTLSBootstrap: true", "seccompDefault: true",
                      "kcluster-certs-approve-serving.timer"):
            self.assertIn(words, said)

    def test_what_its_user_says_stays_and_is_told(self) -> None:
        own = "apiServer: {extraArgs: [{name: anonymous-auth, value: 'false'}]}\n"
        (self.root / "own.yaml").write_text(f"{NODE}---\n{CLUSTER}kubernetesVersion: v1.36.3\n{own}")
        self.assertIn("anonymous-auth", self.lay("/own.yaml"))
        self.assertEqual([each.name for each in (self.root / FOLDER).iterdir()], ["audit-policy.yaml"])


if __name__ == "__main__":
    unittest.main()
