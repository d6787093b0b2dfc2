"""The lab: real Kubernetes nodes on one machine, for trying kcluster and for its live tests.

A test needs `Lab("name")` and `lab.node("cka-control")`; cluster.py makes clusters of nodes.
"""

from kclab.lab import Lab
from kclab.node import Node
from kclab.shell import LabError, Result

__all__ = ["Lab", "LabError", "Node", "Result"]
