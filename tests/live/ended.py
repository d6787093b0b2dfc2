"""Nodes whose certificates have ended: those of the control plane by a short life, the kubelets' by a
signature for a time that is over."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from pathlib import Path

from kclab import Node
from kclab.shell import wait

PKI, KUBELET = "/etc/kubernetes/pki", "/var/lib/kubelet/pki"
USUAL, SHORT = "/root/usual.yaml", "/root/short.yaml"
# Of openssl's own little authority, which can sign for a time that is over.
OPENSSL = """[ca]
default_ca = it
[it]
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = names
x509_extensions = usages
[names]
organizationName = supplied
commonName = supplied
[usages]
keyUsage = digitalSignature
extendedKeyUsage = clientAuth, serverAuth
"""


def ended(control: Node, name: str) -> tuple[bytes, bytes]:
    """A certificate of that node's kubelet that the cluster's authority signed for last spring, and its key."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        for file in ("ca.crt", "ca.key"):
            (here / file).write_bytes(control.read(f"{PKI}/{file}"))
        (here / "index.txt").touch()
        (here / "it.conf").write_text(OPENSSL)
        request = ["openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                   "-keyout", "key", "-out", "csr", "-subj", f"/O=system:nodes/CN=system:node:{name}"]
        sign = ["openssl", "ca", "-batch", "-notext", "-config", "it.conf", "-cert", "ca.crt", "-keyfile", "ca.key",
                "-startdate", "20260101000000Z", "-enddate", "20260401000000Z", "-in", "csr", "-out", "crt"]
        for argv in (request, sign):
            subprocess.run(argv, cwd=here, check=True, capture_output=True)
        return (here / "crt").read_bytes(), (here / "key").read_bytes()


def make_short_lived(control: Node, usual: bytes, *words: str) -> None:
    """The certificates of a control plane that was made by that configuration end within 90 s."""
    short = re.sub(rb"(?m)^kind: ClusterConfiguration$", rb"\g<0>\ncertificateValidityPeriod: 90s", usual)
    control.push(usual, USUAL)
    control.push(short, SHORT)
    control.exec(["kcluster", "certs", "renew", "all", "--config", SHORT, *words], timeout=240).check()


def count_of_ended(control: Node) -> int:
    said = control.exec(["kcluster", "certs", "check-expiration", "--config", USUAL, "-o", "json"])
    return sum(row["residualTime"] < 0 for row in json.loads(said.check().out)["certificates"])


def end_kubelet(control: Node, node: Node) -> None:
    certificate, key = ended(control, node.name)
    node.push(certificate + key, f"{KUBELET}/kubelet-client-ended.pem", "0600")
    node.exec(["ln", "-sfn", f"{KUBELET}/kubelet-client-ended.pem", f"{KUBELET}/kubelet-client-current.pem"]).check()
    node.push(certificate, f"{KUBELET}/kubelet.crt")
    node.push(key, f"{KUBELET}/kubelet.key", "0600")
    node.exec(["systemctl", "restart", "kubelet"])
    wait(f"the kubelet of {node.name} to fail", 60, lambda: not kubelet_is_well(node), 0.5)


def kubelet_is_well(node: Node) -> bool:
    return node.exec(["curl", "-fs", "-m", "2", "http://127.0.0.1:10248/healthz"]).ok
