"""setup-container.sh and setup-kubetools.sh in a fresh root, where stub.sh stands for what changes a kernel or
fetches packages: what they do the first time, that they do nothing the second, and what they say of a fault."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from kclab import rootfs
from packages.made import ROOT

HERE = Path(__file__).resolve().parent
SCRIPTS = ["setup-common.sh", "setup-container.sh", "setup-kubetools.sh"]
STUBS = ["apt-get", "apt-mark", "dpkg-query", "systemctl", "modprobe", "sysctl", "swapoff", "curl", "containerd"]
BEGIN = """export PATH=/given/bin:$PATH
mkdir -p /tmp/state
echo '-----BEGIN PGP PUBLIC KEY BLOCK-----' >/tmp/state/key
echo ca-certificates=1 >/tmp/state/installed
echo curl=1 >>/tmp/state/installed
again() { # the calls and all files of the second run are the first one's
  : >/tmp/calls
  find / -xdev -path /proc -prune -o -path /tmp -prune -o -type f -newer /tmp/state/key -print | sort |
    xargs -r stat -c '%n %y' >/tmp/before
  "$@" >/tmp/said
  find / -xdev -path /proc -prune -o -path /tmp -prune -o -type f -newer /tmp/state/key -print | sort |
    xargs -r stat -c '%n %y' >/tmp/after
  cmp /tmp/before /tmp/after && [ ! -s /tmp/calls ] && echo 'nothing changed'
}
"""


def without(text: str, *names: str) -> list[str]:
    """The calls but those that depend on this machine's kernel."""
    return [line for line in text.splitlines() if line.split()[0] not in names]


