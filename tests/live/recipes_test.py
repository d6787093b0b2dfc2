"""The README's recipes for day two, typed on real nodes as they stand there, in its order."""

from __future__ import annotations

import re
import unittest

from kclab import Node
from kclab.cluster import Cluster
from kclab.parts.versions import CURRENT, PREVIOUS
from kclab.seed import bring_images
from kclab.settings import KCLUSTER
from kclab.shell import Result
from live.clusters import booted, made
from live.readme import Command, recipes


class Recipes(unittest.TestCase):
    """One control plane of the previous version, and what the recipes add to it."""

    cluster: Cluster

    @classmethod
    def setUpClass(cls) -> None:
        cls.cluster = made(cls, "liverec", version=PREVIOUS)
        cls.cluster.wait_ready()
        bring_images(cls.cluster.control, CURRENT)

    def node(self, name: str) -> Node:
        """A node that a recipe is the first to name is booted for it."""
        node = self.cluster.lab.node(name)
        if node.leader() is None:
            booted(self.cluster.lab, name, PREVIOUS)
            bring_images(node, CURRENT)
            node.push(KCLUSTER, "/usr/bin/kcluster", "0755")
        return node

    def type(self, command: Command, printed: str) -> Result:
        done = self.node(command.node).exec(["bash", "-c", f"cd && {command.in_lab(printed)}"], timeout=300)
        self.assertEqual(done.code, 0, f"{command.line}\n{done.out}\n{done.err}")
        return done

    def follow(self, lines: list[Command]) -> None:
        printed = ""
        for command in lines:
            printed = self.type(command, printed).out

    def tearDown(self) -> None:
        """A person takes longer from one recipe to the next than the cluster does to settle."""
        self.cluster.wait_settled()


def _name(place: int, title: str) -> str:
    return f"test_{place:02}_" + re.sub(r"\W+", "_", title.lower()).strip("_")


for _place, _recipe in enumerate(recipes("Day two"), 1):
    setattr(Recipes, _name(_place, _recipe.title),
            lambda self, _lines=_recipe.commands: self.follow(_lines))
