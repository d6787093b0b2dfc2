"""Air gap: a bundle made on one node brings a cluster up on others that have no image and no registry."""

from __future__ import annotations

import json
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

from kclab import Node
from kclab.cluster import Cluster
from kclab.seed import bring_programs
from kclab.settings import CONTROL, KUBERNETES
from kclab.shell import Result
from live.clusters import booted, own_lab
from live.image_store import LIMIT, ctr, damaged, everything, named, remove_all_but
from live.strike import strike

BUNDLE, INNER = "/root/bundle.tar", "/root/inner"
LOAD = ["kcluster", "bundle", "load", BUNDLE]


class Bundles(unittest.TestCase):
    """One node with images, which makes the bundle, and one without."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.lab = own_lab(cls, "livebun")
        cls.source = booted(cls.lab, "cka-worker1")
        cls.control = cls.lab.node(CONTROL).up()
        bring_programs(cls.control, KUBERNETES)
        cls.cluster = Cluster(cls.lab, cls.control)
        for node in (cls.source, cls.control):
            cls.cluster.equip(node)
        cls.empty = everything(cls.control)
        cls.make_keys()

    @classmethod
    def make_keys(cls) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for name in ("own", "other"):
                key, public = Path(folder) / f"{name}.pem", Path(folder) / f"{name}.pub"
                subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", str(key)], check=True)
                subprocess.run(["openssl", "pkey", "-in", str(key), "-pubout", "-out", str(public)], check=True)
                cls.source.push(key, f"/root/{name}.pem", "0600")
                cls.control.push(public, f"/root/{name}.pub")
                cls.source.push(public, f"/root/{name}.pub")

    def kcluster(self, node: Node, *words: str) -> Result:
        return node.exec(["kcluster", *words], timeout=LIMIT)

    def refused(self, argv: list[str], says: str) -> None:
        done = self.control.exec(argv, timeout=LIMIT)
        self.assertNotEqual(done.code, 0, done.out)
        self.assertIn(says, done.err)
        self.assertEqual(everything(self.control), self.empty)

    def test_1_a_bundle_is_made_of_what_the_runtime_has(self) -> None:
        made = self.kcluster(self.source, "bundle", "create", "--kubernetes-version", KUBERNETES,
                             "--output", BUNDLE, "--sign-key", "/root/own.pem", "-o", "json").check()
        told = json.loads(made.out)["bundle"]
        listed = self.kcluster(self.source, "config", "images", "list", "--kubernetes-version", KUBERNETES)
        self.assertEqual([image["name"] for image in told["images"]], listed.out.split())
        there = named(self.source)
        self.assertEqual({i["name"]: i["digest"] for i in told["images"]},
                         {i["name"]: there[i["name"]] for i in told["images"]})
        self.control.push(self.source.folder / "upper" / BUNDLE[1:], BUNDLE)

    def test_2_it_is_looked_through_on_the_other_node(self) -> None:
        seen = self.kcluster(self.control, "bundle", "verify", BUNDLE, "--verify-key", "/root/own.pub",
                             "-o", "json").check()
        told = json.loads(seen.out)["bundle"]
        self.assertEqual((told["signature"], told["kubernetesVersion"]), ("good", KUBERNETES))

    def test_3_a_damaged_or_wrongly_signed_one_leaves_the_store_untouched(self) -> None:
        self.refused([*LOAD, "--verify-key", "/root/other.pub"], "not that of the key")
        bad = damaged(self.control, BUNDLE, "/root/bad.tar")
        self.refused(["kcluster", "bundle", "load", bad], "is damaged")
        self.control.exec(["truncate", "-s", "-1000", bad]).check()
        self.refused(["kcluster", "bundle", "load", bad], "damaged")
        self.control.exec(["rm", bad]).check()

    def test_4_a_load_that_is_cut_off_leaves_no_image(self) -> None:
        def late(event) -> bool:
            return event["event"] == "amount" and event.get("text", "").endswith(f"kube-proxy:{KUBERNETES}")

        load = [*LOAD, "--progress", "json"]
        self.assertEqual(strike(self.control, load, late, signal.SIGINT).code, 130)
        self.assertEqual(everything(self.control), self.empty)
        self.assertTrue(strike(self.control, load, late).killed)
        self.assertEqual(named(self.control), {})
        leases = ctr(self.control, "leases", "ls", "-q").check().out.split()
        ctr(self.control, "leases", "rm", "--sync", *leases).check()
        self.assertEqual(everything(self.control), self.empty)

    def test_5_a_control_plane_comes_up_from_it(self) -> None:
        init = self.cluster.init_command()
        self.cluster.init_command = lambda: [*init, "--bundle", BUNDLE, "--bundle-key", "/root/own.pub"]
        self.assertEqual(self.cluster.init(), 0)
        self.cluster.wait_ready()
        wanted = named(self.source)
        self.assertEqual(named(self.control), {name: wanted[name] for name in named(self.control)})
        again = self.control.exec(LOAD, timeout=LIMIT).check()
        self.assertIn("has every image of the bundle already", again.out)
        self.assertNotIn("kcluster", ctr(self.control, "leases", "ls", "-q").check().out)

    def test_6_a_worker_without_images_joins_with_it(self) -> None:
        remove_all_but(set(), self.source)
        self.cluster.join(self.source, None, "--bundle", BUNDLE)
        self.cluster.wait_ready()
        self.assertEqual({name.split("/")[-1].split(":")[0] for name in named(self.source)},
                         {"pause", "coredns", "kube-proxy"})

    def test_7_ctr_takes_the_images_within(self) -> None:
        self.source.exec(["mkdir", "-p", INNER]).check()
        self.source.exec(["tar", "-xf", BUNDLE, "-C", INNER]).check()
        self.source.exec(["sh", "-c", f"cd {INNER} && sha256sum -c manifest.json.sha256"]).check()
        ctr(self.source, "images", "import", f"{INNER}/images.tar", namespace="check").check()
        told = json.loads(self.kcluster(self.source, "bundle", "verify", BUNDLE, "-o", "json").check().out)["bundle"]
        self.assertEqual(named(self.source, "check"), {i["name"]: i["digest"] for i in told["images"]})
