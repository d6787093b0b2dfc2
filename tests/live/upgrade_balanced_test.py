"""Three control planes behind a load balancer, and a worker, upgraded while clients go on asking."""

from __future__ import annotations

import tempfile
import time
import unittest
from pathlib import Path

from kclab import Node, web
from kclab.balancer import ADDRESS as BALANCER
from kclab.cluster import Cluster
from kclab.parts.versions import CURRENT, PREVIOUS
from kclab.seed import bring_images
from kclab.settings import CONTROL_PLANES
from kclab.shell import wait
from live.clusters import booted, own_lab
from live.steady import WRITTEN_OBJECT, Steady, api_streams
from live.steady_client import Stream


class UpgradeBalanced(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        lab = own_lab(cls, "liveup3")
        lab.balancer().up([lab.node(name) for name in CONTROL_PLANES])
        cls.nodes = [booted(lab, name, PREVIOUS) for name in (*CONTROL_PLANES, "cka-worker1")]
        cls.control, cls.second, cls.third, cls.worker = cls.nodes
        cls.cluster = Cluster(lab, cls.control, endpoint=BALANCER)
        if code := cls.cluster.init(PREVIOUS):
            raise AssertionError(f"kcluster init ended with {code}")
        options = cls.cluster.share()
        for node in (cls.second, cls.third):
            cls.cluster.join(node, None, *options)
        cls.cluster.join(cls.worker)
        cls.cluster.connect()
        cls.cluster.wait_settled()
        web.bring(cls.worker)
        web.serve(cls.cluster, "served", cls.worker)
        cls.workload = web.service(cls.cluster)
        web.apply(cls.cluster, WRITTEN_OBJECT)
        for node in cls.nodes:
            bring_images(node, CURRENT)

    def versions(self) -> set[str]:
        """Of the API servers, as the cluster's own pods say."""
        pods = self.cluster.objects("pods", "-n", "kube-system", "-l", "component=kube-apiserver")
        return {pod["spec"]["containers"][0]["image"].rsplit(":", 1)[1] for pod in pods}

    def upgrade(self, node: Node, *words: str) -> None:
        began = time.monotonic()
        node.exec(["kcluster", "upgrade", *words], timeout=300).check()
        print(f"upgrade {words[0]} on {node.name}: {time.monotonic() - began:.1f} s", flush=True)

    def test_no_request_is_lost_to_clients_that_ask_again(self) -> None:
        wait("the workload's answer", 60,
             lambda: web.ask_from(self.control, self.workload, 80).startswith("served"), 0.2)
        with tempfile.TemporaryDirectory() as folder:
            streams = api_streams(self.cluster, BALANCER, Path(folder))
            streams.append(Stream("the workload", f"http://{self.workload}:80/"))
            with Steady(self.control, streams) as steady:
                self.upgrade(self.control, "apply", CURRENT, "--yes")
                for node in (self.second, self.third, self.worker):
                    self.upgrade(node, "node")
        steady.tell()
        for name, count in steady.counts.items():
            self.assertGreater(count.requests, 100, name)
            self.assertEqual(count.lost, 0, f"{name}: {count.words}")
        wait("the upgraded mirror pods", 60, lambda: self.versions() == {CURRENT}, 0.5)
        self.cluster.wait_settled()


if __name__ == "__main__":
    unittest.main()
