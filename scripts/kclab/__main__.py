"""The command line: scripts/lab."""

import argparse
import sys
from collections.abc import Sequence
from typing import TypeAlias

from kclab import commands, nodes
from kclab.cluster import TOOLS
from kclab.settings import CONTROL, CONTROL_PLANES, KUBERNETES, WORKERS
from kclab.shell import LabError

# The class has no public name, only public use.
Parsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="scripts/lab", description="Real Kubernetes nodes here.")
    common = argparse.ArgumentParser(add_help=False)
    # Given before or after the command alike; absent means KCLUSTER_LAB, or else "main".
    common.add_argument("--lab", default=argparse.SUPPRESS, help="which lab, of several at once")
    top.add_argument("--lab", default=None, help=argparse.SUPPRESS)
    commands_of = top.add_subparsers(required=True, metavar="COMMAND")
    _cluster(commands_of, common)
    _node(commands_of.add_parser("node", help="one node's life"), common)
    return top


def _add(
    where: Parsers, common: argparse.ArgumentParser, name: str, text: str, run: object
) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = where.add_parser(
        name, help=text, description=text, parents=[common]
    )
    made.set_defaults(run=run)
    return made


def _cluster(where: Parsers, common: argparse.ArgumentParser) -> None:
    up = _add(where, common, "up", "build what is missing, make a cluster", commands.up)
    up.add_argument("--with", dest="tool", choices=TOOLS, default=TOOLS[0])
    up.add_argument("--version", default=KUBERNETES, help=f"Kubernetes version ({KUBERNETES})")
    up.add_argument("--config", help="a configuration instead of scripts/kclab/cluster.yaml")
    up.add_argument("--control-planes", type=int, choices=range(1, len(CONTROL_PLANES) + 1), default=1,
                    help="more than one stand behind haproxy")
    up.add_argument("--workers", type=int, choices=range(len(WORKERS) + 1), default=len(WORKERS))
    up.add_argument("--no-build", action="store_true", help="take what is built as it is")
    join = _add(where, common, "join", "boot a node and make it a worker", commands.join)
    join.add_argument("name", metavar="NODE")
    join.add_argument("--with", dest="tool", choices=TOOLS, default=TOOLS[0])
    join.add_argument("--version", default=KUBERNETES)
    seed = _add(where, common, "seed", "put a Kubernetes version into a node", commands.seed_node)
    seed.add_argument("name", metavar="NODE")
    seed.add_argument("version", metavar="VERSION")
    kubectl = _add(where, common, "kubectl", f"kubectl on {CONTROL}", commands.kubectl)
    kubectl.add_argument("words", nargs=argparse.REMAINDER)
    parts = _add(where, common, "parts", "build components and images", commands.parts)
    parts.add_argument("groups", nargs="*")
    _add(where, common, "routes", "give the nodes of a cluster by kubeadm their pod network", commands.routes)
    _add(where, common, "status", "what runs in every lab", commands.status)
    _add(where, common, "down", "take everything of the lab away", commands.down)


def _node(made: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    where = made.add_subparsers(required=True, metavar="ACTION")
    for name, (text, run) in nodes.ACTIONS.items():
        action = _add(where, common, name, text, run)
        action.add_argument("name", metavar="NAME")
        if name == "up":
            action.add_argument("--address", help="needed for names the lab has no address for")
        if name in ("down", "kill"):
            action.add_argument("--forget", action="store_true", help="delete its disks, too")
        if name == "exec":
            action.add_argument("argv", nargs=argparse.REMAINDER, metavar="COMMAND")


def main(argv: Sequence[str] | None = None) -> int:
    chosen = parser().parse_args(argv)
    try:
        return chosen.run(chosen) or 0
    except LabError as error:
        print(f"error: {error}", file=sys.stderr)
        if error.remedy:
            print(f"  try: {error.remedy}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
