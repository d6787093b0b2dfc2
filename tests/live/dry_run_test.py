"""`kcluster init --dry-run` on a real node; then an init whose authorities are external."""

from __future__ import annotations

import re
import unittest
from collections import Counter

from kclab import Node
from kclab.cluster import configured
from kclab.settings import KUBERNETES
from kclab.shell import Result
from live.clusters import unmade

CONFIG = "/root/cluster.yaml"
TOKEN, KEY = "abcdef.0123456789abcdef", "5a" * 32
FOLDERS = "/etc /var/lib/kubelet /var/lib/etcd /var/lib/kcluster"
LISTING = "find %s -printf '%%M %%u %%s %%p %%l\\n' 2>/dev/null | sort; find %s -type f -exec sha256sum {} + 2>/dev/null | sort"
# What the kubelet and etcd of a running node write themselves is left out.
STANDING = "/etc /var/lib/kcluster /var/lib/kubelet/config.yaml /var/lib/kubelet/kubeadm-flags.env"
UNITS = ["systemctl", "show", "-p", "ActiveState,UnitFileState,InvocationID", "kubelet", "containerd"]
OURS = {"init.json"}  # the journal, which kubeadm lacks
CONTROLLERS = 36  # src/plan/controller_accounts.cpp


class DryRun(unittest.TestCase):
    """One node: rehearsals while it is empty, an init, rehearsals on the control plane."""

    maxDiff = None

    @classmethod
    def setUpClass(cls) -> None:
        cls.cluster = unmade(cls, "livedry")
        cls.node = cls.cluster.control
        text = configured(cls.node, KUBERNETES).decode()
        wishes = f"bootstrapTokens: [{{token: {TOKEN}}}]\ncertificateKey: {KEY}\n"
        cls.text = text.replace("kind: InitConfiguration\n", "kind: InitConfiguration\n" + wishes)
        cls.node.push(cls.text.encode(), CONFIG)
        cls.states: list[tuple[str, str]] = []
        cls.rehearse_on_an_empty_node()
        cls.init_with_external_authorities()
        cls.rehearse_on_the_control_plane()

    @classmethod
    def rehearse(cls, folders: str, *words: str) -> Result:
        """A rehearsal with the node's state before and after it."""
        before = cls.state(folders)
        done = cls.node.exec(["kcluster", "init", *words])
        cls.states.append((before, cls.state(folders)))
        return done

    @classmethod
    def state(cls, folders: str) -> str:
        listing = cls.node.exec(["sh", "-c", LISTING % (folders, folders)])
        return listing.out + cls.node.exec(UNITS).check().out

    @classmethod
    def rehearse_on_an_empty_node(cls) -> None:
        cls.empty = cls.rehearse(FOLDERS, "--config", CONFIG, "--upload-certs", "--dry-run")
        cls.bridged = cls.rehearse(FOLDERS, "--config", CONFIG, "--pod-network", "bridge", "--dry-run")
        inside = cls.text.replace("kind: InitConfiguration\n", "kind: InitConfiguration\ndryRun: true\n")
        cls.node.push(inside.encode(), "/root/dry.yaml")
        cls.configured = cls.rehearse(FOLDERS, "--config", "/root/dry.yaml", "--upload-certs")
        cls.theirs = kubeadms(cls.node)

    @classmethod
    def init_with_external_authorities(cls) -> None:
        """Neither CA keys nor super-admin.conf: the administrator has his rights by his group."""
        for phase in ("certs", "kubeconfig"):
            cls.node.exec(["kcluster", "init", "phase", phase, "all", "--config", CONFIG]).check()
        admin = ["kubeadm", "kubeconfig", "user", "--client-name=kubernetes-admin",
                 "--org=system:masters", "--config", CONFIG]
        cls.node.push(cls.node.exec(admin).check().raw, "/etc/kubernetes/admin.conf", "0600")
        cls.node.exec(["sh", "-c", "cd /etc/kubernetes && rm super-admin.conf pki/ca.key "
                       "pki/front-proxy-ca.key"]).check()
        cls.external = cls.node.exec(["kcluster", "init", "--config", CONFIG, "--pod-network", "bridge",
                                      "--skip-phases", "kubeconfig/super-admin"])

    @classmethod
    def rehearse_on_the_control_plane(cls) -> None:
        cls.standing = cls.rehearse(STANDING, "--config", CONFIG, "--pod-network", "bridge",
                                    "--skip-phases", "kubeconfig/super-admin", "--dry-run")
        louder = cls.text.replace("kind: ClusterConfiguration\n", "kind: ClusterConfiguration\n"
                                  "apiServer: {extraArgs: [{name: v, value: '3'}]}\n")
        cls.node.push(louder.encode(), "/root/louder.yaml")
        cls.louder = cls.rehearse(STANDING, "phase", "control-plane", "apiserver", "--config",
                                  "/root/louder.yaml", "--dry-run")

    def test_nothing_on_the_node_is_changed(self) -> None:
        for before, after in self.states:
            self.assertEqual(before, after)
            self.assertIn("/etc/hostname", before)

    def test_files_and_objects_are_shown_without_their_secrets(self) -> None:
        self.assertEqual(self.empty.code, 0, self.empty.err)
        for shown in ("create /etc/kubernetes/manifests/etcd.yaml (mode 0600)", "+ kind: Pod",
                      "create ConfigMap kube-system/kubeadm-config", "start kubelet",
                      "create /etc/kubernetes/pki/ca.key (mode 0600)\n  (secret, "):
            self.assertIn(shown, self.empty.out)
        for text in (self.empty.out + self.empty.err, self.configured.out + self.configured.err):
            for secret in ("PRIVATE KEY", "client-key-data", TOKEN, TOKEN.split(".")[1], KEY):
                self.assertNotIn(secret, text)

    def test_a_pod_network_is_rehearsed_too(self) -> None:
        self.assertEqual(self.bridged.code, 0, self.bridged.err)
        self.assertIn("create /etc/cni/net.d/", self.bridged.out)
        self.assertIn("10.244.0.0/24", self.bridged.out)

    def test_dry_run_in_the_configuration_is_the_flag(self) -> None:
        self.assertEqual(self.configured.code, 0, self.configured.err)
        self.assertEqual(headings(self.configured.out), headings(self.empty.out))

    def test_the_files_and_objects_are_those_of_kubeadms_dry_run(self) -> None:
        theirs, objects = self.theirs
        ours = {name: mode for name, mode in files(self.empty.out).items() if name not in OURS}
        self.assertEqual(ours, theirs)
        created = Counter(kind.lower() for kind in re.findall(r"^create (\w+) \S+$", self.empty.out, re.M))
        created["clusterrolebinding"] -= 1  # cluster-admins, which kubeadm does not rehearse
        created["serviceaccount"] -= CONTROLLERS  # which kubeadm leaves to the controller manager
        self.assertEqual(created, objects)

    def test_external_authorities_do_without_super_admin_conf(self) -> None:
        self.assertEqual(self.external.code, 0, self.external.err)
        self.cluster.connect()
        self.assertTrue(self.cluster.objects("nodes"))

    def test_on_the_control_plane_it_says_that_nothing_is_to_do(self) -> None:
        self.assertEqual(self.standing.code, 0, self.standing.err)
        self.assertIn("nothing was changed", self.standing.out)

    def test_on_the_control_plane_a_phase_shows_what_it_would_change(self) -> None:
        self.assertEqual(self.louder.code, 0, self.louder.err)
        self.assertIn("change /etc/kubernetes/manifests/kube-apiserver.yaml", self.louder.out)
        changed = [line for line in self.louder.out.splitlines() if line[:2] in ("+ ", "- ")]
        self.assertEqual(changed, ["+     - --v=3"])


