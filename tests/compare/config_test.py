"""The config commands, kubeadm's against ours: images, defaults, validation, and YAML both ways."""

from __future__ import annotations

import json
import tempfile
import unittest
from pathlib import Path

from compare import oracle

HERE = Path(__file__).resolve().parent
CONFIGS = sorted((HERE / "configs").glob("*.yaml"))

IMAGE_CONFIGS = {
    "mirror": "imageRepository: mirror.example.org/k8s",
    "own dns and etcd": "dns: {imageRepository: other/dns, imageTag: v9}\n"
                        "etcd: {local: {imageRepository: other/etcd, imageTag: 3.6.0-1}}",
    "external etcd": "etcd: {external: {endpoints: [https://10.0.0.1:2379], caFile: /a, certFile: /b, keyFile: /c}}",
    "no addons": "dns: {disabled: true}\nproxy: {disabled: true}",
}

# Strings that YAML 1.1 takes for something else unless they are quoted.
ODD = ["true", "False", "yes", "on", "n", "Y", "null", "~", "", "10", "010", "0x1f", "0o17", "0b11", "1_000",
       "1e3", ".5", "1.0", ".inf", ".nan", "-1", "+1", "1:30", "190:20:30", "2001-01-01", "2001-01-01T00:00:00Z",
       "<<", "=", "- a", "a: b", "a #b", " a", "a ", "'a'", '"a"', "*a", "&a", "!a", "%a", "@a", "`a", "[a]", "{a}",
       "|", ">", "?", "a,b", "back\\slash", "tab\tin", "line\nbreak", "end\n", "é", "x" * 100 + " " + "y" * 80]

HEAD = """apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
localAPIEndpoint: {advertiseAddress: 192.168.1.20}
nodeRegistration: {name: node-1, criSocket: "unix:///run/containerd/containerd.sock"}
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
kubernetesVersion: v1.36.3
"""


def quoted(text: str) -> str:
    """JSON's strings are YAML's double-quoted ones."""
    return json.dumps(text)


def odd_config() -> str:
    args = "".join(f"  - {{name: arg{i}, value: {quoted(text)}}}\n" for i, text in enumerate(ODD))
    envs = "".join(f"  - {{name: ENV{i}, value: {quoted(text)}}}\n" for i, text in enumerate(ODD))
    return HEAD + 'clusterName: "0x1f"\nencryptionAlgorithm: ECDSA-P256\n' \
        f"apiServer:\n  extraArgs:\n{args}scheduler:\n  extraEnvs:\n{envs}"


def cluster_of(migrated: str) -> str:
    """The ClusterConfiguration; Go leaves << bare, which other readers take for a merge: we quote it."""
    return migrated.split("\n---\n")[1].replace("value: <<\n", 'value: "<<"\n')


def stored_configuration(dry_run: str) -> str:
    """The ClusterConfiguration in the ConfigMap kubeadm-config that a dry run shows."""
    lines = iter(line[2:] for line in dry_run.splitlines())
    for line in lines:
        if line == "  ClusterConfiguration: |":
            break
    text = []
    for line in lines:
        if line and not line.startswith("    "):
            break
        text.append(line[4:])
    return "\n".join(text) + "\n"


class Root(unittest.TestCase):
    """A private root for each test; both tools see nothing else."""
    maxDiff = None

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.root = Path(scratch.name)
        oracle.make_root(self.root, CONFIGS[0].read_text(), HERE / "patches")

    def config(self, text: str, name: str = "given.yaml") -> str:
        (self.root / name).write_text(text)
        return f"/{name}"

    def ask(self, tool: Path, *argv: str) -> str:
        return oracle.ask(tool, self.root, *argv)

    def same(self, *argv: str, version: str = "v1.36.3") -> str:
        theirs, ours = self.ask(oracle.kubeadm(version), *argv), self.ask(oracle.KCLUSTER, *argv)
        self.assertEqual(theirs, ours)
        return ours


class Images(Root):
    def test_each_minor_has_the_images_of_its_own_kubeadm(self):
        for version in ("v1.36.3", "v1.35.4", "v1.34.4"):
            with self.subTest(version):
                said = self.same("config", "images", "list", "--kubernetes-version", version, version=version)
                self.assertEqual(len(said.split()), 7)

    def test_flags_and_forms(self):
        given = ["config", "images", "list", "--kubernetes-version", "1.36.3"]
        self.same(*given, "--image-repository", "mirror.example.org/k8s")
        self.same(*given, "--feature-gates", "NodeLocalCRISocket=true")
        self.same(*given, "-o", "yaml")
        theirs, ours = (json.loads(self.ask(tool, *given, "-o", "json")) for tool in (oracle.kubeadm(), oracle.KCLUSTER))
        self.assertEqual(theirs, ours)

    def test_configurations(self):
        for name, text in IMAGE_CONFIGS.items():
            with self.subTest(name):
                self.same("config", "images", "list", "--config", self.config(HEAD + text))


class Defaults(Root):
    def test_init_defaults(self):
        self.same("config", "print", "init-defaults")

    def test_component_configurations(self):
        for kinds in ("KubeletConfiguration", "KubeProxyConfiguration", "KubeProxyConfiguration,KubeletConfiguration"):
            with self.subTest(kinds):
                self.same("config", "print", "init-defaults", "--component-configs", kinds)

    def test_what_is_printed_is_valid_to_both(self):
        kinds = "KubeletConfiguration,KubeProxyConfiguration"
        for printed, read in ((oracle.KCLUSTER, oracle.kubeadm()), (oracle.kubeadm(), oracle.KCLUSTER)):
            text = self.ask(printed, "config", "print", "init-defaults", "--component-configs", kinds)
            self.assertEqual(self.ask(read, "config", "validate", "--config", self.config(text)).strip(), "ok")


class Validate(Root):
    def test_both_accept_what_is_compared(self):
        """Unknown fields apart, which kubeadm takes at an init, but not when it validates."""
        for each in CONFIGS:
            if each.stem == "unknown-fields":
                continue
            with self.subTest(each.stem):
                self.same("config", "validate", "--config", self.config(each.read_text()))


class Roundtrip(Root):
    def stored(self, config: str) -> str:
        """What kcluster would store in the cluster for it."""
        return stored_configuration(self.ask(oracle.KCLUSTER, "init", "--dry-run", "--skip-phases", "preflight",
                                             "--config", config))

    def migrated(self, config: str) -> str:
        """kubeadm's whole reading of it, written out."""
        return self.ask(oracle.kubeadm(), "config", "migrate", "--old-config", config)

    def test_odd_strings_stay_strings_on_the_way_to_kubeadm_and_back(self):
        config = self.config(odd_config())
        theirs, ours = self.migrated(config), self.stored(config)
        self.assertIn('clusterName: "0x1f"', ours)
        self.assertEqual(cluster_of(theirs), ours)
        back = self.config(theirs, "theirs.yaml")
        self.assertEqual(self.ask(oracle.KCLUSTER, "config", "validate", "--config", back), "ok\n")
        self.assertEqual(self.stored(back), ours)
        forth = self.config(ours, "ours.yaml")
        self.assertEqual(self.ask(oracle.kubeadm(), "config", "validate", "--config", forth), "ok\n")
        self.assertEqual(cluster_of(self.migrated(forth)), ours)


if __name__ == "__main__":
    unittest.main()
