"""A cluster rebuilt on a new machine out of the archive alone."""

from __future__ import annotations

import json
import unittest

from kclab import Node
from kclab.cluster import Cluster, configured
from kclab.settings import KUBERNETES
from live.clusters import booted, unmade
from live.strike import at_phase, strike

BACKUP = "/root/backup.tar"
ENDPOINT = "k8s.lab"
IGNORED = "--ignore-preflight-errors=SystemVerification"


def name_endpoint(node: Node) -> None:
    """The cluster is reached by a name that leads to that node."""
    node.exec(["sh", "-c", f"echo {node.address} {ENDPOINT} >> /etc/hosts"]).check()


class Rebuild(unittest.TestCase):
    """A cluster burns down; all that is left is the archive."""

    def test_a_new_machine_with_another_name_and_address_takes_its_place(self) -> None:
        burnt = unmade(self.__class__, "liverest4")
        first = burnt.control
        name_endpoint(first)
        first.push(configured(first, KUBERNETES, None, f"{ENDPOINT}:6443"), "/root/cluster.yaml")
        first.exec(burnt.init_command()).check()
        burnt.kubectl("create", "secret", "generic", "goods", "--from-literal=price=7").check()
        first.exec(["kcluster", "etcd", "backup", BACKUP]).check()
        backup = first.read(BACKUP)
        first.forget()

        heir = booted(burnt.lab, "cka-control2")
        cluster = Cluster(burnt.lab, heir)
        cluster.equip(heir)
        name_endpoint(heir)
        heir.push(backup, BACKUP, "0600")
        refused = heir.exec(["kcluster", "etcd", "restore", BACKUP, "--force"])
        self.assertEqual(refused.code, 3)
        self.assertIn("no etcd of its own", refused.err)
        argv = ["kcluster", "etcd", "restore", BACKUP, "--pki", IGNORED]
        struck = strike(heir, [*argv, "--progress", "json"], at_phase("kubelet-start"))
        self.assertTrue(struck.killed, struck.words)
        done = heir.exec([*argv, "-o", "json"], timeout=300).check()
        self.assertEqual(json.loads(done.out)["restored"]["nodesOfBefore"], ["cka-control"])
        goods = cluster.kubectl("get", "secret", "goods", "-o", "jsonpath={.data.price}").check().out
        self.assertEqual(goods, "Nw==")
        heir.exec(["kcluster", "node", "remove", "cka-control"]).check()
        heir.exec(["kcluster", "pod-network", "install"]).check()
        cluster.wait_ready()
        worker = booted(burnt.lab, "cka-worker1")
        worker.exec(["sh", "-c", f"echo {heir.address} {ENDPOINT} >> /etc/hosts"]).check()
        cluster.join(worker)
        cluster.wait_ready()
