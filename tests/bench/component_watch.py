"""Watches the control plane's processes until standard input ends, then tells when each went and came.

Run as a program inside a node's network namespace, which its static pods share. Times are seconds
since the machine's boot. For each component: when its process went last, when the next one began and
was healthy by its own word, and how long it was away in all: without its API server a controller
manager goes more than once. A component is asked only from its new process' start to its first good
answer.
"""

from __future__ import annotations

import http.client
import json
import os
import select
import ssl
import sys
import time
from dataclasses import asdict, dataclass

PAUSE = 0.02  # seconds between two looks
LIMIT = 0.5  # for an answer
HERE = os.readlink("/proc/self/ns/net")
TICK = os.sysconf("SC_CLK_TCK")
UNCHECKED = ssl._create_unverified_context()
# command name as the kernel cuts it, port, path; etcd alone answers without TLS
COMPONENTS = {
    "etcd": ("etcd", 2381, "/health"),
    "kube-apiserver": ("kube-apiserver", 6443, "/readyz"),
    "kube-controller-manager": ("kube-controller", 10257, "/healthz"),
    "kube-scheduler": ("kube-scheduler", 10259, "/healthz"),
}


@dataclass
class Seen:
    pid: int = 0
    gone: float = 0.0
    began: float = 0.0
    well: float = 0.0
    away: float = 0.0


def now() -> float:
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def _fields(pid: int) -> tuple[str, float]:
    """Command name and start; of a process that is gone there are none."""
    with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
        text = file.read()
    name, rest = text[text.index("(") + 1:text.rindex(")")], text[text.rindex(")") + 2:].split()
    if rest[0] in "ZX":
        raise ProcessLookupError(pid)
    return name, int(rest[19]) / TICK


def _is(pid: int, name: str) -> bool:
    try:
        return _fields(pid)[0] == name
    except (OSError, ValueError):
        return False


def _find(name: str) -> int:
    for entry in os.listdir("/proc"):
        try:
            if entry.isdigit() and _is(int(entry), name) and os.readlink(f"/proc/{entry}/ns/net") == HERE:
                return int(entry)
        except OSError:
            continue
    return 0


def _healthy(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT) if port == 2381 else \
        http.client.HTTPSConnection("127.0.0.1", port, timeout=LIMIT, context=UNCHECKED)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status == 200 and b'"false"' not in answer.read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def look(seen: Seen, name: str, port: int, path: str) -> None:
    if seen.pid and not _is(seen.pid, name):
        seen.gone = now() if seen.well or not seen.gone else seen.gone
        seen.pid, seen.well = 0, 0.0
    if not seen.pid and (pid := _find(name)):
        try:
            seen.pid, seen.began = pid, _fields(pid)[1]
        except (OSError, ValueError):
            seen.pid = 0
    if seen.pid and seen.gone and not seen.well and _healthy(port, path):
        seen.well = now()
        seen.away += seen.well - seen.gone


def main() -> None:
    all_seen = {component: Seen() for component in COMPONENTS}
    while not select.select([sys.stdin], [], [], PAUSE)[0]:
        for component, words in COMPONENTS.items():
            look(all_seen[component], *words)
    print(json.dumps({component: asdict(seen) for component, seen in all_seen.items()}))


if __name__ == "__main__":
    main()