def headings(text: str) -> list[str]:
    """What is done to which file, unit and object; the shared certificates' token is a random one."""
    found = re.findall(r"^(?:create|change|start|stop|reload) .*$", text, re.M)
    return [re.sub(r"bootstrap-token-\w{6}", "bootstrap-token-", line) for line in found]


def files(text: str) -> dict[str, int]:
    """Mode by name, "etcd/" before the names of its certificates as in kubeadm's folder."""
    found = re.findall(r"^create (/\S+[^/]) \(mode (\d+)\)$", text, re.M)
    return {re.sub(r".*/pki/|^/(?!.*/pki/).*/", "", path): int(mode, 8) for path, mode in found}


def kubeadms(node: Node) -> tuple[dict[str, int], Counter]:
    """Files and modes, and objects by kind, of kubeadm's own rehearsal in another folder."""
    argv = ["env", "KUBEADM_INIT_DRYRUN_DIR=/root/kubeadm", "kubeadm", "init", "--dry-run", "--upload-certs",
            "--config", CONFIG]
    node.exec(["mkdir", "-p", "/root/kubeadm"]).check()
    said = node.exec(argv).check().out
    listed = node.exec(["find", "/root/kubeadm", "-type", "f", "-printf", "%m %P\\n"]).check().out
    modes = {name: int(mode, 8) for mode, name in (line.split() for line in listed.splitlines())}
    plurals = re.findall(r'Would perform action CREATE on resource "(\w+)s"', said)
    return modes, Counter(plurals)


if __name__ == "__main__":
    unittest.main()
