"""scripts/lab node …: each action takes the parsed command line and gives an exit code."""

from argparse import Namespace
from collections.abc import Callable

from kclab import host
from kclab.lab import Lab
from kclab.node import Node
from kclab.shell import say

# Without a terminal of the node's own, a shell has no job control.
_SHELL = ["script", "--quiet", "--return", "--command", "bash --login", "/dev/null"]


def _node(chosen: Namespace) -> Node:
    return Lab(chosen.lab).node(chosen.name, getattr(chosen, "address", None))


def up(chosen: Namespace) -> None:
    host.prepare()
    node = _node(chosen).up()
    say(f"{node.name} runs at {node.address}")


def down(chosen: Namespace) -> None:
    node = _node(chosen)
    node.down()
    if chosen.forget:
        node.forget()


def kill(chosen: Namespace) -> None:
    node = _node(chosen)
    node.kill()
    if chosen.forget:
        node.forget()


def run(chosen: Namespace) -> int:
    argv = chosen.argv[1:] if chosen.argv[:1] == ["--"] else chosen.argv
    return _node(chosen).attach(argv or _SHELL)


def pause(chosen: Namespace) -> None:
    _node(chosen).pause()


def resume(chosen: Namespace) -> None:
    _node(chosen).resume()


ACTIONS: dict[str, tuple[str, Callable[[Namespace], int | None]]] = {
    "up": ("boot it; new disks if it has none", up),
    "down": ("shut it down in order", down),
    "kill": ("cut its power", kill),
    "pause": ("let it hang, its connections open", pause),
    "resume": ("let it go on", resume),
    "exec": ("run a command in it, or a shell", run),
}
