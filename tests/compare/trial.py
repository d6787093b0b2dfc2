"""One configuration through both tools, and what came out differently."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from compare import differences, oracle, prepare
from compare.objects import objects
from compare.tree import tree

LEAST = 40  # files and objects, whatever is left out


@dataclass
class Trial:
    config: str
    patches: dict[str, str] = field(default_factory=dict)  # file name -> text
    prepared: str = ""  # a name of prepare.PREPARATIONS
    flags: list[str] = field(default_factory=list)  # instead of a configuration
    refused: bool = False  # by both, once it ran

    @property
    def version(self) -> str:
        found = re.search(r"^kubernetesVersion: \"?(v[\d.]+)", self.config, re.M)
        return found[1] if found else oracle.NEWEST

    def roots(self, scratch: Path) -> tuple[Path, Path]:
        theirs, ours = scratch / "kubeadm", scratch / "kcluster"
        for root in (theirs, ours):
            oracle.make_root(root, self.config)
            for name, text in self.patches.items():
                (root / "patches").mkdir(exist_ok=True)
                (root / "patches" / name).write_text(text)
        if self.prepared:
            prepare.lay(self.prepared, self.version, self.config, [theirs, ours])
        return theirs, ours

    def run(self, scratch: Path) -> str:
        """The differences, empty when there are none. The scratch folder is empty again after it."""
        theirs, ours = self.roots(scratch)
        try:
            left = lay_down(oracle.kubeadm(self.version), theirs, self.flags)
            right = lay_down(oracle.KCLUSTER, ours, self.flags)
            self.refused = "refused" in left and "refused" in right
            return faults(left, right)
        finally:
            for root in (theirs, ours):
                shutil.rmtree(root)


def lay_down(tool: Path, root: Path, flags: list[str]) -> dict[str, str]:
    """The node's files, then what would go into the cluster; or that the tool refuses."""
    try:
        oracle.run_offline(tool, root, flags)
        files = tree(root)
        return {**files, **objects(oracle.dry_run(tool, root, flags))}
    except AssertionError as refusal:
        return {"refused": str(refusal)}


def faults(theirs: dict[str, str], ours: dict[str, str]) -> str:
    if "refused" in theirs and "refused" in ours:
        return ""
    if "refused" in theirs or "refused" in ours:
        return f"only one refuses\n{theirs.get('refused', '')}\n{ours.get('refused', '')}"
    if len(theirs) < LEAST:
        return f"kubeadm laid down but {len(theirs)} things"
    return differences.unintended(theirs, ours)
