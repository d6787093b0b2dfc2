"""The upgrade of a single control plane, each tool on a cluster that it made itself, and where its
time goes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench.component_watch import COMPONENTS, now
from bench.measure import TOOLS
from kclab import Lab, Node
from kclab.cluster import Cluster, configured
from kclab.parts.versions import CURRENT, PREVIOUS
from kclab.seed import bring_images, seed
from kclab.settings import CACHE
from kclab.shell import wait

LAB = "benchup"
CONFIG = "/root/cluster.yaml"
KUBEADM = CACHE / "bin" / f"kubernetes-{CURRENT}" / "kubeadm"
IGNORED = "--ignore-preflight-errors=SystemVerification"
WATCH = Path(__file__).with_name("component_watch.py")
GRACE = 5  # seconds: what kcluster gives a component of a single control plane
SERVER = "kube-apiserver"
PODS = "control-plane"  # the phase group that replaces them
TOLD = re.compile(r'\[upgrade/staticpods\] (?:Preparing for "(?P<began>[^"]+)" upgrade'
                  r'|Component "(?P<ended>[^"]+)" upgraded successfully)')


@dataclass
class Round:
    """Seconds of one upgrade: all of it, what the command itself told of its parts, and how long
    each component was away: from a process' end to the next one's health."""

    whole: float = 0.0
    told: dict[str, float] = field(default_factory=dict)
    away: dict[str, float] = field(default_factory=dict)


@dataclass
class Bound:
    """Of a component of the new version alone: its stop, and from its start to health."""

    stop: float
    start: float


taken: dict[str, list[Round]] = {name: [] for name in TOOLS}
bounds: dict[str, list[Bound]] = {component: [] for component in COMPONENTS}


class Watched:
    """`seen` afterwards: what component_watch.py tells."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self.seen: dict[str, dict[str, float]] = {}

    def __enter__(self) -> Watched:
        inside = ["ip", "netns", "exec", self._node.full_name, sys.executable, "-I", str(WATCH)]
        self._program = subprocess.Popen(inside, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_: object) -> None:
        told = self._program.communicate()[0]
        self.seen = json.loads(told) if self._program.returncode == 0 else {}


def _lines(node: Node, argv: Sequence[str]) -> Iterator[tuple[float, str]]:
    """What the command says, with when; it has to succeed."""
    program = subprocess.Popen(node.command(argv), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True, errors="replace")
    last = ""
    for last in program.stdout:
        yield now(), last
    if program.wait():
        raise RuntimeError(f"{' '.join(argv)} failed: {last}")


def _part(line: str) -> tuple[str, bool] | None:
    """The part whose beginning (True) or end the line tells."""
    if found := TOLD.search(line):
        return (found["began"], True) if found["began"] else (found["ended"], False)
    if not line.startswith('{"'):
        return None
    event = json.loads(line)
    kind, phase = event["event"], event["subject"]
    return (phase, kind == "began") if kind in ("began", "ended") else None


def _upgrade(tool: str, node: Node) -> Round:
    words = ["--progress", "json"] if tool == "kcluster" else []
    argv = [tool, "upgrade", "apply", CURRENT, "--yes", IGNORED, *words]
    done, began = Round(), {}
    with Watched(node) as watched:
        first = now()
        for when, line in _lines(node, argv):
            if part := _part(line):
                name, begins = part
                if begins:
                    began[name] = when
                elif name in began:
                    done.told[name] = when - began[name]
        done.whole = now() - first
    done.away = {name: seen["away"] for name, seen in watched.seen.items()}
    return done


