"""Files are found from where the command is started, as the user's shell finds them."""

from __future__ import annotations

import subprocess
import tempfile
import unittest
from pathlib import Path

from cli.root import CLUSTER, KCLUSTER, NODE


class RelativePaths(unittest.TestCase):
    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)
        (self.folder / "sound.yaml").write_text(NODE + "---\n" + CLUSTER + "kubernetesVersion: v1.36.3\n")
        (self.folder / "below").mkdir()

    def run_in(self, folder: str, *words: str) -> subprocess.CompletedProcess:
        return subprocess.run([str(KCLUSTER), *words], cwd=self.folder / folder, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=60)

    def test_a_configuration_beside_the_user(self) -> None:
        for folder, path in ((".", "sound.yaml"), (".", "./sound.yaml"), ("below", "../sound.yaml")):
            done = self.run_in(folder, "config", "validate", "--config", path)
            self.assertEqual((done.returncode, done.stdout), (0, "ok\n"), done.stderr)

    def test_one_that_is_not_there_is_named_in_full(self) -> None:
        done = self.run_in("below", "config", "validate", "--config", "sound.yaml")
        self.assertEqual(done.returncode, 3)
        self.assertIn(f"no configuration file {self.folder.resolve()}/below/sound.yaml", done.stderr)

    def test_a_kubeconfig_beside_the_user(self) -> None:
        done = self.run_in("below", "token", "list", "--kubeconfig", "../admin.conf")
        self.assertIn(f"{self.folder.resolve()}/admin.conf does not exist", done.stderr)


if __name__ == "__main__":
    unittest.main()
