"""A pod network for clusters whose tool brings none: a bridge per node, routes on the switch."""

import json

from kclab.node import Node

_FILE = "/etc/cni/net.d/10-bridge.conflist"


def conflist(pods: str) -> bytes:
    """The configuration of the node that owns this part of the pod network."""
    bridge = {
        "type": "bridge",
        "bridge": "cni0",
        "isGateway": True,
        "ipMasq": False,  # pods are known by their own addresses on the switch
        "hairpinMode": True,  # a pod may reach itself through its Service
        "ipam": {
            "type": "host-local",
            "ranges": [[{"subnet": pods}]],
            "routes": [{"dst": "0.0.0.0/0"}],
        },
    }
    portmap = {"type": "portmap", "capabilities": {"portMappings": True}}
    plugins = [bridge, portmap]
    return json.dumps({"cniVersion": "1.0.0", "name": "bridge", "plugins": plugins}).encode()


def write(node: Node, pods: str) -> None:
    """Gives the node its configuration, unless it has one; containerd sees it by itself."""
    if not node.exec(["test", "-e", _FILE]).ok:
        node.push(conflist(pods), _FILE)
