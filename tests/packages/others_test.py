"""The tarball with its bill of materials, the SPEC for rpm, and the sums over all of it."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import tarfile
import unittest

from packages.made import KCLUSTER, ROOT, ask, only, packages


class Others(unittest.TestCase):
    def test_the_tarball_has_the_very_program_and_all_beside_it(self):
        with tarfile.open(only("kcluster-*-linux-*.tar.gz")) as tar:
            top = tar.getnames()[0]
            self.assertEqual(tar.extractfile(f"{top}/kcluster").read(), KCLUSTER.read_bytes())
            for name in ("LICENSE", "README.md", "sbom.cdx.json", "10-kcluster.conf", "share/man/man1/kcluster.1.gz"):
                self.assertIn(f"{top}/{name}", tar.getnames())
            self.assertEqual({(member.uid, member.gid) for member in tar}, {(0, 0)})

    def test_the_bill_names_each_library_once_with_its_version(self):
        bill = json.loads(only("*.cdx.json").read_text())
        self.assertEqual((bill["bomFormat"], bill["specVersion"]), ("CycloneDX", "1.5"))
        digest = hashlib.sha256(KCLUSTER.read_bytes()).hexdigest()
        self.assertEqual(bill["metadata"]["component"]["hashes"], [{"alg": "SHA-256", "content": digest}])
        linkage = {part["name"]: part["properties"][0]["value"] for part in bill["components"]}
        self.assertEqual(linkage, {
            **dict.fromkeys(["libprotobuf-dev", "libyaml-cpp-dev", "libfmt-dev", "nlohmann-json3-dev",
                             "libcli11-dev"], "static"),
            **dict.fromkeys(["libc6", "libcurl4", "libgcc-s1", "libssl3", "libstdc++6", "libsystemd0"], "dynamic")})
        for part in bill["components"]:
            self.assertEqual(part["version"], ask("dpkg-query", "-W", "-f", "${Version}", part["name"]))
            self.assertRegex(part["purl"], r"^pkg:deb/\w+/[\w+.-]+@\S+\?arch=\w+$")
        refs = [part["bom-ref"] for part in bill["components"]]
        self.assertEqual(bill["dependencies"], [{"ref": "kcluster", "dependsOn": refs}])
        self.assertEqual(len(refs), len(set(refs)))

    def test_the_sums_are_those_of_every_file(self):
        rows = dict(reversed(line.split("  ")) for line in only("SHA256SUMS").read_text().splitlines())
        self.assertEqual(set(rows), {path.name for path in packages().iterdir()} - {"SHA256SUMS"})
        for name, digest in rows.items():
            self.assertEqual(hashlib.sha256((packages() / name).read_bytes()).hexdigest(), digest)

    def test_the_spec_is_one(self):
        if not shutil.which("rpmspec"):
            self.skipTest("rpmspec is not installed (apt-get install rpm)")
        spec = str(ROOT / "packaging/kcluster.spec")
        done = subprocess.run(["rpmspec", "-q", "--srpm", "--qf", "%{name} %{version} %{license}", spec],
                              capture_output=True, text=True)
        self.assertEqual((done.stdout, done.stderr), (f"kcluster {self.version()} Apache-2.0", ""))
        subprocess.run(["rpmspec", "-P", spec], check=True, capture_output=True)

    def version(self) -> str:
        return ask(str(KCLUSTER), "version", "-o", "short").strip().lstrip("v")

    def test_all_name_the_same_version(self):
        changelog = (ROOT / "packaging/deb/changelog").read_text()
        self.assertEqual(re.match(r"kcluster \(([\d.]+)-1\)", changelog)[1], self.version())
        self.assertIn(f"_{self.version()}-1_", only("kcluster_*.deb").name)


if __name__ == "__main__":
    unittest.main()
