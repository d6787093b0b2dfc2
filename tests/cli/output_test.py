"""What the program says on stdout, as text, JSON and YAML; and that a rehearsal changes nothing."""

from __future__ import annotations

import json
import os
import unittest

from cli.root import SOUND, RootTest

REHEARSAL = ["init", "--skip-phases", "preflight", "--config"]


class Output(RootTest):
    def ask(self, *argv: str, exit: int = 0, **more) -> str:
        done = self.run_here(*argv, **more)
        self.assertEqual(done.returncode, exit, done.stdout + done.stderr)
        return done.stdout

    def test_version(self):
        short = self.ask("version", "-o", "short").strip()
        self.assertRegex(short, r"^v\d+\.\d+\.\d+$")
        self.assertEqual(json.loads(self.ask("version", "-o", "json"))["clientVersion"]["gitVersion"], short)
        self.assertIn(f"\n  gitVersion: {short}\n", self.ask("version", "-o", "yaml"))
        self.assertIn(short, self.ask("version"))

    def test_options_may_be_written_in_every_way_that_kubeadm_takes(self):
        for words in (["-o=short"], ["-oshort"], ["--output", "short"], ["--v=5", "-o", "short"],
                      ["-v=5", "-o=short"], ["-v5", "--output=short"], ["--v", "0", "-o=short"]):
            self.assertEqual(self.ask("version", *words), self.ask("version", "-o", "short"), words)

    def test_version_has_kubeadms_fields(self):
        told = json.loads(self.ask("version", "-o", "json"))["clientVersion"]
        self.assertEqual(sorted(told), ["buildDate", "compiler", "gitCommit", "gitTreeState", "gitVersion", "major",
                                        "minor", "platform"])  # kubeadm's but goVersion
        self.assertRegex(told["gitCommit"], r"^([0-9a-f]{40}|unknown)$")
        self.assertIn(told["gitTreeState"], ["clean", "dirty", "unknown"])
        self.assertRegex(told["buildDate"], r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ|unknown)$")
        self.assertRegex(told["compiler"], r"\+\+ \d+")
        self.assertRegex(told["platform"], r"^linux/(amd64|arm64)$")

    def test_a_rehearsal_says_what_it_would_do_and_changes_nothing(self):
        before = self.snapshot()
        said = json.loads(self.ask(*REHEARSAL, "/sound.yaml", "--dry-run", "-o", "json"))
        self.assertEqual(self.snapshot(), before)
        self.assertEqual(list(said), ["wouldChange"])  # no token that is never made
        self.assertIn("/etc/kubernetes/manifests/kube-apiserver.yaml", said["wouldChange"])
        self.assertNotIn("PRIVATE KEY", said["wouldChange"])

    def test_the_configuration_may_ask_for_a_rehearsal(self):
        (self.root / "dry.yaml").write_text(SOUND.replace("kind: InitConfiguration\n",
                                                          "kind: InitConfiguration\ndryRun: true\n"))
        before = self.snapshot()
        self.assertIn("This would be done:", self.ask(*REHEARSAL, "/dry.yaml"))
        self.assertEqual(self.snapshot(), before)

    def test_a_phase_takes_the_form_too(self):
        phase = ["init", "phase", "certs", "ca", "--config", "/sound.yaml"]
        self.assertEqual(json.loads(self.ask(*phase, "-o", "json")), {})
        self.assertEqual(self.ask(*phase, "-o", "yaml"), "{}\n")
        self.assertEqual(self.ask(*phase), "")
        self.assertTrue((self.root / "etc/kubernetes/pki/ca.key").exists())

    def test_preflight_of_a_bare_root(self):
        checks = json.loads(self.ask("preflight", "--config", "/sound.yaml", "-o", "json", exit=2))
        self.assertFalse(checks["passed"])
        yaml = self.ask("preflight", "--config", "/sound.yaml", "-o", "yaml", exit=2)
        self.assertEqual(yaml.count("summary:"), len(checks["checks"]))

    def test_a_configuration_from_standard_input_and_from_a_pipe(self):
        self.assertEqual(self.ask("config", "validate", "--config", "-", input=SOUND), "ok\n")
        read, write = os.pipe()
        os.write(write, SOUND.encode())
        os.close(write)
        said = self.ask("config", "validate", "--config", f"/dev/fd/{read}", pass_fds=[read])
        os.close(read)
        self.assertEqual(said, "ok\n")


if __name__ == "__main__":
    unittest.main()
