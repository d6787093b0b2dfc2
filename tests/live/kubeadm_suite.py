"""kubeadm's own tests of a cluster, as Kubernetes' project runs them."""

from __future__ import annotations

import re
import subprocess
import tempfile
import unittest

from kclab.cluster import Cluster
from kclab.settings import CACHE, KUBERNETES

SUITE = CACHE / "bin" / f"kubernetes-{KUBERNETES}" / "e2e_kubeadm.test"
EXPECTED = 35  # of 36: one leaves itself out where there is no dual stack


def passes(test: unittest.TestCase, cluster: Cluster) -> None:
    """Every spec but that one passes. The cluster shares its certificates for it."""
    cluster.share()
    done = _run(cluster)
    test.assertEqual(done.returncode, 0, done.stdout[-6000:])
    counts = re.search(r"(\d+) Passed \| (\d+) Failed \| (\d+) Pending \| (\d+) Skipped", done.stdout)
    test.assertIsNotNone(counts, done.stdout[-6000:])
    print(f"kubeadm's own suite: {counts[0]}", flush=True)
    reasons = re.findall(r"^ +\[SKIPPED\] (Skipping.*)$", done.stdout, re.MULTILINE)
    test.assertEqual(reasons, ["Skipping because cluster is not dual-stack"] * int(counts[4]))
    test.assertGreaterEqual(int(counts[1]), EXPECTED)


def _run(cluster: Cluster) -> subprocess.CompletedProcess[str]:
    with tempfile.NamedTemporaryFile() as kubeconfig:
        kubeconfig.write(cluster.control.read("/etc/kubernetes/admin.conf"))
        kubeconfig.flush()
        argv = ["ip", "netns", "exec", cluster.control.full_name, str(SUITE), "--kubeconfig",
                kubeconfig.name, "--context", "kubernetes-admin@kubernetes", "--num-nodes",
                str(len(cluster.objects("nodes"))), "--ginkgo.no-color", "--ginkgo.v"]
        return subprocess.run(argv, capture_output=True, text=True, stdin=subprocess.DEVNULL)
