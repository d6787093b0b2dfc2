"""A private root folder for the real program, and what lies in it."""

from __future__ import annotations

import subprocess
import tempfile
import unittest
from pathlib import Path

import schemas

ROOT = Path(__file__).resolve().parents[2]
KCLUSTER = ROOT / "build" / "release" / "kcluster"
FOLDERS = ["etc/ssl/certs", "usr/share/ca-certificates", "tmp", "proc", "var/lib"]

API = "apiVersion: kubeadm.k8s.io/v1beta4\n"
INIT = API + "kind: InitConfiguration\n"
CLUSTER = API + "kind: ClusterConfiguration\n"
NODE = INIT + "localAPIEndpoint: {advertiseAddress: 192.168.1.20}\n" \
    "nodeRegistration: {name: node-1, criSocket: unix:///run/c.sock}\n"
SOUND = NODE + "---\n" + CLUSTER + "kubernetesVersion: v1.36.3\nencryptionAlgorithm: ECDSA-P256\n"


class RootTest(unittest.TestCase):
    maxDiff = None
    program = KCLUSTER

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.root = Path(scratch.name)
        for folder in FOLDERS:
            (self.root / folder).mkdir(parents=True)
        (self.root / "sound.yaml").write_text(SOUND)

    def snapshot(self) -> dict[str, tuple]:
        """Everything below the root, down to the nanosecond of each change."""
        seen = {}
        for path in [self.root, *self.root.rglob("*")]:
            stat = path.lstat()
            seen[str(path)] = (stat.st_mode, stat.st_size, stat.st_mtime_ns, stat.st_ino)
        return seen

    def run_here(self, *argv: str, **more) -> subprocess.CompletedProcess:
        if "input" not in more and "stdin" not in more:
            more["stdin"] = subprocess.DEVNULL
        done = subprocess.run([str(self.program), "--rootfs", str(self.root), *argv], capture_output=True, text=True,
                              timeout=60, **more)
        schemas.hold(argv, done.stdout)
        return done