def _bound(node: Node, component: str) -> Bound:
    """Stopped by hand as an upgrade does it, etcd when nobody asks it any more; the kubelet starts it
    again."""
    with Watched(node) as watched:
        time.sleep(1)
        pid = _pid(node, component)
        if component == "etcd":
            node.exec(["pkill", "-KILL", "-x", COMPONENTS[SERVER][0]]).check()
        asked = now()
        stop = f"kill {pid}; timeout {GRACE} tail -s 0.05 -f /dev/null --pid={pid} || kill -KILL {pid}"
        node.exec(["sh", "-c", stop])
        wait(f"another {component}", 60, lambda: _pid(node, component) not in (0, pid), 0.05)
        for each in {component, SERVER}:
            wait(f"{each} in health", 90, lambda each=each: _answers(node, each), 0.05)
        time.sleep(1)
    seen = watched.seen[component]
    return Bound(seen["gone"] - asked, seen["well"] - seen["began"])


def _pid(node: Node, component: str) -> int:
    """In the node."""
    found = node.exec(["pgrep", "-o", "-x", COMPONENTS[component][0]]).out.split()
    return int(found[0]) if found else 0


def _answers(node: Node, component: str) -> bool:
    _, port, path = COMPONENTS[component]
    scheme = "http" if component == "etcd" else "https"
    return node.exec(["curl", "-skf", "-m", "1", f"{scheme}://127.0.0.1:{port}{path}"]).ok


@contextmanager
def _old(tool: str) -> Iterator[Node]:
    """A control plane of the version before with the images of the next."""
    lab = Lab(LAB)
    lab.down()
    try:
        node = lab.node("cka-control").up(PREVIOUS)
        seed(node, PREVIOUS)
        cluster = Cluster(lab, node, tool)
        cluster.equip(node)
        node.push(configured(node, PREVIOUS), CONFIG)
        node.exec(cluster.init_command()).check()
        if tool == "kubeadm":
            cluster.connect()
            node.push(KUBEADM, "/usr/bin/kubeadm", "0755")
        cluster.wait_ready()
        bring_images(node, CURRENT)
        yield node
    finally:
        lab.down()


def apply(tool: Path) -> float:
    """Seconds of `upgrade apply`, images at hand; kcluster's with its verified backup."""
    with _old(tool.name) as node:
        done = _upgrade(tool.name, node)
        taken[tool.name].append(done)
        if tool.name == "kcluster":
            for component, seen in bounds.items():
                seen.append(_bound(node, component))
    return done.whole


def _middle(rounds: Sequence[dict[str, float]], name: str) -> float:
    return median([each[name] for each in rounds if name in each] or [0.0])


def _component_lines() -> Iterator[str]:
    ours, theirs = ([each.away for each in taken[tool]] for tool in ("kcluster", "kubeadm"))
    told = [each.told for each in taken["kubeadm"]]
    yield f"{'':<26}{'kcluster':>10}{'kubeadm':>10}{'bound':>8}   seconds away, from a process' end to the " \
          "next one's health; bound: a stop and a start alone; what kubeadm says it took"
    for name, alone in bounds.items():
        stop, start = median(each.stop for each in alone), median(each.start for each in alone)
        yield f"  {name:<24}{_middle(ours, name):>10.2f}{_middle(theirs, name):>10.2f}{stop + start:>8.2f}" \
              f"   {stop:.2f} + {start:.2f}; kubeadm {_middle(told, name):.1f}"


def parts(rounds: int) -> str:
    """Of the rounds that were measured; else of that many."""
    for name, tool in TOOLS.items():
        if not taken[name]:
            for _ in range(rounds):
                apply(tool)
    ours = [each.told for each in taken["kcluster"]]
    whole = {name: median(each.whole for each in taken[name]) for name in TOOLS}
    phases = sorted({phase for each in ours for phase in each if phase != PODS},
                    key=lambda phase: -_middle(ours, phase))
    shown = ", ".join(f"{phase} {_middle(ours, phase):.2f}" for phase in phases if _middle(ours, phase) >= 0.05)
    rest = whole["kubeadm"] - sum(_middle([each.told for each in taken["kubeadm"]], name) for name in COMPONENTS)
    return "\n".join(["upgrade-parts", *_component_lines(),
                      f"  of kcluster's {whole['kcluster']:.1f} s: {shown}",
                      f"  of kubeadm's {whole['kubeadm']:.1f} s beside its components: {rest:.1f}"])
