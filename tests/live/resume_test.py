"""`kcluster init` killed at every phase's beginning and at random moments, then run again."""

from __future__ import annotations

import random
import time
import unittest

from kclab import Lab
from kclab.cluster import Cluster, configured
from kclab.seed import seed
from kclab.settings import KUBERNETES

CONFIG = "/root/cluster.yaml"
INIT = ["kcluster", "init", "--config", CONFIG, "--pod-network", "bridge", "--progress", "json"]
PHASES = ["certs/ca", "kubeconfig/admin", "etcd/local", "control-plane/apiserver", "kubelet-start",
          "wait-control-plane", "upload-config/kubeadm", "mark-control-plane", "bootstrap-token",
          "kubelet-finalize/enable-client-cert-rotation", "addon/coredns", "pod-network",
          "show-join-command"]
# Ends the init as soon as it tells that this phase began, from inside the node, without a grace.
KILLER = """
"$@" 2>/root/progress & victim=$!
while kill -0 $victim 2>/dev/null; do
  if grep -q "\\"began\\".*\\"$PHASE\\"" /root/progress; then kill -9 $victim; break; fi
  sleep 0.01
done
wait $victim 2>/dev/null; echo ended $?
"""


class Resume(unittest.TestCase):
    def test_kills_at_every_phase_and_at_random_end_in_the_same_cluster(self) -> None:
        lab = Lab("liveresume")
        lab.down()
        self.addCleanup(lab.down)
        node = lab.node("cka-control").up(KUBERNETES)
        seed(node, KUBERNETES)
        cluster = Cluster(lab, node, "kcluster")
        cluster.equip(node)
        node.push(configured(node, KUBERNETES), CONFIG)
        killed = sum(self.kill_at(node, phase) for phase in PHASES)
        self.assertGreaterEqual(killed, len(PHASES) - 2, "too few kills hit their phase")
        tokens = set()
        for _ in range(10):
            self.kill_after(node, random.uniform(0.05, 2.0))
            tokens.add(self.token(node))
        self.assertLessEqual(len(tokens), 1 + ("" in tokens), "the token changed between the runs")
        last = node.exec(INIT)
        self.assertTrue(last.ok, last.err)
        self.assertEqual(cluster.connect(), None)
        cluster.wait_ready()

    def kill_at(self, node, phase: str) -> bool:
        done = node.exec(["env", f"PHASE={phase}", "bash", "-c", KILLER, "bash", *INIT], timeout=120)
        return "ended 137" in done.out

    def kill_after(self, node, seconds: float) -> None:
        node.exec(["timeout", "-s", "KILL", f"{seconds:.2f}", *INIT])
        time.sleep(0.05)

    def token(self, node) -> str:
        done = node.exec(["cat", "/var/lib/kcluster/init.json"])
        return done.out.split('"token": "')[1].split('"')[0] if '"token"' in done.out else ""


if __name__ == "__main__":
    unittest.main()
