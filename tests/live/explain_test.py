"""Real failures on a node, each explained by `kcluster init`: what, where, why, and what to do."""

from __future__ import annotations

import time
import unittest
from collections.abc import Callable

from kclab.cluster import configured
from kclab.settings import KUBERNETES
from live.clusters import unmade
from live.strike import Event, Struck, strike

CONFIG = "/root/cluster.yaml"
INIT = ["kcluster", "init", "--config", CONFIG, "--progress", "json"]
RESET = "kcluster reset --force && rm -rf /var/log/pods/*"
# A runtime that does not do what it tells the kubelet.
WRAPPER = "#!/bin/sh\nexec runc --systemd-cgroup \"$@\"\n"
BREAK_RUNTIME = """cp /etc/containerd/config.toml /root/containerd.toml
sed -i "s#SystemdCgroup = true#SystemdCgroup = false\\n  BinaryName = '/usr/local/sbin/runc-systemd'#" \
  /etc/containerd/config.toml
systemctl restart containerd"""
MEND_RUNTIME = "cp /root/containerd.toml /etc/containerd/config.toml; systemctl restart containerd"
LISTEN = "systemd-run --quiet --collect --unit=thief socat TCP-LISTEN:{},fork,reuseaddr /dev/null"
HOPELESS = "waiting longer is hopeless"


