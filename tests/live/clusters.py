"""What the live tests begin with: a lab of their own, booted nodes, a cluster."""

from __future__ import annotations

import unittest

from kclab import Lab, Node
from kclab.cluster import Cluster
from kclab.parts import cache, groups
from kclab.parts.part import ensure
from kclab.seed import seed
from kclab.settings import CONTROL, KUBERNETES

Test = type[unittest.TestCase]


def own_lab(test: Test, name: str) -> Lab:
    """Nothing of it is there before or after the test's class."""
    lab = Lab(name)
    lab.down()
    test.addClassCleanup(lab.down)
    return lab


def provide(group: str) -> None:
    """Real components; the suite begins before those of other versions are built."""
    root = cache.root()
    for part in groups.wanted([group]):
        if not part.is_built(root):  # ensure() would say so each time
            ensure(part, root)


def booted(lab: Lab, name: str = CONTROL, version: str = KUBERNETES) -> Node:
    provide(version)
    node = lab.node(name).up(version)
    seed(node, version)
    return node


def unmade(test: Test, lab_name: str, tool: str = "kcluster", version: str = KUBERNETES) -> Cluster:
    """Its first control plane has booted and has the tool, no more."""
    lab = own_lab(test, lab_name)
    cluster = Cluster(lab, booted(lab, version=version), tool)
    cluster.equip(cluster.control)
    return cluster


def made(test: Test, lab_name: str, tool: str = "kcluster", version: str = KUBERNETES) -> Cluster:
    """Its first control plane stands."""
    cluster = unmade(test, lab_name, tool, version)
    if code := cluster.init(version):
        raise AssertionError(f"{tool} init ended with {code}")
    return cluster
