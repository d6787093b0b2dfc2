"""What the offline phases lay down, kubeadm's against ours: files, modes, certificates, manifests."""

from __future__ import annotations

import difflib
import tempfile
import unittest
from pathlib import Path

from compare import differences, oracle
from compare.tree import tree

HERE = Path(__file__).resolve().parent
CONFIGS = sorted((HERE / "configs").glob("*.yaml"))
PHASES = ["certs all", "kubeconfig all", "etcd local", "control-plane all", "kubelet-start"]


def phases_of(config: Path) -> list[str]:
    """With an etcd of its own outside, kubeadm refuses the local phase."""
    external = "\n  external:" in config.read_text()
    return [phase for phase in PHASES if not (external and phase.startswith("etcd"))]


def lay_down(tool: Path, root: Path, config: Path) -> dict[str, str]:
    oracle.make_root(root, config, HERE / "patches")
    oracle.run_phases(tool, root, phases_of(config))
    return tree(root)


def faults(theirs: dict[str, str], ours: dict[str, str]) -> str:
    lines = []
    for path in sorted(theirs.keys() | ours.keys()):
        if not differences.intended(path, theirs.get(path), ours.get(path)):
            lines += difflib.unified_diff(theirs.get(path, "").splitlines(), ours.get(path, "").splitlines(),
                                          f"kubeadm {path}", f"kcluster {path}", lineterm="")
    return "\n".join(lines)


class Files(unittest.TestCase):
    maxDiff = None

    def compare(self, config: Path) -> None:
        with tempfile.TemporaryDirectory() as scratch:
            theirs = lay_down(oracle.kubeadm(), Path(scratch, "kubeadm"), config)
            ours = lay_down(oracle.KCLUSTER, Path(scratch, "kcluster"), config)
        self.assertGreater(len(theirs), 15)
        self.assertEqual(faults(theirs, ours), "")


def add(config: Path) -> None:
    name = "test_" + config.stem.replace("-", "_")
    setattr(Files, name, lambda self: self.compare(config))


for each in CONFIGS:
    add(each)