class SetUp(unittest.TestCase):
    def setUp(self):
        if os.geteuid():
            self.skipTest("only root can mount a fresh root file system")
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.given = Path(scratch.name)
        (self.given / "bin").mkdir()
        for name in SCRIPTS:
            shutil.copy(ROOT / "scripts" / name, self.given)
        for name in STUBS:
            shutil.copy(HERE / "stub.sh", self.given / "bin" / name)

    def run_there(self, script: str, exit: int = 0) -> str:
        done = subprocess.run(["unshare", "--mount", "--pid", "--fork", str(HERE / "fresh_root.sh"),
                               str(rootfs.ensure()), BEGIN + script, str(self.given)],
                              capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, exit, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def test_containerd(self):
        said = self.run_there("""/given/setup-container.sh >/dev/null
cat /tmp/calls /etc/modules-load.d/kubernetes.conf /etc/containerd/config.toml
cat /etc/sysctl.d/99-kubernetes.conf
""")
        self.assertEqual(without(said, "modprobe"), [
            "sysctl --quiet --load=/etc/sysctl.d/99-kubernetes.conf", "apt-get update -q",
            "apt-get install -y -q --no-install-recommends containerd", "systemctl enable containerd.service",
            "systemctl restart containerd.service", "overlay", "br_netfilter",
            "            SystemdCgroup = true", "net.bridge.bridge-nf-call-iptables = 1",
            "net.bridge.bridge-nf-call-ip6tables = 1", "net.ipv4.ip_forward = 1"])

    def test_containerd_from_the_real_distribution(self):
        """Only modules and sysctls are not this machine's to change."""
        for name in set(STUBS) - {"modprobe", "sysctl"}:
            (self.given / "bin" / name).unlink()
        for path in ("/etc/resolv.conf", "/etc/hosts", "/etc/ssl/certs/ca-certificates.crt"):
            if Path(path).exists():
                shutil.copy(path, self.given)
        shutil.copytree("/etc/apt/apt.conf.d", self.given / "apt.conf.d")  # a proxy, if there is one
        (self.given / "proxies").write_text("".join(
            f"export {name}={shlex.quote(value)}\n" for name, value in os.environ.items()
            if name.lower() in ("http_proxy", "https_proxy", "no_proxy")))
        said = self.run_there("""cp /given/{resolv.conf,hosts} /etc
cp /given/apt.conf.d/* /etc/apt/apt.conf.d
cp /given/ca-certificates.crt /etc/ssl/certs 2>/dev/null || true
. /given/proxies
timeout 60 apt-get update -q >/dev/null 2>&1 || { echo no package servers; exit 0; }
/given/setup-container.sh >/dev/null 2>&1
containerd config dump 2>/dev/null | grep -c 'SystemdCgroup = true'
systemctl is-enabled containerd.service
/given/setup-container.sh | grep -v -e modprobe -e sysctl
""")
        if said == "no package servers\n":
            self.skipTest("the distribution's package servers are not to be reached")
        self.assertEqual(said.splitlines(), ["1", "enabled", "containerd is ready"])

    def test_a_configuration_that_was_there_is_kept_beside(self):
        said = self.run_there("""mkdir -p /etc/containerd
echo 'disabled_plugins = ["cri"]' >/etc/containerd/config.toml
/given/setup-container.sh >/dev/null
cat /etc/containerd/config.toml.before-kcluster""")
        self.assertEqual(said, 'disabled_plugins = ["cri"]\n')

    def test_containerd_again(self):
        """With modules and sysctls as a kernel shows them once they are loaded and set."""
        said = self.run_there("""cp -r /given /tmp/given
sed -i 's,/sys/module/,/tmp/module/,; s,/proc/sys/,/tmp/sys/,' /tmp/given/setup-container.sh
mkdir -p /tmp/module/{overlay,br_netfilter} /tmp/sys/net/{bridge,ipv4}
for name in bridge/bridge-nf-call-{iptables,ip6tables} ipv4/ip_forward; do echo 1 >/tmp/sys/net/$name; done
/tmp/given/setup-container.sh >/dev/null
again /tmp/given/setup-container.sh
""")
        self.assertEqual(said, "nothing changed\n")

    def test_crio_from_its_projects_repository(self):
        said = self.run_there("""/given/setup-container.sh cri-o --version v1.36 >/dev/null
cat /tmp/calls /etc/apt/sources.list.d/cri-o.list /etc/apt/keyrings/cri-o.asc""")
        self.assertEqual(without(said, "modprobe", "sysctl"), [
            "apt-get update -q", "apt-get install -y -q --no-install-recommends cri-o", "systemctl enable crio.service",
            "systemctl start crio.service", "deb [signed-by=/etc/apt/keyrings/cri-o.asc] "
            "https://download.opensuse.org/repositories/isv:/cri-o:/stable:/v1.36/deb/ /",
            "-----BEGIN PGP PUBLIC KEY BLOCK-----"])

    def test_kubetools_and_again(self):
        said = self.run_there("""echo '/dev/sda1 / ext4 defaults 0 1
UUID=1-2 none swap sw 0 0' >/etc/fstab
/given/setup-kubetools.sh v1.36.3 >/dev/null
cat /tmp/calls /etc/fstab
again /given/setup-kubetools.sh v1.36.3""")
        self.assertEqual(said.splitlines(), [
            "apt-get update -q", "apt-get install -y -q --no-install-recommends --allow-change-held-packages "
            "kubelet=1.36.3-* kubectl=1.36.3-*", "apt-mark hold kubelet", "apt-mark hold kubectl",
            "systemctl enable kubelet.service", "/dev/sda1 / ext4 defaults 0 1",
            "# off for the kubelet: UUID=1-2 none swap sw 0 0", "nothing changed"])

    def test_kubetools_goes_on_to_another_patch_and_the_next_minor(self):
        said = self.run_there("""/given/setup-kubetools.sh 1.35.4 >/dev/null
echo dev-zram0.swap loaded >/tmp/state/swaps
: >/tmp/calls
/given/setup-kubetools.sh v1.36 >/dev/null
cat /tmp/calls /etc/apt/sources.list.d/kubernetes.list""")
        self.assertEqual(said.splitlines(), [
            "systemctl mask dev-zram0.swap", "apt-get update -q", "apt-get install -y -q --no-install-recommends "
            "--allow-change-held-packages kubelet kubectl", "deb [signed-by=/etc/apt/keyrings/kubernetes.asc] "
            "https://pkgs.k8s.io/core:/stable:/v1.36/deb/ /"])

    def test_a_rehearsal_changes_nothing(self):
        for line in ("setup-container.sh", "setup-container.sh --from project", "setup-kubetools.sh v1.36",
                     "setup-container.sh cri-o --version v1.36"):
            with self.subTest(line=line):
                said = self.run_there(f"again /given/{line} --dry-run; cat /tmp/said")
                self.assertIn("nothing changed\n", said)
                self.assertIn("would run: apt-get install", said)

    def test_a_system_that_is_not_known(self):
        said = self.run_there("sed -i 's/^VERSION_ID=.*/VERSION_ID=\"11\"/' /etc/os-release\n"
                              "/given/setup-kubetools.sh v1.36", 3)
        self.assertIn("this is debian 11; known are Ubuntu 22.04 and 24.04, and Debian 12", said)

    def test_servers_that_fail(self):
        said = self.run_there("touch /tmp/state/no-update\n/given/setup-container.sh", 1)
        self.assertIn("apt-get update failed", said)
        said = self.run_there("echo '<html>' >/tmp/state/key\n/given/setup-kubetools.sh v1.36", 1)
        self.assertIn("Release.key is no public key", said)
        said = self.run_there("touch /tmp/state/no-install\n/given/setup-kubetools.sh v1.36.77", 1)
        self.assertIn("could not install", said)


class Words(unittest.TestCase):
    """What is refused before the machine is looked at."""

    def ask(self, line: str) -> subprocess.CompletedProcess:
        return subprocess.run([f"scripts/{line.split()[0]}", *line.split()[1:], "--dry-run"], cwd=ROOT,
                              capture_output=True, text=True, timeout=60)

    def test_faults_say_what_to_do(self):
        for line, words in (
            ("setup-container.sh podman", ["unknown word podman", "--help"]),
            ("setup-container.sh --from moon", ["--from moon"]),
            ("setup-container.sh cri-o", ["v1.36, not"]),
            ("setup-container.sh cri-o --from distribution", ["leave out --from"]),
            ("setup-kubetools.sh", ["v1.36.3, not"]),
            ("setup-kubetools.sh stable", ['not "stable"']),
            ("setup-kubetools.sh v1.36 v1.35", ["not also v1.35"]),
            ("setup-kubetools.sh v1.36 --force", ["unknown flag --force"]),
        ):
            with self.subTest(line=line):
                done = self.ask(line)
                self.assertEqual((done.returncode, done.stdout), (3, ""))
                for word in ["error: ", "  try: ", *words]:
                    self.assertIn(word, done.stderr)

    def test_help(self):
        for name in SCRIPTS[1:]:
            said = self.ask(f"{name} --help").stdout
            self.assertIn(f"usage: {name}", said)


class Shell(unittest.TestCase):
    def test_shellcheck(self):
        if not shutil.which("shellcheck"):
            self.skipTest("shellcheck is not installed (apt-get install shellcheck)")
        files = [*(f"scripts/{name}" for name in [*SCRIPTS, "setup-build", "package", "test", "lab"]),
                 "packaging/share", *(f"packaging/deb/{name}" for name in ("postinst", "prerm", "postrm")),
                 "tests/packages/fresh_root.sh", "tests/packages/stub.sh"]
        done = subprocess.run(["shellcheck", "-x", *files], cwd=ROOT, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (0, ""))


if __name__ == "__main__":
    unittest.main()
