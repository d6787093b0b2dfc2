"""What a node's container runtime has in its store."""

from __future__ import annotations

from kclab import Node
from kclab.shell import Result

LIMIT = 300


def ctr(node: Node, *words: str, namespace: str = "k8s.io") -> Result:
    return node.exec(["ctr", "-n", namespace, *words], timeout=LIMIT)


def every_name(node: Node) -> set[str]:
    return set(ctr(node, "images", "ls", "-q").check().out.split())


def named(node: Node, namespace: str = "k8s.io") -> dict[str, str]:
    """Digests of the images by name, but for the names that containerd makes of digests."""
    rows = [line.split() for line in ctr(node, "images", "ls", namespace=namespace).check().out.splitlines()[1:]]
    return {row[0]: row[2] for row in rows if "sha256:" not in row[0]}


def everything(node: Node) -> list[str]:
    """All that an import may leave: blobs, names, leases, writes under way."""
    looks = [("content", "ls", "-q"), ("images", "ls", "-q"), ("leases", "ls", "-q"), ("content", "active")]
    return [ctr(node, *look).check().out for look in looks]


def remove_all_but(kept: set[str], node: Node) -> None:
    """containerd's own names of an image stay when the user's goes, and would keep its blobs."""
    for names in (set(named(node)) - kept, every_name(node) - kept):
        if gone := names & every_name(node):
            ctr(node, "images", "rm", "--sync", *sorted(gone)).check()


def damaged(node: Node, bundle: str, copy: str) -> str:
    """A copy of the bundle that has zeros in the middle."""
    size = int(node.exec(["stat", "-c", "%s", bundle]).check().out)
    node.exec(["cp", bundle, copy]).check()
    node.exec(["dd", "if=/dev/zero", f"of={copy}", "bs=1", f"seek={size // 2}", "count=64", "conv=notrunc"]).check()
    return copy
