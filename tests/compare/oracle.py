"""Runs kubeadm and kcluster the same way, each below a private root folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = Path(os.environ.get("KCLUSTER_CACHE", "/var/cache/kcluster-lab"))
KCLUSTER = ROOT / "build" / "release" / "kcluster"
NEWEST = "v1.36.3"

# What a node has for a phase to look at; made below each root.
FOLDERS = ["etc/ssl/certs", "usr/share/ca-certificates", "tmp", "proc", "var/lib"]
CONFIG = "config.yaml"
DRY_RUN = "dry-run"  # where kubeadm's dry run lays what it would write; below the root, too
# What a dry run still does: everything that goes to the API server.
OFFLINE = "preflight,certs,kubeconfig,etcd,control-plane,kubelet-start,wait-control-plane,show-join-command"
ONLINE = "preflight,wait-control-plane,upload-config,upload-certs,mark-control-plane,bootstrap-token," \
         "kubelet-finalize,addon,show-join-command"
OUR_OWN = ",controller-accounts,pod-network"  # likewise, of kcluster's own phases


def kubeadm(version: str = NEWEST) -> Path:
    return CACHE / "bin" / f"kubernetes-{version}" / "kubeadm"


def make_root(root: Path, config: str, patches: Path | None = None) -> None:
    for folder in FOLDERS:
        (root / folder).mkdir(parents=True)
    if config:
        (root / CONFIG).write_text(config)
    if patches:
        shutil.copytree(patches, root / "patches")


def run(tool: Path, root: Path, words: list[str]) -> subprocess.CompletedProcess:
    """--rootfs of both tools: every path, that of the configuration too, lies below it. Without a
    configuration the words say all."""
    config = ["--config", f"/{CONFIG}"] if (root / CONFIG).exists() else []
    argv = [str(tool), "init", *words, *config, "--rootfs", str(root)]
    there = {**os.environ, "KUBEADM_INIT_DRYRUN_DIR": f"/{DRY_RUN}"}
    return subprocess.run(argv, capture_output=True, text=True, stdin=subprocess.DEVNULL, env=there)


def done(tool: Path, root: Path, words: list[str]) -> str:
    """What it says on stdout; its failure is one of the test."""
    result = run(tool, root, words)
    if result.returncode:
        raise AssertionError(f"{tool.name} init {' '.join(words)}: {result.stdout}{result.stderr}")
    return result.stdout


def run_phases(tool: Path, root: Path, phases: list[str]) -> None:
    for phase in phases:
        done(tool, root, ["phase", *phase.split()])


def run_offline(tool: Path, root: Path, flags: list[str]) -> None:
    """All that an init does without an API server, in one go."""
    done(tool, root, [*flags, "--skip-phases", ONLINE + (OUR_OWN if tool == KCLUSTER else "")])
    shutil.rmtree(root / "var/lib/kcluster", ignore_errors=True)  # an init that stands says no more


def dry_run(tool: Path, root: Path, flags: list[str]) -> str:
    """What it would write into the cluster, after the offline phases."""
    keys = [*root.glob("**/pki/ca.key"), *root.glob("**/pki/front-proxy-ca.key")]
    upload = ["--upload-certs"] if len(keys) == 2 else []  # not with an external authority
    shutil.copytree(root / "etc/kubernetes", root / DRY_RUN)  # kubeadm looks for admin.conf there
    skipped = OFFLINE + (OUR_OWN if tool == KCLUSTER else "")
    said = done(tool, root, ["--dry-run", *flags, *upload, "--skip-phases", skipped])
    shutil.rmtree(root / DRY_RUN, ignore_errors=True)
    return said


def ask(tool: Path, root: Path, *argv: str) -> str:
    """What a command below that root says on stdout; it must succeed."""
    answer = subprocess.run([str(tool), *argv, "--rootfs", str(root)], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL)
    if answer.returncode:
        raise AssertionError(f"{tool.name} {' '.join(argv)}: {answer.stdout}{answer.stderr}")
    return answer.stdout
