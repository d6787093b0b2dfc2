"""What an init lays down and would write into the cluster, kubeadm's against ours."""

from __future__ import annotations

import os
import tempfile
import unittest
from pathlib import Path

from compare import oracle, random_configs
from compare.prepare import PREPARATIONS
from compare.tree import tree
from compare.trial import Trial, faults

HERE = Path(__file__).resolve().parent
CONFIGS = sorted((HERE / "configs").glob("*.yaml"))
PATCHES = {each.name: each.read_text() for each in sorted((HERE / "patches").iterdir())}
# Older minors by their own kubeadm, with what the minors differ in.
OLDER = ["v1.34.4", "v1.35.4"]
FOR_OLDER = ["component-configs", "etcd-below-3.6", "external-etcd", "extra-arguments", "extra-volumes",
             "plain", "taints-given"]
SEEDS = [3, 14, 15, 92, 65, 35]
MANY = range(1000, 1300) if os.environ.get("KCLUSTER_TEST_ALL") else []
# Everything that can be said without a configuration.
FLAGS = """--kubernetes-version v1.36.3 --apiserver-advertise-address 192.168.1.20 --apiserver-bind-port 7443
 --apiserver-cert-extra-sans Extra.example.test,10.1.2.3 --cert-dir /srv/pki --cri-socket unix:///run/c.sock
 --control-plane-endpoint api.example.test --feature-gates PublicKeysECDSA=true,NodeLocalCRISocket=false
 --image-repository mirror.example.test:5000/k8s --node-name other.node --pod-network-cidr 10.244.0.0/16
 --service-cidr 10.100.0.0/16 --service-dns-domain corp.example.test --token abcdef.0123456789abcdef
 --token-ttl 2h --patches /patches""".split()
PHASES = ["certs all", "kubeconfig all", "etcd local", "control-plane all", "kubelet-start"]


class Files(unittest.TestCase):
    maxDiff = None

    def compare(self, trial: Trial) -> None:
        with tempfile.TemporaryDirectory() as scratch:
            self.assertEqual(trial.run(Path(scratch)), "")

    def test_phases_one_by_one(self) -> None:
        config = (HERE / "configs" / "component-configs.yaml").read_text()
        found = []
        with tempfile.TemporaryDirectory() as scratch:
            for tool in (oracle.kubeadm(), oracle.KCLUSTER):
                root = Path(scratch, tool.name)
                oracle.make_root(root, config)
                oracle.run_phases(tool, root, PHASES)
                found.append(tree(root))
        self.assertGreater(len(found[0]), 40)
        self.assertEqual(faults(*found), "")


def fixed(config: Path, version: str = oracle.NEWEST) -> Trial:
    text = config.read_text().replace(oracle.NEWEST, version)
    if version != oracle.NEWEST and "encryptionAlgorithm" not in text:
        text += "encryptionAlgorithm: ECDSA-P256\n"
    own = config.stem if config.stem in PREPARATIONS else ""
    return Trial(text, PATCHES if "/patches" in text else {}, own)


def add(name: str, trial: Trial, refusable: bool = False) -> None:
    def test(self: Files) -> None:
        self.compare(trial)
        self.assertFalse(trial.refused and not refusable, "both tools refuse it")
    setattr(Files, "test_" + name.replace("-", "_").replace(".", "_"), test)


add("flags", Trial("", PATCHES, flags=FLAGS))
for each in CONFIGS:
    add(each.stem, fixed(each))
    for old in OLDER if each.stem in FOR_OLDER else []:
        add(f"{old}_{each.stem}", fixed(each, old))
for seed in [*SEEDS, *MANY]:
    add(f"random_{seed}", random_configs.trial(seed), refusable=seed in MANY)