class Explain(unittest.TestCase):
    """One node; each test spoils it in its way and takes it back."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.node = unmade(cls, "liveexplain").control
        cls.node.push(WRAPPER.encode(), "/usr/local/sbin/runc-systemd", "0755")
        cls.text = configured(cls.node, KUBERNETES).decode()

    def setUp(self) -> None:
        self.node.exec(["sh", "-c", RESET]).check()

    # -- what the user gets wrong ------------------------------------------------------------

    def test_a_flag_that_the_api_server_does_not_know(self) -> None:
        run = self.fail_with({"Cluster": "apiServer: {extraArgs: [{name: nonsense, value: x}]}"})
        self.says(run, "error: kube-apiserver: the component does not know one of its flags", HOPELESS,
                  "kube-apiserver: exited with code 1 (Error)", "kube-apiserver: Error: unknown flag: --nonsense",
                  "during: phase wait-control-plane", "try: correct its extraArgs")
        self.configure({})
        refused = self.node.exec(INIT)
        self.assertEqual(refused.code, 3, refused.err)
        self.assertIn("nonsense", refused.err)

    def test_a_flag_that_etcd_does_not_know(self) -> None:
        run = self.fail_with({"Cluster": "etcd: {local: {extraArgs: [{name: nonsense, value: x}]}}"})
        self.says(run, "error: etcd: the component does not know one of its flags", HOPELESS,
                  "etcd: exited with code 2 (Error)", "etcd: flag provided but not defined: -nonsense")

    def test_a_flag_that_the_kubelet_does_not_know(self) -> None:
        run = self.fail_with({"Init": "nodeRegistration: {kubeletExtraArgs: [{name: nonsense, value: x}]}"})
        self.says(run, "error: kubelet: the kubelet does not know one of its flags", HOPELESS,
                  "unknown flag: --nonsense", "kubeletExtraArgs")

    def test_a_configuration_that_the_kubelet_rejects(self) -> None:
        run = self.fail_with({"Kubelet": "maxPods: -5"})
        self.says(run, "error: kubelet: the kubelet rejects its configuration", HOPELESS,
                  "maxPods (--max-pods) -5", "KubeletConfiguration document")

    # -- what is missing ---------------------------------------------------------------------

    def test_an_image_that_cannot_be_pulled_is_a_finding(self) -> None:
        run = self.fail_with({"Cluster": "etcd: {local: {imageTag: 0.0.1-none}}"}, code=2)
        self.says(run, "ImagePull", "registry.k8s.io/etcd:0.0.1-none cannot be pulled", "during: phase preflight",
                  "crictl pull registry.k8s.io/etcd:0.0.1-none")
        self.assertEqual(run.phases(), ["preflight"])

    def test_an_image_that_is_not_pulled_ahead_is_missed_by_the_kubelet(self) -> None:
        """The network may come back, so this one is waited for to the limit."""
        run = self.fail_with({"Cluster": "etcd: {local: {imageTag: 0.0.1-none}}",
                              "Init": "nodeRegistration: {imagePullPolicy: Never}\n"
                              "timeouts: {controlPlaneComponentHealthCheck: 10s}"})
        self.says(run, "error: etcd: an image of the control plane is missing", "gave up after 10s",
                  "registry.k8s.io/etcd:0.0.1-none", "kube-apiserver: ", "try: let the node reach the registry")

    # -- what the node does otherwise --------------------------------------------------------

    def test_cgroup_drivers_that_differ(self) -> None:
        self.node.exec(["sh", "-c", BREAK_RUNTIME]).check()
        self.addCleanup(self.node.exec, ["sh", "-c", MEND_RUNTIME])
        run = self.fail_with({"Init": "timeouts: {controlPlaneComponentHealthCheck: 10s}"})
        warnings = [e["text"] for e in run.events if e["event"] == "warning" and e["subject"] == "CgroupDriver"]
        self.assertIn("uses the cgroup driver cgroupfs, the kubelet's configuration says systemd", warnings[0])
        self.says(run, "kubelet and container runtime manage control groups differently",
                  "expected cgroupsPath to be of format", "kube-apiserver: has no container",
                  "SystemdCgroup = true")

    def test_a_taken_port_is_a_finding(self) -> None:
        self.listen(10257)
        run = self.fail_with({}, code=2)
        self.says(run, "Port-10257: port 10257 of the controller manager is in use by socat",
                  "ss -ltnp 'sport = :10257'")

    def test_a_port_that_is_taken_after_the_checks_and_free_again(self) -> None:
        def steal(event: Event) -> bool:
            if event["event"] == "ended" and event["subject"] == "preflight":
                self.listen(10257)
            return False

        run = self.fail_with({}, steal)
        self.says(run, "error: kube-controller-manager: another process listens on the port it needs", HOPELESS,
                  "kube-controller-manager: exited with code 1 (Error), restarted ",
                  "listen tcp 127.0.0.1:10257: bind: address already in use", "ss -ltnp")
        self.node.exec(["systemctl", "stop", "thief"]).check()
        again = strike(self.node, INIT, lambda _: False)  # the remedy, then on from there
        self.assertEqual(again.code, 0, again.words)

    # -- how ---------------------------------------------------------------------------------

    def fail_with(self, additions: dict[str, str], moment: Callable[[Event], bool] = lambda _: False,
                  code: int = 1) -> Struck:
        self.configure(additions)
        began = time.monotonic()
        run = strike(self.node, INIT, moment)
        print(f"failed after {time.monotonic() - began:.0f} s", end=" ... ", flush=True)
        self.assertEqual(run.code, code, run.words)
        self.assertEqual(sum(word.startswith("error: ") for word in run.words), 1, run.words)
        return run

    def configure(self, additions: dict[str, str]) -> None:
        """Lines for the documents of each kind; keys that quicken are always there."""
        text = self.text
        for kind, lines in {"Cluster": "", "Init": "", "Kubelet": "", **additions}.items():
            mark = f"kind: {kind}Configuration\n"
            head = "encryptionAlgorithm: ECDSA-P256\n" if kind == "Cluster" else ""
            text = text.replace(mark, mark + head + lines + "\n")
        self.node.push(merged(text).encode(), CONFIG)

    def listen(self, port: int) -> None:
        self.node.exec(LISTEN.format(port).split()).check()
        self.addCleanup(self.node.exec, ["systemctl", "stop", "thief"])
        for _ in range(50):
            if f":{port} " in self.node.exec(["ss", "-Hltn"]).out:
                return
            time.sleep(0.05)
        self.fail(f"nobody listens on {port}")

    def says(self, run: Struck, *parts: str) -> None:
        words = "\n".join(run.words)
        for part in parts:
            self.assertIn(part, words)
        self.assertIn("  try: ", words)


def merged(text: str) -> str:
    """The lab's configuration has a nodeRegistration of its own: one mapping for both."""
    for line in text.splitlines():
        if line.startswith("nodeRegistration: {"):
            inner = line.removeprefix("nodeRegistration: {").removesuffix("}")
            rest = text.replace(line + "\n", "", 1)
            return rest.replace("nodeRegistration:\n", f"nodeRegistration:\n  {inner}\n", 1)
    return text


if __name__ == "__main__":
    unittest.main()
