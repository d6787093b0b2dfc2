"""`scripts/lab up` and `down` as a user runs them: three control planes and a worker."""

from __future__ import annotations

import re
import subprocess
import unittest
from pathlib import Path

from kclab import Lab, network
from kclab.settings import REPOSITORY
from live.clusters import own_lab

NODES = ["cka-control", "cka-control2", "cka-control3", "cka-worker1"]


def command_line(pid: int) -> bytes:
    """Of a process; empty once it has ended, also while nobody has asked for its exit code."""
    try:
        return Path("/proc", str(pid), "cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


class LabCommand(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.lab = own_lab(cls, "livelab")

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        argv = [str(REPOSITORY / "scripts/lab"), *words, "--lab", self.lab.name]
        return subprocess.run(argv, capture_output=True, text=True, stdin=subprocess.DEVNULL)

    def test_up_ends_with_ready_nodes_and_a_web_server_and_down_leaves_nothing(self) -> None:
        for attempt in ("first", "again"):  # it can be run again at any time
            with self.subTest(attempt):
                self.up()
        pids = self.lab.balancer().pids()
        self.assertEqual(len(pids), 1)
        done = self.command("down")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(network.namespaces(f"kcl-{self.lab.name}"), [])
        self.assertEqual((Lab(self.lab.name).remains(), self.lab.folder.exists()), ([], False))
        self.assertNotIn(b"haproxy", command_line(pids[0]))

    def up(self) -> None:
        done = self.command("up", "--no-build", "--control-planes", "3", "--workers", "1")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(re.findall(r"^(\S+) +Ready ", done.stdout, re.MULTILINE), NODES)
        self.assertEqual(re.findall(r"(\S+) reaches the web server", done.stderr), NODES)


if __name__ == "__main__":
    unittest.main()
