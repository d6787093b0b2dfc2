"""`kcluster audit` on folders that hold parts of a node: what it says, and what it ends with."""

from __future__ import annotations

import json
import unittest

from cli.root import RootTest

SCHEDULER = """apiVersion: v1
kind: Pod
spec:
  containers:
  - name: kube-scheduler
    command: [kube-scheduler, --bind-address=127.0.0.1, --profiling=FALSE]
"""


class Audit(RootTest):
    def audit(self, *words: str, code: int = 0) -> str:
        before = self.snapshot()
        done = self.run_here("audit", *words, env={"PATH": "/usr/bin:/bin"})
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertEqual(self.snapshot(), before)
        return done.stdout

    def points(self, *words: str) -> dict[str, dict]:
        return {point["id"]: point for point in json.loads(self.audit("-o", "json", *words))["points"]}

    def worker(self, config: str = "podPidsLimit: 100\n") -> None:
        (self.root / "var/lib/kubelet").mkdir()
        (self.root / "var/lib/kubelet/config.yaml").write_text(config)
        (self.root / "var/lib/kubelet/config.yaml").chmod(0o640)

    def control_plane(self) -> None:
        self.worker()
        folder = self.root / "etc/kubernetes/manifests"
        folder.mkdir(parents=True)
        (folder / "kube-scheduler.yaml").write_text(SCHEDULER)
        (folder / "kube-scheduler.yaml").chmod(0o600)

    def test_a_machine_in_no_cluster(self) -> None:
        self.assertEqual({point["result"] for point in self.points().values()}, {"not-applicable"})
        self.assertEqual(self.points("--failed"), {})
        self.audit("--fail-on", "warning")

    def test_a_worker_is_told_its_own_part(self) -> None:
        self.worker()
        points = self.points()
        self.assertEqual(points["4.1.9"]["result"], "fail")
        self.assertEqual(points["4.1.9"]["seen"], ["/var/lib/kubelet/config.yaml: mode 0640"])
        self.assertEqual(points["4.1.9"]["paste"], "chmod 600 /var/lib/kubelet/config.yaml\n")
        self.assertEqual(points["4.2.13"]["result"], "pass")
        self.assertEqual(points["1.2.15"]["result"], "not-applicable")
        self.assertEqual(points["5.1.1"]["result"], "not-applicable")

    def test_a_control_plane_without_its_cluster_tells_what_it_did_not_see(self) -> None:
        self.control_plane()
        points = self.points()
        self.assertEqual([points[id]["result"] for id in ("1.1.5", "1.4.1", "1.4.2", "1.2.15", "5.1.1")],
                         ["pass", "pass", "pass", "unseen", "unseen"])
        self.assertIn("kube-apiserver.yaml", points["1.2.15"]["seen"][0])
        self.assertIn("admin.conf", points["5.1.1"]["seen"][0])

    def test_what_it_ends_with(self) -> None:
        self.control_plane()
        self.audit()
        self.audit("--fail-on", "fail", code=1)
        (self.root / "var/lib/kubelet/config.yaml").write_text("a: [")
        (self.root / "var/lib/kubelet/config.yaml").chmod(0o600)
        self.audit("--fail-on", "fail")
        self.audit("--fail-on", "warning", code=1)  # much was not seen

    def test_the_table_fits_a_terminal(self) -> None:
        self.control_plane()
        text = self.audit()
        self.assertIn("\n  pass      1.4.1   ", text)
        self.assertIn("\nFAIL 4.1.9: ", text)
        prose = [line for line in text.splitlines() if "`" not in line and not line.startswith(" " * 11)]
        self.assertEqual([line for line in prose if len(line) > 80], [])
        self.assertNotIn("\x1b", text)
        self.assertNotIn("pass ", self.audit("--failed").split("passed")[0])
        self.assertIn("\npoints:\n", self.audit("-o", "yaml"))


if __name__ == "__main__":
    unittest.main()
