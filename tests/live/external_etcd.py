"""An etcd of three members that belongs to no node: processes in a lab's switch, with TLS."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from kclab.lab import Lab
from kclab.parts import versions
from kclab.settings import CACHE, GATEWAY
from kclab.shell import run, wait

MEMBERS = {"one": 12379, "two": 22379, "three": 32379}  # the peer's port is the next
ENDPOINTS = [f"https://{GATEWAY}:{port}" for port in MEMBERS.values()]
_BINARIES = CACHE / "bin" / f"etcd-{versions.ETCD}"


class ExternalEtcd:
    """Its folder has ca.crt, server.crt and .key, client.crt and .key, and a folder a member."""

    def __init__(self, lab: Lab, folder: Path) -> None:
        self._inside = ["ip", "netns", "exec", lab.switch]
        self.folder = folder
        self._running: list[subprocess.Popen[bytes]] = []

    def up(self) -> None:
        """Waits until all three know a leader. The lab's switch must be there."""
        self._certificates()
        for name, port in MEMBERS.items():
            with (self.folder / f"{name}.log").open("wb") as log:
                argv = [*self._inside, *self._command(name, port)]
                self._running.append(subprocess.Popen(argv, stdout=log, stderr=log))
        wait(f"external etcd (see {self.folder})", 30, lambda: self._ctl("endpoint", "health").ok)

    def down(self) -> None:
        for process in self._running:
            process.kill()
        for process in self._running:
            process.wait()

    def pids(self) -> list[int]:
        """Of the members that run."""
        return [process.pid for process in self._running if process.poll() is None]

    def members(self) -> list[dict[str, Any]]:
        return list(json.loads(self._ctl("member", "list", "-w", "json").check().out)["members"])

    def keys(self, prefix: str) -> list[str]:
        """All keys below that, sorted."""
        return self._ctl("get", prefix, "--prefix", "--keys-only").check().out.split()

    def _ctl(self, *words: str):
        tls = [f"--cacert={self.folder}/ca.crt", f"--cert={self.folder}/client.crt",
               f"--key={self.folder}/client.key"]
        argv = [str(_BINARIES / "etcdctl"), f"--endpoints={','.join(ENDPOINTS)}", *tls]
        return run([*self._inside, *argv, *words])

    def _command(self, name: str, port: int) -> list[str]:
        client, peer = f"https://{GATEWAY}:{port}", f"https://{GATEWAY}:{port + 1}"
        first = ",".join(f"{n}=https://{GATEWAY}:{p + 1}" for n, p in MEMBERS.items())
        said = {"name": name, "data-dir": self.folder / name, "initial-cluster": first,
                "listen-client-urls": client, "advertise-client-urls": client,
                "listen-peer-urls": peer, "initial-advertise-peer-urls": peer,
                "client-cert-auth": "true", "peer-client-cert-auth": "true"}
        for prefix in ("", "peer-"):
            said |= {f"{prefix}cert-file": self.folder / "server.crt",
                     f"{prefix}key-file": self.folder / "server.key",
                     f"{prefix}trusted-ca-file": self.folder / "ca.crt"}
        return [str(_BINARIES / "etcd"), *(f"--{key}={value}" for key, value in said.items())]

    def _certificates(self) -> None:
        self._openssl("req", "-x509", *self._new_key("ca"), "-subj", "/CN=etcd-ca", "-out", "ca.crt",
                      "-addext", "keyUsage=critical,keyCertSign,digitalSignature")
        for name, usages in (("server", "serverAuth,clientAuth"), ("client", "clientAuth")):
            extensions = f"subjectAltName=IP:{GATEWAY}\nextendedKeyUsage={usages}\n"
            (self.folder / "extensions").write_text(extensions)
            self._openssl("req", *self._new_key(name), "-subj", f"/CN={name}", "-out", f"{name}.csr")
            self._openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.crt", "-CAkey", "ca.key",
                          "-CAcreateserial", "-extfile", "extensions", "-out", f"{name}.crt")

    def _new_key(self, name: str) -> list[str]:
        curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
        return [*curve, "-nodes", "-keyout", f"{name}.key"]

    def _openssl(self, *words: str) -> None:
        subprocess.run(["openssl", *words], cwd=self.folder, check=True, capture_output=True)
