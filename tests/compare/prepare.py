"""What lies on a node before an init: authorities and certificates that the user brought along."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from compare import oracle

PKI = "etc/kubernetes/pki"
CONFS = "etc/kubernetes/*.conf"


def _keep(root: Path, *patterns: str) -> None:
    """Only those files below etc/kubernetes."""
    kept = {path for pattern in patterns for path in root.glob(pattern)}
    for path in sorted((root / "etc/kubernetes").rglob("*"), reverse=True):
        if path.is_file() and path not in kept:
            path.unlink()


def external_ca(root: Path) -> None:
    """Everything the cluster's authority signs, but not its key."""
    _keep(root, f"{PKI}/**/*", CONFS)
    (root / PKI / "ca.key").unlink()


def external_front_proxy(root: Path) -> None:
    _keep(root, f"{PKI}/front-proxy-*")
    (root / PKI / "front-proxy-ca.key").unlink()


def own_authorities(root: Path) -> None:
    _keep(root, f"{PKI}/ca.*", f"{PKI}/front-proxy-ca.*", f"{PKI}/etcd/ca.*", f"{PKI}/sa.*")


def some_certificates(root: Path) -> None:
    _keep(root, f"{PKI}/ca.*", f"{PKI}/apiserver.*", f"{PKI}/etcd/*", "etc/kubernetes/admin.conf")


PREPARATIONS = {
    "external-ca": external_ca,
    "external-front-proxy": external_front_proxy,
    "own-authorities": own_authorities,
    "some-certificates": some_certificates,
}


def lay(name: str, version: str, config: str, roots: list[Path]) -> None:
    """The same files into each root, made by kubeadm from the configuration they are used with."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch, "root")
        oracle.make_root(root, config)
        oracle.run_phases(oracle.kubeadm(version), root, ["certs all", "kubeconfig all"])
        PREPARATIONS[name](root)
        for each in roots:
            shutil.copytree(root / "etc/kubernetes", each / "etc/kubernetes")
