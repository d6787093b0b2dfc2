"""Backup, verify and restore beside etcdctl and etcdutl, and beside two bounds: cp with fsync, and OpenSSL's
SHA-256 of the snapshot, which has to be summed up, and by one core alone.

The database is made by a real etcd on loopback: objects of a few kB, a part of them written anew, as a
cluster leaves them.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.usage import Usage, usage
from compare import oracle
from kclab.parts import cache, versions
from kclab.shell import wait

OBJECT = 4096  # bytes
AT_ONCE = 200  # objects in one transaction
TAKEN = 6  # times the size: its database, half as large again, the snapshot, what is made of it, logs
SIZES = (10, 200, 1000, 4000)  # MB
TOOLS = cache.root() / "bin" / f"etcd-{versions.ETCD}"
RESTORE = oracle.ROOT / "build" / "release" / "restore_alone"


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Etcd:
    """One member with that many MB, a snapshot of it, and room for what is made of it."""

    def __init__(self, megabytes: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="kcluster-bench-"))
        self._port = _free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._server = subprocess.Popen(
            [TOOLS / "etcd", f"--data-dir={self.folder}/data", f"--listen-client-urls={self.url}",
             f"--advertise-client-urls={self.url}", f"--listen-peer-urls=unix://{self.folder}/peer.sock",
             "--unsafe-no-fsync", f"--log-outputs={self.folder}/log", "--max-txn-ops=1024",
             "--max-request-bytes=8388608", "--quota-backend-bytes=8589934592", "--snapshot-count=40",
             "--snapshot-catchup-entries=10"], stdin=subprocess.DEVNULL)
        try:
            wait("etcd", 30, self._listens)
            self._fill(megabytes)
            self.snapshot = self.folder / "snapshot.db"
            subprocess.run([*self.ctl(), str(self.snapshot)], check=True, capture_output=True)
        except BaseException:
            self.end()
            raise

    def ctl(self) -> list[str]:
        return [str(TOOLS / "etcdctl"), f"--endpoints={self.url}", "snapshot", "save"]

    def end(self) -> None:
        self._server.kill()
        self._server.wait()
        shutil.rmtree(self.folder)

    def _listens(self) -> bool:
        with socket.socket() as line:
            return line.connect_ex(("127.0.0.1", self._port)) == 0

    def _fill(self, megabytes: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port)
        objects = megabytes * 1_000_000 // (OBJECT + 100)
        for first in range(0, objects, AT_ONCE):
            puts = [_put(number) for number in range(first, min(objects, first + AT_ONCE))]
            connection.request("POST", "/v3/kv/txn", json.dumps({"success": puts}))
            answer = connection.getresponse()
            if b'"succeeded":true' not in answer.read():
                raise RuntimeError(f"etcd refused a transaction: {answer.status}")


def _put(number: int) -> dict:
    name = f"/registry/configmaps/namespace-{number % 97}/object-{number * 4 // 5}"
    return {"requestPut": {"key": base64.b64encode(name.encode()).decode(),
                           "value": base64.b64encode(os.urandom(OBJECT)).decode()}}


@dataclass(frozen=True)
class _Case:
    name: str
    ours: Callable[[Etcd, Path], Sequence[str]]
    theirs: Callable[[Etcd, Path], Sequence[str]]


CASES = (
    _Case("backup",
          lambda e, to: [str(oracle.KCLUSTER), "etcd", "backup", str(to), "--snapshot-only", "--endpoints", e.url],
          lambda e, to: [*e.ctl(), str(to)]),
    _Case("verify",
          lambda e, _: [str(oracle.KCLUSTER), "etcd", "verify", str(e.snapshot)],
          lambda e, _: [str(TOOLS / "etcdutl"), "snapshot", "status", str(e.snapshot)]),
    _Case("restore",
          lambda e, to: [str(RESTORE), str(e.snapshot), str(to)],
          lambda e, to: [str(TOOLS / "etcdutl"), "snapshot", "restore", str(e.snapshot), "--data-dir", str(to),
                         "--bump-revision", "1000000000", "--mark-compacted"]),
)
NAMES = tuple(case.name for case in CASES)
HEADER = f"{'':<10}{'MB':>6}{'kcluster':>12}{'etcd tools':>12}{'cp, fsync':>12}{'SHA-256':>12}" \
         f"{'of tools':>10}{'of cp':>8}{'resident':>20}   spread of kcluster, tools"


def _copy(etcd: Etcd, to: Path) -> list[str]:
    return ["/bin/dd", f"if={etcd.snapshot}", f"of={to}", "bs=1M", "conv=fsync"]


def _sum_up(etcd: Etcd, _: Path) -> list[str]:
    return ["/usr/bin/openssl", "dgst", "-sha256", str(etcd.snapshot)]


def _measured(argv: Sequence[str], place: Path) -> Usage:
    """With nothing else left to be written, and the place free before and after."""
    os.sync()
    try:
        return usage(argv)
    finally:
        shutil.rmtree(place, ignore_errors=True)
        place.unlink(missing_ok=True)


def _line(case: _Case, etcd: Etcd, megabytes: int, rounds: int) -> str:
    ways = (case.ours, case.theirs, _copy, _sum_up)
    taken: list[list[Usage]] = [[] for _ in ways]
    for number in range(rounds + 1):  # the first only warms caches
        for way, kept in zip(ways, taken):
            value = _measured(way(etcd, etcd.folder / "made"), etcd.folder / "made")
            if number:
                kept.append(value)
    seconds = [[value.seconds for value in kept] for kept in taken]
    ours, theirs, copied, summed = (median(each) for each in seconds)
    memory = [max(value.resident for value in kept) / 1e6 for kept in taken]
    spread = "  ".join(f"{min(each):.2f} to {max(each):.2f}" for each in seconds[:2])
    return f"{case.name:<10}{megabytes:>6}{ours:>10.2f} s{theirs:>10.2f} s{copied:>10.2f} s{summed:>10.2f} s" \
           f"{ours / theirs:>10.2f}{ours / copied:>8.2f}{memory[0]:>9.0f} of {memory[1]:>4.0f} MB   {spread}"


def compare(names: Sequence[str], sizes: Sequence[int], rounds: int) -> None:
    """Prints a line for each case and size. To reach: 1.0 of the tools' time, a restore 1.3 of the copy's,
    64 MB resident."""
    subprocess.run(["cmake", "--build", "--preset", "release", "--target", "restore_alone"], cwd=oracle.ROOT,
                   check=True, capture_output=True)
    print(HEADER, flush=True)
    for megabytes in sizes:
        if shutil.disk_usage(tempfile.gettempdir()).free < megabytes * 1_000_000 * TAKEN:
            raise RuntimeError(f"{tempfile.gettempdir()} has no {megabytes * TAKEN} MB free")
        etcd = Etcd(megabytes)
        try:
            for case in CASES:
                if case.name in names:
                    print(_line(case, etcd, megabytes, rounds), flush=True)
        finally:
            etcd.end()
