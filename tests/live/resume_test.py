"""`kcluster init` killed at every phase's beginning and at random moments, then run again."""

from __future__ import annotations

import json
import random
import re
import signal
import time
import unittest
from collections.abc import Callable

from kclab.cluster import configured
from kclab.settings import KUBERNETES
from live.clusters import unmade
from live.strike import Event, Struck, strike

CONFIG = "/root/cluster.yaml"
JOURNAL = "/var/lib/kcluster/init.json"
# with all that has a phase of its own
INIT = ["kcluster", "init", "--config", CONFIG, "--pod-network", "bridge", "--upload-certs",
        "--profile", "hardened", "--encrypt-secrets", "--progress", "json"]
RESET = ["kcluster", "reset", "--force"]
SUMS = "find /etc/kubernetes -type f ! -name '.*' ! -name kubelet.conf -exec sha256sum {} +"
WAITING = "wait-control-plane"
EVENTS = 60  # each run tells at least the beginning and the end of thirty phases


def soon_after(left: int) -> Callable[[Event], bool]:
    """A moment soon after so many events."""

    def moment(_: Event) -> bool:
        nonlocal left
        left -= 1
        if left == 0:
            time.sleep(random.uniform(0, 0.3))
        return left == 0

    return moment


class Resume(unittest.TestCase):
    """One node; each test makes a cluster of it from nothing."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.cluster = unmade(cls, "liveresume")
        cls.node = cls.cluster.control
        cls.node.push(configured(cls.node, KUBERNETES), CONFIG)

    def setUp(self) -> None:
        self.node.exec(RESET).check()
        self.files: dict[str, str] = {}
        self.secrets: dict[str, str] = {}

    def test_killed_at_the_beginning_of_every_phase_it_ends_in_the_same_cluster(self) -> None:
        killed: list[str] = []
        said = ""
        for phase in self.every_phase():
            run = strike(self.node, INIT, lambda e: e["event"] == "began" and e["subject"] == phase)
            self.assertTrue(run.killed, f"not killed in {phase}: {run.words}")
            self.assertEqual(run.phases(), [*killed, phase])
            killed.append(phase)
            said += run.out
            self.nothing_was_replaced()
            if phase == WAITING:
                self.interrupt_while_waiting()
        print(f"killed at the beginning of {len(killed)} phases", flush=True)
        last = strike(self.node, INIT, lambda _: False)
        self.assertIn(last.phases(), (killed, []))  # nothing more to do if it had said all
        self.same_cluster_stands(last, said)
        self.cluster.wait_ready()

    def every_phase(self) -> list[str]:
        listed = self.node.exec(["kcluster", "init", "phase", "--help"]).check().out
        names = [line.split()[0] for line in listed.split("Phases:\n")[1].splitlines() if line.strip()]
        self.assertGreaterEqual(len(names), 30)
        return [name for name in names if not any(other.startswith(name + "/") for other in names)]

    def interrupt_while_waiting(self) -> None:
        stopped = strike(self.node, INIT, lambda e: e["event"] == "waiting", signal.SIGINT)
        self.assertEqual(stopped.code, 130)
        self.assertEqual([w for w in stopped.words if w.startswith("error:")], ["error: interrupted"])
        self.assertTrue(any("run the same command again" in w for w in stopped.words), stopped.words)
        self.assertEqual(stopped.phases()[-1], WAITING)

    def test_killed_at_ten_random_moments_it_ends_in_the_same_cluster(self) -> None:
        places: list[str] = []
        for events in sorted(random.sample(range(1, EVENTS), 10)):  # each gets further
            run = strike(self.node, INIT, soon_after(events))
            self.assertTrue(run.killed, run.words)
            places.append((run.phases() or ["before the first phase"])[-1])
            self.nothing_was_replaced()
        print("killed in " + ", ".join(places), flush=True)
        self.same_cluster_stands(strike(self.node, INIT, lambda _: False))

    def nothing_was_replaced(self) -> None:
        """What one run has left, no later one makes anew: keys, certificates, token, manifests."""
        for line in self.node.exec(["sh", "-c", SUMS]).out.splitlines():
            digest, path = line.split(maxsplit=1)
            self.assertEqual(self.files.setdefault(path, digest), digest, f"{path} was replaced")
        journal = self.node.exec(["cat", JOURNAL])
        if journal.ok:
            for key, value in json.loads(journal.out).items():
                if key in ("token", "certificateKey"):
                    self.assertEqual(self.secrets.setdefault(key, value), value)

    def same_cluster_stands(self, run: Struck, said: str = "") -> None:
        self.assertEqual(run.code, 0, run.words)
        self.nothing_was_replaced()
        for secret in self.secrets.values():
            self.assertIn(secret, said + run.out)
        self.assertEqual(sorted(self.secrets), ["certificateKey", "token"])
        self.assertEqual(sorted(json.loads(self.node.read(JOURNAL))), ["finished", "wishes"])
        self.cluster.connect()
        self.one_token_joins(self.secrets["token"].split(".")[0])

    def one_token_joins(self, token_id: str) -> None:
        """The other one is what the shared certificates expire with."""
        secrets = self.cluster.objects("secrets", "-n", "kube-system")
        names = {s["metadata"]["name"] for s in secrets if s["type"] == "bootstrap.kubernetes.io/token"}
        self.assertIn(f"bootstrap-token-{token_id}", names)
        owners = [o["name"] for s in secrets for o in s["metadata"].get("ownerReferences", [])]
        self.assertEqual(names - {f"bootstrap-token-{token_id}"}, set(owners))
        self.assertTrue(all(re.fullmatch(r"bootstrap-token-[a-z0-9]{6}", name) for name in names))


if __name__ == "__main__":
    unittest.main()
