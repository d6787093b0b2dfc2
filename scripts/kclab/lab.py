"""A lab: a name under which nodes, their switch and all their remains are found again."""


from kclab import machine, mounts, network
from kclab.balancer import Balancer
from kclab.cgroups import hierarchies
from kclab.locks import turn
from kclab.node import Node
from kclab.settings import LAB_NAME, LABS, default_lab
from kclab.shell import LabError


class Lab:
    """Several labs run side by side, with the same addresses; only their names differ."""

    def __init__(self, name: str | None = None) -> None:
        self.name = name or default_lab()
        if not LAB_NAME.fullmatch(self.name):
            raise LabError(f"'{self.name}' is no name for a lab", "up to 20 small letters, digits")
        self.folder = LABS / self.name
        self.switch = f"kcl-{self.name}"

    def node(self, name: str, address: str | None = None) -> Node:
        """The node of that name, whether it exists yet or not."""
        return Node(self.name, self.folder / name, name, address)

    def balancer(self) -> Balancer:
        """The load balancer of its control planes, whether it runs or not."""
        return Balancer(self.switch, self.folder)

    def nodes(self) -> list[Node]:
        """Every node that has disks."""
        return [self.node(p.parent.name) for p in sorted(self.folder.glob("*/address"))]

    def remains(self) -> list[Node]:
        """Every node of which anything at all is left: disks, a group, a namespace."""
        prefix = f"{self.switch}-"
        names = {p.name for p in self.folder.glob("*") if p.is_dir()}
        names |= {n[len(prefix):] for n in network.namespaces(prefix)}
        names |= {g.name[len(prefix):] for h in hierarchies() for g in h.glob(f"{prefix}*")}
        return [self.node(name) for name in sorted(names)]

    def down(self) -> None:
        """Takes everything of the lab away: processes, groups, links, namespaces, disks."""
        with turn():
            self.balancer().down()
            for node in self.remains():
                node.forget()
            network.remove(self.switch)
            mounts.delete(self.folder)
            machine.give_room_back()

    def route(self, node: Node, network_of_pods: str) -> None:
        """Tells the switch where a node's pods are."""
        network.route(self.switch, network_of_pods, node.address)
