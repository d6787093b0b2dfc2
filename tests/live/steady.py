"""Clients that go on asking a cluster while something happens to it, and how many answers they miss."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType

from kclab import Node
from kclab.cluster import Cluster
from live.steady_client import Count, Stream

PROGRAM = Path(__file__).with_name("steady_client.py")
READ = "/api/v1/namespaces/default"
WRITTEN = "/api/v1/namespaces/default/configmaps/steady"
WRITTEN_OBJECT = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "steady"}}
_EMBEDDED = {"authority": "certificate-authority-data", "certificate": "client-certificate-data",
             "key": "client-key-data"}


def api_streams(cluster: Cluster, address: str, folder: Path) -> list[Stream]:
    """Reads and writes as the administrator at that address, on kept and on fresh connections. The
    identity lies in that folder, the object that is written has to be there."""
    admin = cluster.control.read("/etc/kubernetes/admin.conf").decode()
    files = {}
    for name, key in _EMBEDDED.items():
        path = folder / f"{name}.pem"
        path.write_bytes(base64.b64decode(re.search(rf"{key}: (\S+)", admin)[1]))
        files[name] = str(path)
    body = json.dumps({"data": {"written": "NOW"}})
    read, write = f"https://{address}{READ}", f"https://{address}{WRITTEN}"
    return [Stream("reads, kept", read, kept=True, **files), Stream("reads, fresh", read, **files),
            Stream("writes, kept", write, "PATCH", body, True, **files),
            Stream("writes, fresh", write, "PATCH", body, **files)]


class Steady:
    """While it is entered they ask, from within that node's network; `counts` afterwards, by name."""

    def __init__(self, node: Node, streams: Sequence[Stream]) -> None:
        self.counts: dict[str, Count] = {}
        self._node = node
        self._streams = streams

    def __enter__(self) -> Steady:
        inside = ["ip", "netns", "exec", self._node.full_name, sys.executable, str(PROGRAM)]
        self._errors = tempfile.TemporaryFile()
        self._program = subprocess.Popen(inside, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                         stderr=self._errors)
        self._program.stdin.write((json.dumps([asdict(each) for each in self._streams]) + "\n").encode())
        self._program.stdin.flush()
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: BaseException | TracebackType | None) -> None:
        told = self._program.communicate()[0]
        self._errors.seek(0)
        words = self._errors.read().decode(errors="replace")
        self._errors.close()
        if self._program.returncode == 0:
            self.counts = {name: Count(**each) for name, each in json.loads(told).items()}
        elif kind is None:
            raise AssertionError(f"the clients ended with {self._program.returncode}: {words}")

    def tell(self) -> None:
        """One line a stream, on standard output."""
        for name, count in self.counts.items():
            print(f"{name}: {count.requests} requests, {count.failed_first} failed at first try, "
                  f"{count.lost} lost, the longest took {count.longest:.2f} s", flush=True)
            for why in sorted(set(count.words)):
                print(f"  {count.words.count(why)} x {why}", flush=True)
