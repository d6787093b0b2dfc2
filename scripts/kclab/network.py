"""The lab's network: a switch namespace with a bridge, a namespace and a cable per node.

The switch has no way out, so nothing a node does leaves this machine. For clusters whose tool
brings no pod network it also routes between the nodes' pods, as a data centre's router would.
"""

from pathlib import Path

from kclab.settings import GATEWAY, PREFIX
from kclab.shell import run


def namespaces(prefix: str) -> list[str]:
    """Names of the network namespaces that begin with the prefix."""
    folder = Path("/run/netns")
    return sorted(p.name for p in folder.glob(f"{prefix}*")) if folder.exists() else []


def exists(namespace: str) -> bool:
    return Path("/run/netns", namespace).exists()


def remove(namespace: str) -> None:
    """Takes the name away; the namespace itself goes with its last process."""
    if exists(namespace):
        run(["ip", "netns", "delete", namespace]).check()


def _ip(namespace: str, words: str) -> None:
    run(["ip", "-netns", namespace, *words.split()]).check()


def _setting(namespace: str, name: str, value: str) -> None:
    run(["ip", "netns", "exec", namespace, "sysctl", "-qw", f"{name}={value}"]).check()


def switch_up(switch: str) -> None:
    """Makes the switch, if it is not there."""
    if exists(switch):
        return
    run(["ip", "netns", "add", switch]).check()
    _ip(switch, "link set lo up")
    _ip(switch, "link add br0 type bridge")
    _ip(switch, f"address add {GATEWAY}/{PREFIX} dev br0")
    _ip(switch, "link set br0 up")
    _setting(switch, "net.ipv4.ip_forward", "1")
    # What cannot be reached is refused at once: limits would make some of it time out instead.
    _setting(switch, "net.ipv4.icmp_ratelimit", "0")
    # Node to pod and back both pass here; a redirect would only confuse the nodes.
    _setting(switch, "net.ipv4.conf.all.send_redirects", "0")


def port(address: str) -> str:
    """Name of the switch's end of the cable to that address: at most 15 characters."""
    return "p" + address.replace(".", "")


def plug(switch: str, namespace: str, address: str) -> None:
    """Makes the node's namespace and its cable to the switch."""
    run(["ip", "netns", "add", namespace]).check()
    _ip(switch, f"link add {port(address)} type veth peer name eth0 netns {namespace}")
    _ip(switch, f"link set {port(address)} master br0 up")
    _ip(namespace, "link set lo up")
    _ip(namespace, f"address add {address}/{PREFIX} dev eth0")
    _ip(namespace, "link set eth0 up")
    _ip(namespace, f"route add default via {GATEWAY}")


def unplug(switch: str, namespace: str, address: str | None) -> None:
    """Takes away cable and namespace. The cable first: it can outlive a namespace's name."""
    if address and exists(switch):
        run(["ip", "-netns", switch, "link", "delete", port(address)])
    remove(namespace)


def route(switch: str, network: str, via: str) -> None:
    """Sends a pod network to its node."""
    _ip(switch, f"route replace {network} via {via}")
