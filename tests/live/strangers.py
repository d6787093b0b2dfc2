"""What an API server answers somebody without credentials."""

from __future__ import annotations

from kclab import Node
from kclab.shell import run

ASK = """
import ssl, sys, urllib.error, urllib.request
trusting = ssl._create_unverified_context()
try:
    print(urllib.request.urlopen(sys.argv[1], timeout=10, context=trusting).status)
except urllib.error.HTTPError as refused:
    print(refused.code)
"""


def answered(node: Node, path: str) -> int:
    """The status at a path of that node's API server."""
    inside = ["ip", "netns", "exec", node.full_name, "python3", "-c", ASK]
    return int(run([*inside, f"https://{node.address}:6443{path}"]).check().out)
