"""`--pod-network`: pods of several nodes on bridges that nobody but kcluster connects; manifests."""

from __future__ import annotations

import json
import subprocess
import unittest
from typing import Any

from kclab import web
from kclab.cluster import Cluster
from kclab.parts.images import WEB
from kclab.settings import CACHE, GATEWAY, KUBERNETES
from kclab.shell import wait
from live.clusters import booted, own_lab

CONFIG = "/root/cluster.yaml"
SYNC = ["kcluster", "pod-network", "sync", "-o", "json"]
UNIT = "kcluster-pod-network"
# Longer than the timer's period by far: nothing here measures it.
SOON = 120

KINDS = """
apiVersion: net.example.org/v1
kind: Layer
metadata: {name: pods}
spec: {mtu: 1400}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: net-system}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      hostNetwork: true
      tolerations: [{operator: Exists}]
      containers: [{name: agent, image: "kclab.local/web:1", imagePullPolicy: Never}]
---
apiVersion: v1
kind: Namespace
metadata: {name: net-system}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: layers.net.example.org}
spec:
  group: net.example.org
  scope: Cluster
  names: {kind: Layer, plural: layers, singular: layer, listKind: LayerList}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties: {spec: {type: object, properties: {mtu: {type: integer}}}}
"""


class PodNetwork(unittest.TestCase):
    """A control plane and a worker, each with a web server in a pod."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.lab = own_lab(cls, "livepods")
        cls.control, cls.worker = (cls._node(name) for name in ("cka-control", "cka-worker1"))
        cls.cluster = Cluster(cls.lab, cls.control, "kcluster")
        if code := cls.cluster.init(KUBERNETES):
            raise AssertionError(f"kcluster init ended with {code}")
        cls._join()
        cls.cluster.wait_ready()
        cls.pods = {name: web.serve(cls.cluster, name, node)[0]
                    for name, node in (("web-control", cls.control), ("web-worker", cls.worker))}
        cls.service = web.service(cls.cluster)

    @classmethod
    def _node(cls, name: str):
        node = booted(cls.lab, name)
        web.bring(node)
        return node

    @classmethod
    def _join(cls) -> None:
        """By kubeadm, which knows of no pod network: the node takes part by a command of its own."""
        cls.cluster.equip(cls.worker)
        printed = cls.control.exec(["kubeadm", "token", "create", "--print-join-command"]).check()
        cls.worker.exec([*printed.out.split(), "--ignore-preflight-errors=all"]).check()
        cls.worker.exec(["kcluster", "pod-network", "install"]).check()

    def routes(self, node) -> dict[str, str]:
        """The ways to pods that kcluster set there."""
        listed = node.exec(["ip", "-j", "route", "show", "proto", "107"]).check().out
        return {each["dst"]: each["gateway"] for each in json.loads(listed or "[]")}

    def sync(self, node) -> dict[str, Any]:
        return json.loads(node.exec(SYNC).check().out)["podNetwork"]

    def shown(self, node, name: str) -> str:
        """A property of the timer's service."""
        argv = ["systemctl", "show", "--value", "-p", name, f"{UNIT}.service"]
        return node.exec(argv).check().out.strip()

    def said_by_timer(self, node) -> str:
        return node.exec(["journalctl", "-u", f"{UNIT}.service", "-n", "20", "-o", "cat"]).check().out

    def ghost(self, name: str, address: str) -> str:
        """A Node without a machine; the range that the cluster gives it."""
        self.addCleanup(self.cluster.kubectl, "delete", "node", name, "--ignore-not-found")
        web.apply(self.cluster, {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name}})
        status = {"status": {"addresses": [{"type": "InternalIP", "address": address}]}}
        self.cluster.kubectl("patch", "node", name, "--subresource=status", "--type=merge",
                             "-p", json.dumps(status)).check()
        spec = ["get", "node", name, "-o", "jsonpath={.spec.podCIDR}"]
        wait(f"a range for {name}", SOON, lambda: bool(self.cluster.kubectl(*spec).out))
        return self.cluster.kubectl(*spec).out

    def test_the_lab_sets_no_routes_itself(self) -> None:
        shown = subprocess.run(["ip", "-netns", self.lab.switch, "route"], capture_output=True, text=True)
        self.assertNotIn("10.244.", shown.stdout)

    def test_pods_of_both_nodes_see_each_others_own_addresses(self) -> None:
        for asker, other in (("web-control", "web-worker"), ("web-worker", "web-control")):
            said = web.ask(self.cluster, asker, self.pods[other])
            self.assertEqual(said, f"{other} saw {self.pods[asker]}")

    def test_a_service_answers_from_every_node_and_pod(self) -> None:
        for node in (self.control, self.worker):
            seen = {web.ask_from(node, self.service, 80).split(" ")[0] for _ in range(40)}
            self.assertEqual(seen, set(self.pods))
        for pod in self.pods:  # also when the Service leads a pod to itself
            seen = {web.ask(self.cluster, pod, self.service, 80).split(" ")[0] for _ in range(20)}
            self.assertEqual(seen, set(self.pods))

    def test_what_leaves_the_cluster_has_the_nodes_address(self) -> None:
        inside = ["ip", "netns", "exec", self.lab.switch, str(CACHE / WEB)]
        server = subprocess.Popen(inside, stdout=subprocess.DEVNULL)
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        wait("the server beyond the nodes", 10, lambda: bool(web.ask_from(self.worker, GATEWAY)))
        for pod, node in (("web-control", self.control), ("web-worker", self.worker)):
            said = web.ask(self.cluster, pod, GATEWAY)
            self.assertEqual(said.split(" ")[-1], node.address)

    def test_routes_follow_nodes_that_join_and_leave(self) -> None:
        pods = self.ghost("ghost", "192.168.1.99")
        for node in (self.control, self.worker):
            wait("a route to the new node", SOON, lambda n=node: self.routes(n).get(pods) == "192.168.1.99")
        self.cluster.kubectl("delete", "node", "ghost").check()
        for node in (self.control, self.worker):
            wait("the route to be gone", SOON, lambda n=node: pods not in self.routes(n))
            self.assertEqual(len(self.routes(node)), 1)

    def test_a_node_on_another_segment_is_named_and_the_others_are_reached(self) -> None:
        pods = self.ghost("faraway", "198.51.100.7")
        done = self.worker.exec(SYNC).check()
        self.assertIn("node faraway: its range", done.err)
        self.assertIn("--pod-network FILE", done.err)
        self.assertEqual(len(json.loads(done.out)["podNetwork"]["warnings"]), 1)
        wait("the timer's next run", SOON, lambda: "faraway" in self.said_by_timer(self.worker))
        self.assertEqual(self.shown(self.worker, "Result"), "success")
        whole = self.worker.exec(["kcluster", "pod-network", "install"])
        self.assertEqual(whole.code, 1, whole.err)
        self.assertNotIn(pods, self.routes(self.worker))
        self.assertEqual(list(self.routes(self.worker).values()), [self.control.address])

    def test_a_second_run_changes_nothing_and_the_timers_runs_succeed(self) -> None:
        for node in (self.control, self.worker):
            self.sync(node)
            again = self.sync(node)
            self.assertEqual((again["set"], again["removed"], again["warnings"]), ([], [], []))
            self.assertEqual(len(again["routes"]), 1)
            # The last run may have been of a moment when another test's node was out of reach.
            wait("a good run", SOON, lambda n=node: self.shown(n, "Result") == "success")
            self.assertNotEqual(self.shown(node, "ExecMainStartTimestamp"), "")
            enabled = node.exec(["systemctl", "is-enabled", f"{UNIT}.timer"]).check().out
            self.assertEqual(enabled.strip(), "enabled")

    def test_routes_by_another_hand_stay(self) -> None:
        route = ["10.250.0.0/24", "via", self.control.address]
        self.worker.exec(["ip", "route", "add", *route]).check()
        self.addCleanup(self.worker.exec, ["ip", "route", "del", *route])
        self.sync(self.worker)
        self.assertIn("10.250.0.0/24", self.worker.exec(["ip", "route"]).check().out)

    def test_a_node_is_freed_of_it_and_takes_part_again(self) -> None:
        done = self.worker.exec(["kcluster", "pod-network", "remove"]).check()
        self.assertIn("kcluster0", done.out)
        self.assertEqual(self.routes(self.worker), {})
        self.assertFalse(self.worker.exec(["nft", "list", "table", "ip", "kcluster"]).ok)
        left = self.worker.exec(["sh", "-c", f"ls /etc/cni/net.d; ls /etc/systemd/system/{UNIT}*"]).out
        self.assertEqual(left, "")
        self.worker.exec(["kcluster", "pod-network", "install"]).check()
        self.test_pods_of_both_nodes_see_each_others_own_addresses()

    def test_without_a_pod_range_a_bridge_is_refused(self) -> None:
        text = self.control.read(CONFIG).decode().replace("  podSubnet: 10.244.0.0/16\n", "")
        self.control.push(text.replace("networking:\n", "").encode(), "/root/rangeless.yaml")
        done = self.control.exec(["kcluster", "init", "phase", "pod-network", "--config",
                                  "/root/rangeless.yaml", "--pod-network", "bridge"])
        self.assertEqual(done.code, 3, done.err)
        self.assertIn("needs a range for pods", done.err)
        self.assertIn("--pod-network-cidr", done.err)

    def test_a_manifest_is_applied_kinds_first_and_again_without_a_change(self) -> None:
        self.control.push(KINDS.encode(), "/root/network.yaml")
        argv = ["kcluster", "init", "phase", "pod-network", "--config", CONFIG,
                "--pod-network", "/root/network.yaml"]
        self.control.exec(argv).check()
        self.addCleanup(self.cluster.kubectl, "delete", "ns/net-system", "crd/layers.net.example.org",
                        "--wait=false")
        wait("an agent on every node", SOON, lambda: self.agents() == 2)
        versions = self.versions()
        self.control.exec(argv).check()
        self.assertEqual(self.versions(), versions)

    def agents(self) -> int:
        found = self.cluster.objects("daemonset", "-n", "net-system")
        return found[0]["status"].get("numberReady", 0) if found else 0

    def versions(self) -> list[str]:
        """Generations of what the manifest made: they grow with every real change."""
        kinds = ("layers.net.example.org", "customresourcedefinitions", "daemonsets")
        items = [each for kind in kinds for each in self.cluster.objects(kind, "-A")]
        return [f"{i['kind']}/{i['metadata']['name']}={i['metadata']['generation']}" for i in items]


if __name__ == "__main__":
    unittest.main()
