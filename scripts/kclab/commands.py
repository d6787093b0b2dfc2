"""scripts/lab's commands: each takes the parsed command line and gives an exit code."""

import subprocess
import sys
from argparse import Namespace
from pathlib import Path

from kclab import host
from kclab.cluster import Cluster
from kclab.lab import Lab
from kclab.seed import seed
from kclab.settings import CONTROL, KUBERNETES, LABS, WORKERS
from kclab.shell import LabError, say

_HINTS = """
a shell on the node:  scripts/lab{lab} node exec {node}
kubectl:              scripts/lab{lab} kubectl get pods -A
kubeconfig:           scripts/lab{lab} node exec {node} cat /etc/kubernetes/admin.conf
                      (its server is reached with: ip netns exec {switch} COMMAND)"""


def up(chosen: Namespace) -> int:
    host.prepare()
    if not chosen.no_build:
        host.build(chosen.tool == "kcluster", _groups(chosen.version))
    lab = Lab(chosen.lab)
    cluster = Cluster(lab, lab.node(CONTROL), chosen.tool)
    _boot(cluster, CONTROL, chosen.version)
    say(f"{' '.join(cluster.init_command())}")
    config = Path(chosen.config) if chosen.config else None
    if code := cluster.init(chosen.version, config):
        raise LabError(f"{chosen.tool} init: exit {code}", f"scripts/lab node exec {CONTROL}")
    for name in WORKERS[: chosen.workers]:
        _add_worker(cluster, name, chosen.version)
    _complete(cluster)
    print(_HINTS.format(lab=_option(lab), node=CONTROL, switch=lab.switch))
    return 0


def join(chosen: Namespace) -> None:
    lab = Lab(chosen.lab)
    cluster = Cluster(lab, lab.node(CONTROL), chosen.tool)
    _add_worker(cluster, chosen.name, chosen.version)
    _complete(cluster)


def _add_worker(cluster: Cluster, name: str, version: str) -> None:
    _boot(cluster, name, version)
    say(f"{cluster.tool} join on {name}")
    cluster.join(cluster.lab.node(name))


def _boot(cluster: Cluster, name: str, version: str) -> None:
    node = cluster.lab.node(name).up(version)
    say(f"{name} runs at {node.address}")
    seed(node, version)
    say(f"{name} has Kubernetes {version}")


def _complete(cluster: Cluster) -> None:
    cluster.connect()
    cluster.wait_ready()
    say("CoreDNS answers")
    print(cluster.kubectl("get", "nodes", "-o", "wide").check().out, end="")


def _groups(version: str) -> list[str]:
    return ["core"] if version == KUBERNETES else ["core", "upgrade"]


def _option(lab: Lab) -> str:
    return "" if lab.name == Lab().name else f" --lab {lab.name}"


def seed_node(chosen: Namespace) -> None:
    seed(Lab(chosen.lab).node(chosen.name), chosen.version)


def kubectl(chosen: Namespace) -> int:
    kubeconfig = "--kubeconfig=/etc/kubernetes/admin.conf"
    return Lab(chosen.lab).node(CONTROL).attach(["kubectl", kubeconfig, *chosen.words])


def parts(chosen: Namespace) -> int:
    return subprocess.run([sys.executable, "-m", "kclab.parts", *chosen.groups]).returncode


def routes(chosen: Namespace) -> None:
    lab = Lab(chosen.lab)
    Cluster(lab, lab.node(CONTROL), "kubeadm").connect()


def status(chosen: Namespace) -> None:
    """Every lab, as a forgotten one costs memory whoever started it."""
    print(f"{'LAB':<12}{'NODE':<16}{'ADDRESS':<16}STATE")
    for folder in sorted(LABS.glob("*/")):
        for node in Lab(folder.name).nodes():
            print(f"{folder.name:<12}{node.name:<16}{node.address:<16}{node.state()}")


def down(chosen: Namespace) -> None:
    lab = Lab(chosen.lab)
    lab.down()
    say(f"nothing is left of lab {lab.name}")
