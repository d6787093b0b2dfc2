"""scripts/lab's commands: each takes the parsed command line and gives an exit code."""

import subprocess
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from kclab import balancer, host, web
from kclab.cluster import Cluster
from kclab.lab import Lab
from kclab.seed import seed
from kclab.settings import CONTROL, CONTROL_PLANES, KUBERNETES, LABS, WORKERS
from kclab.shell import LabError, say, wait

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
    control_planes = CONTROL_PLANES[: chosen.control_planes]
    cluster = _balanced(lab, chosen.tool, control_planes)
    _boot(cluster, CONTROL, chosen.version)
    say(f"{' '.join(cluster.init_command())}")
    config = Path(chosen.config) if chosen.config else None
    if code := cluster.init(chosen.version, config):
        raise LabError(f"{chosen.tool} init: exit {code}", f"scripts/lab node exec {CONTROL}")
    _add_control_planes(cluster, control_planes[1:], chosen.version)
    for name in WORKERS[: chosen.workers]:
        _add_worker(cluster, name, chosen.version)
    _complete(cluster)
    _serve(cluster, WORKERS[: chosen.workers] or (CONTROL,))
    print(_HINTS.format(lab=_option(lab), node=CONTROL, switch=lab.switch))
    return 0


def _balanced(lab: Lab, tool: str, control_planes: Sequence[str]) -> Cluster:
    """With more than one control plane the cluster goes by the balancer before them."""
    if len(control_planes) == 1:
        return Cluster(lab, lab.node(CONTROL), tool)
    lab.balancer().up([lab.node(name) for name in control_planes])
    say(f"haproxy listens at {balancer.ADDRESS}")
    return Cluster(lab, lab.node(CONTROL), tool, balancer.ADDRESS)


def _add_control_planes(cluster: Cluster, names: Sequence[str], version: str) -> None:
    options = cluster.share() if names else []
    for name in names:
        _boot(cluster, name, version)
        say(f"{cluster.tool} join --control-plane on {name}")
        cluster.join(cluster.lab.node(name), None, *options)


def _serve(cluster: Cluster, names: Sequence[str]) -> None:
    """A web server on each of these nodes, behind a Service that every node reaches."""
    for name in names:
        node = cluster.lab.node(name)
        web.bring(node)
        web.serve(cluster, f"web-{name}", node)
    address = web.service(cluster)
    for item in cluster.objects("nodes"):
        node = cluster.lab.node(item["metadata"]["name"])
        wait(f"the web server's answer at {address} to {node.name}", 30,
             lambda n=node: web.ask_from(n, address, 80).startswith("web-"), 0.2)
        say(f"{node.name} reaches the web server through Service web ({address})")


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
    for folder in sorted(path for path in LABS.glob("*") if path.is_dir()):
        for node in Lab(folder.name).nodes():
            print(f"{folder.name:<12}{node.name:<16}{node.address:<16}{node.state()}")


def down(chosen: Namespace) -> None:
    lab = Lab(chosen.lab)
    lab.down()
    say(f"nothing is left of lab {lab.name}")
