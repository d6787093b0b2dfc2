"""`certs` and `kubeconfig user`: what kubeadm says and leaves, and what kcluster does."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
import unittest
from collections.abc import Callable
from pathlib import Path

from compare import oracle
from compare.tree import content, tree

HERE = Path(__file__).resolve().parent
PKI = "etc/kubernetes/pki"
CONFIGS = {name: (HERE / "configs" / f"{name}.yaml").read_text()
           for name in ("plain", "endpoint-and-sans", "other-folders", "external-etcd")}
BOTH = (oracle.kubeadm(), oracle.KCLUSTER)


def drop(path: str) -> Callable[[Path], None]:
    return lambda root: (root / path).unlink()


# What lies there differently from what an init leaves.
CASES = {
    "whole": lambda root: None,
    "no super-admin": drop("etc/kubernetes/super-admin.conf"),
    "no peer": drop(f"{PKI}/etcd/peer.crt"),
    "external front proxy": drop(f"{PKI}/front-proxy-ca.key"),
    "external": drop(f"{PKI}/ca.key"),
}


def say(tool: Path, root: Path, *argv: str) -> str:
    return oracle.ask(tool, root, *argv, "--config", f"/{oracle.CONFIG}")


def made(scratch: Path, config: str, phases: tuple[str, ...] = ("certs all", "kubeconfig all")) -> Path:
    """A control plane's files, made by kubeadm."""
    root = scratch / "kubeadm"
    oracle.make_root(root, config)
    oracle.run_phases(oracle.kubeadm(), root, list(phases))
    return root


def copied(root: Path) -> Path:
    copy = root.with_name("kcluster")
    shutil.copytree(root, copy)
    return copy


def cells(table: str) -> list[list[str]]:
    return [re.split(r" {2,}", line.rstrip()) for line in table.splitlines()]


class Scratch(unittest.TestCase):
    maxDiff = None

    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.scratch = Path(scratch.name)


class Expiration(Scratch):
    def check(self, config: str, change: Callable[[Path], None]) -> None:
        root = made(self.scratch, config)
        change(root)
        theirs, ours = (say(tool, root, "certs", "check-expiration") for tool in BOTH)
        self.assertGreater(len(cells(theirs)), 10)
        self.assertEqual(cells(theirs), cells(ours))
        theirs, ours = (json.loads(say(tool, root, "certs", "check-expiration", "-o", "json")) for tool in BOTH)
        for kind in ("certificates", "certificateAuthorities"):
            for left, right in zip(theirs[kind], ours[kind]):
                self.assertAlmostEqual(left.pop("residualTime"), right.pop("residualTime"), delta=30)
        self.assertEqual(theirs, ours)


class Renewal(Scratch):
    def check(self, config: str, change: Callable[[Path], None]) -> None:
        root = made(self.scratch, config)
        change(root)
        ours = copied(root)
        for confs in (root, ours):  # kubeadm leaves the kubelet's to the kubelet
            (confs / "etc/kubernetes/kubelet.conf").unlink()
        before = {path: path.read_bytes() for path in ours.rglob("*") if path.is_file()}
        say(oracle.kubeadm(), root, "certs", "renew", "all")
        say(oracle.KCLUSTER, ours, "certs", "renew", "all")
        changed = [path for path, was in before.items() if path.read_bytes() != was]
        self.assertGreater(len(changed), 4)
        shutil.rmtree(ours / "var/lib/kcluster")
        self.assertEqual(tree(root), tree(ours))


class Requests(Scratch):
    def check(self, config: str) -> None:
        found = []
        for tool in BOTH:
            root = self.scratch / tool.name
            oracle.make_root(root, config)
            folders = ["--cert-dir", "/srv/csr/pki", "--kubeconfig-dir", "/srv/csr"]
            self.assertIn("  apiserver\n", say(tool, root, "certs", "generate-csr", *folders))
            found.append({name: text.split("\n", 1)[1] if text.endswith("folder") else text
                          for name, text in tree(root / "srv").items()})
        self.assertGreater(len(found[0]), 20)
        self.assertEqual(*found)

    def test_an_authority_elsewhere_signs_them_and_kubeadm_takes_them(self) -> None:
        """What is signed for our requests passes for kubeadm's external authority."""
        config = CONFIGS["plain"]
        authority = made(self.scratch, config, ("certs ca", "certs etcd-ca", "certs front-proxy-ca"))
        root = self.scratch / "kcluster"
        oracle.make_root(root, config)
        say(oracle.KCLUSTER, root, "certs", "generate-csr")
        pki = root / PKI
        for request in pki.rglob("*.csr"):
            name = "etcd/ca" if request.parent.name == "etcd" or "etcd" in request.name else "ca"
            name = "front-proxy-ca" if "front" in request.name else name
            signer = authority / PKI / name
            subprocess.run(["openssl", "x509", "-req", "-days", "30", "-copy_extensions", "copy", "-in", request,
                            "-CA", signer.with_suffix(".crt"), "-CAkey", signer.with_suffix(".key"), "-CAcreateserial",
                            "-out", request.with_suffix(".crt")], check=True, capture_output=True)
        for waiting in (root / "etc/kubernetes").glob("*.conf"):
            waiting.unlink()
        for name in ("ca.crt", "etcd/ca.crt", "front-proxy-ca.crt"):
            shutil.copy(authority / PKI / name, pki / name)
        shown = json.loads(say(oracle.kubeadm(), root, "certs", "check-expiration", "-o", "json"))
        pairs = [row for row in shown["certificates"] if not row["name"].endswith(".conf")]
        self.assertEqual([row["missing"] or not row["externallyManaged"] for row in pairs], [False] * 7)


class User(Scratch):
    def test_the_same_kubeconfig(self) -> None:
        root = made(self.scratch, CONFIGS["endpoint-and-sans"], ("certs ca",))
        for words in (["--client-name", "jane"], ["--client-name", "jane", "--org", "dev,ops"],
                      ["--client-name", "jane", "--token", "abc"],
                      ["--client-name", "jane", "--validity-period", "100h"]):
            theirs, ours = (content(say(tool, root, "kubeconfig", "user", *words).encode()) for tool in BOTH)
            self.assertIn("jane", theirs)
            self.assertEqual(theirs, ours)


def add(test: type, name: str, *given) -> None:
    setattr(test, "test_" + re.sub(r"\W", "_", name), lambda self: self.check(*given))


for case, change in CASES.items():
    add(Expiration, case, CONFIGS["plain"], change)
for name, text in CONFIGS.items():
    if name != "external-etcd":  # a request for certificates of an etcd that is not ours
        add(Requests, name, text)
    add(Expiration, name, text, CASES["whole"])
    add(Renewal, name, text, CASES["whole"])
for case in ("no super-admin", "external front proxy"):
    add(Renewal, case, CONFIGS["plain"], CASES[case])
