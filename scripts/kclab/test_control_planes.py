"""What a cluster of several control planes is told, without a node.

Run with `PYTHONPATH=scripts python3 -m unittest kclab.test_control_planes`.
"""

import unittest
from pathlib import Path

from kclab import Lab, balancer
from kclab.cluster import configured
from kclab.settings import ADDRESSES, CONTROL_PLANES


class Configurations(unittest.TestCase):
    def setUp(self) -> None:
        self.lab = Lab("unmade")
        self.nodes = [self.lab.node(name) for name in CONTROL_PLANES]

    def test_the_balancer_asks_every_control_plane_whether_it_is_ready(self) -> None:
        text = balancer.configuration(self.nodes)
        servers = [line.split() for line in text.splitlines() if line.startswith("  server ")]
        self.assertEqual(servers, [["server", n, f"{ADDRESSES[n]}:6443"] for n in CONTROL_PLANES])
        self.assertIn("GET /readyz", text)

    def test_a_balancer_that_was_never_started_has_no_process(self) -> None:
        self.assertEqual(self.lab.balancer().pids(), [])

    def test_the_cluster_goes_by_the_balancers_address(self) -> None:
        text = configured(self.nodes[1], "v1.2.3", None, balancer.ADDRESS).decode()
        self.assertEqual(text.count("\nkind: ClusterConfiguration\ncontrolPlaneEndpoint: 192.168.1.1:6443\n"), 1)
        self.assertIn("advertiseAddress: 192.168.1.23", text)
        self.assertIn("kubernetesVersion: v1.2.3", text)

    def test_one_control_plane_goes_by_its_own_address(self) -> None:
        self.assertNotIn("controlPlaneEndpoint", configured(self.nodes[0], "v1.2.3").decode())

    def test_the_users_configuration_is_taken_as_it_is(self) -> None:
        given = configured(self.nodes[0], "v1.2.3", Path(__file__), balancer.ADDRESS)
        self.assertEqual(given, Path(__file__).read_bytes())


if __name__ == "__main__":
    unittest.main()
