"""A load balancer before a lab's control planes: haproxy, in the switch's namespace.

It hands connections on as they come (TLS ends at the API servers) to those that call themselves
ready. What is left of a killed one is found by its configuration's path, which names the lab.
"""

import os
import signal
from collections.abc import Sequence
from pathlib import Path

from kclab import host, network
from kclab.locks import turn
from kclab.node import Node
from kclab.settings import API_PORT, GATEWAY
from kclab.shell import run, wait

ADDRESS = f"{GATEWAY}:{API_PORT}"

_GENERAL = """\
# Made by the lab for its control planes; down takes it away.
defaults
  mode tcp
  timeout connect 1s
  timeout client 1h
  timeout server 1h
  timeout check 2s
  retries 3
  option redispatch 1

frontend api
  bind {address}
  default_backend control-planes

backend control-planes
  balance leastconn
  option httpchk GET /readyz
  http-check expect status 200
  default-server check check-ssl verify none inter 500ms fall 2 rise 1 on-marked-down shutdown-sessions
"""


def configuration(nodes: Sequence[Node]) -> str:
    """haproxy's, with a line for each control plane."""
    servers = [f"  server {node.name} {node.address}:{API_PORT}\n" for node in nodes]
    return _GENERAL.format(address=ADDRESS) + "".join(servers)


class Balancer:
    """The one balancer of a lab; making the object starts nothing."""

    def __init__(self, switch: str, folder: Path) -> None:
        self._switch = switch
        self._config = folder / "haproxy.cfg"

    def up(self, nodes: Sequence[Node]) -> None:
        """Before these control planes, of which none needs to run yet. One that runs is replaced."""
        host.provide(("haproxy",))
        self.down()
        with turn():
            network.switch_up(self._switch)
        self._config.parent.mkdir(parents=True, exist_ok=True)
        self._config.write_text(configuration(nodes))
        inside = ["ip", "netns", "exec", self._switch]
        run([*inside, "haproxy", "-D", "-f", str(self._config)]).check()

    def down(self) -> None:
        """Every process of it is gone afterwards, and its connections with it."""
        for pid in self.pids():
            os.kill(pid, signal.SIGKILL)
        wait("the end of haproxy", 10, lambda: not self.pids())

    def pids(self) -> list[int]:
        """Its processes on this machine, none if it does not run."""
        if not network.exists(self._switch):
            return []
        found = run(["ip", "netns", "pids", self._switch]).out.split()
        return [int(pid) for pid in found if str(self._config) in _arguments(pid)]


def _arguments(pid: str) -> list[str]:
    """A process's command line; empty once it has ended."""
    try:
        return Path("/proc", pid, "cmdline").read_text().split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return []
