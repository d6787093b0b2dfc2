"""The Debian package: checked by lintian, and really installed and taken away in a fresh root file system."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from kclab import rootfs
from packages.made import KCLUSTER, ask, only

HERE = Path(__file__).resolve().parent
FILES = ["/usr/bin/kcluster", "/usr/lib/systemd/system/kubelet.service.d/10-kcluster.conf",
         "/usr/share/bash-completion/completions/kcluster", "/usr/share/zsh/vendor-completions/_kcluster",
         "/usr/share/fish/vendor_completions.d/kcluster.fish", "/usr/share/man/man1/kcluster.1.gz",
         "/usr/share/man/man1/kcluster-init.1.gz", "/usr/share/doc/kcluster/README.md.gz",
         "/usr/share/doc/kcluster/copyright", "/usr/share/doc/kcluster/changelog.Debian.gz",
         "/usr/share/doc/kcluster/third-party/libyaml-cpp-dev", "/usr/share/kcluster/setup-container.sh"]
# dpkg's own books
LIST = r"""list() { find / -xdev \( -path /proc -o -path /given -o -path /var/lib/dpkg -o -path /var/log -o -path /tmp \
  -o -path /var/cache/ldconfig \) -prune -o -print | sort; }
"""
INSTALL = "dpkg -i /given/kcluster_*.deb >/tmp/log 2>&1 || { cat /tmp/log; exit 1; }\n"
KUBEADM = """mkdir -p /tmp/k/DEBIAN /tmp/k/usr/lib/systemd/system/kubelet.service.d
printf 'Package: kubeadm\\nVersion: 1.36.3-1.1\\nArchitecture: amd64\\nMaintainer: a <a@b.c>\\nDescription: a\\n' \
  >/tmp/k/DEBIAN/control
printf '[Service]\\nExecStart=\\nExecStart=/usr/bin/kubelet\\n' \
  >/tmp/k/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf
dpkg-deb -b /tmp/k /tmp/kubeadm.deb >/dev/null
"""


def fields(deb: Path) -> dict[str, str]:
    return dict(re.findall(r"^([\w-]+): (.*)$", ask("dpkg-deb", "-f", str(deb)), re.M))


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.deb = only("kcluster_*.deb")

    def in_fresh_root(self, script: str) -> str:
        if os.geteuid():
            self.skipTest("only root can mount a fresh root file system")
        done = subprocess.run(["unshare", "--mount", "--pid", "--fork", str(HERE / "fresh_root.sh"),
                               str(rootfs.ensure()), LIST + script, str(self.deb.parent)],
                              capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, 0, done.stdout[-3000:] + done.stderr[-3000:])
        return done.stdout

    def test_what_is_in_it(self):
        rows = [row.split() for row in ask("dpkg-deb", "-c", str(self.deb)).splitlines()]
        self.assertEqual([row for row in rows if row[1] != "root/root"], [])
        names = [row[5].lstrip(".") for row in rows]
        self.assertEqual([name for name in FILES if name not in names], [])
        modes = {row[5].lstrip("."): row[0] for row in rows}
        self.assertEqual(modes["/usr/bin/kcluster"], "-rwxr-xr-x")
        outside = [name for name in names if not name.startswith("/usr/") and name != "/"]
        self.assertEqual(outside, [])

    def test_what_it_depends_on(self):
        """Each library's package as dpkg finds it, at least in the version it finds."""
        with tempfile.TemporaryDirectory() as scratch:
            (Path(scratch) / "debian").mkdir()
            (Path(scratch) / "debian/control").write_text("Source: kcluster\n\nPackage: kcluster\nArchitecture: any\n")
            done = subprocess.run(["dpkg-shlibdeps", "-O", str(KCLUSTER)], cwd=scratch, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        found = dict(re.findall(r"([\w+.-]+) \(>= ([^)]+)\)", done.stdout))
        told = dict(re.findall(r"([\w+.-]+) \(>= ([^)]+)\)", fields(self.deb)["Depends"]))
        self.assertLess(set(found), set(told))
        for package, version in found.items():
            subprocess.run(["dpkg", "--compare-versions", told[package], "ge", version], check=True)
        self.assertEqual(set(told) - set(found), {"libcurl4", "libsystemd0"})  # which the program loads by name

    def test_lintian(self):
        if not shutil.which("lintian"):
            self.skipTest("lintian is not installed (apt-get install lintian)")
        done = subprocess.run(["lintian", "--fail-on", "error,warning", str(self.deb)], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (0, ""))

    def test_it_is_installed_and_leaves_nothing(self):
        said = self.in_fresh_root("list >/tmp/before\n" + INSTALL + """
kcluster version -o short
/usr/share/kcluster/setup-container.sh --dry-run | tail -1
kcluster config validate --config - <<'X'
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
X
bash -c 'source /usr/share/bash-completion/completions/kcluster; complete -p kcluster'
mkdir -p /var/lib/kcluster/upgrade /etc/systemd/system/timers.target.wants
touch /var/lib/kcluster/upgrade/journal /etc/systemd/system/kcluster-etcd-backup.{timer,service}
ln -s ../kcluster-etcd-backup.timer /etc/systemd/system/timers.target.wants/kcluster-etcd-backup.timer
dpkg -V kcluster && echo as packed
dpkg -r kcluster >/dev/null 2>&1
test ! -e /usr/bin/kcluster && test -e /var/lib/kcluster/upgrade/journal && echo removed
dpkg -P kcluster >/dev/null 2>&1
rmdir --ignore-fail-on-non-empty /etc/systemd/system/timers.target.wants
dpkg -s kcluster 2>/dev/null && echo still known
list >/tmp/after
diff /tmp/before /tmp/after && echo nothing is left
""")
        version = ask(str(KCLUSTER), "version", "-o", "short").strip()
        self.assertEqual(said.splitlines(), [version, "would run: systemctl restart containerd.service",
                                             "ok", "complete -F _kcluster kcluster", "as packed",
                                             "removed", "nothing is left"])

    def test_purged_on_a_node_of_a_cluster_it_keeps_what_a_rollback_needs(self):
        said = self.in_fresh_root(INSTALL + """
mkdir -p /var/lib/kcluster /etc/kubernetes/manifests
touch /var/lib/kcluster/init.json /etc/kubernetes/manifests/etcd.yaml
dpkg -P kcluster
ls /var/lib/kcluster
""")
        self.assertIn("/var/lib/kcluster is kept, this node is in a cluster", said)
        self.assertIn("\ninit.json\n", said)

    def test_it_lies_beside_kubeadms_package(self):
        said = self.in_fresh_root(KUBEADM + INSTALL + """
dpkg -i /tmp/kubeadm.deb >/tmp/log 2>&1 || { cat /tmp/log; exit 1; }
ls /usr/lib/systemd/system/kubelet.service.d
dpkg -P kcluster >/dev/null 2>&1
ls /usr/lib/systemd/system/kubelet.service.d
""")
        self.assertEqual(said.split(), ["10-kcluster.conf", "10-kubeadm.conf", "10-kubeadm.conf"])


if __name__ == "__main__":
    unittest.main()
