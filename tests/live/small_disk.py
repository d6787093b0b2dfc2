"""A disk of a node that another program fills as soon as kcluster tells how far its writing is, and
so after every look at the free space."""

from __future__ import annotations

from collections.abc import Sequence

from kclab import Node
from live.strike import Event, Struck, strike

PLACE = "/srv/small"
FILLER = f"{PLACE}/filler"


class SmallDisk:
    """In memory, of that many MB."""

    def __init__(self, node: Node, megabytes: int) -> None:
        self._node = node
        self._sh(f"mkdir -p {PLACE} && mount -t tmpfs -o size={megabytes}m tmpfs {PLACE}")

    def end(self) -> None:
        self._sh(f"umount {PLACE} && rmdir {PLACE}")

    def _sh(self, script: str) -> None:
        self._node.exec(["sh", "-c", script]).check()

    def list(self) -> list[str]:
        return self._node.exec(["ls", "-A", PLACE]).check().out.split()

    def run(self, argv: Sequence[str], work: str) -> Struck:
        """Full from the middle of that work on; the space is free again afterwards. What the program
        cannot tell yet holds it up, so it gets no further meanwhile."""
        told: list[str] = []

        def fill(event: Event) -> bool:
            told.append(event["event"] if event["event"] == "amount" else event["subject"])
            if told[-1] == "amount" and work in told and told.count("amount") == 1:
                self._sh(f"! dd if=/dev/zero of={FILLER} bs=1M")
            return False

        struck = strike(self._node, argv, fill)
        self._sh(f"rm {FILLER}")
        return struck
