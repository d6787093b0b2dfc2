#!/usr/bin/env python3
"""sbom.py KCLUSTER VERSION: what the program is made of and needs, as CycloneDX 1.5 on stdout.

Versions are those of the distribution's packages on the machine that built it.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import uuid
from pathlib import Path

# Linked or compiled into the program, by the package that brought it.
CARRIED = Path(__file__).with_name("carried").read_text().split()
# Loaded by the program itself (src/base/shared_library.h), so that no NEEDED entry names them.
LOADED = ["libcurl.so.4", "libsystemd.so.0"]


def ask(*argv: str) -> str:
    return subprocess.run(argv, capture_output=True, text=True, check=True).stdout


def needed(program: Path) -> list[str]:
    return re.findall(r"\(NEEDED\).*\[(.+)\]", ask("readelf", "-d", str(program)))


def owner(library: str) -> str:
    """The package that brings a library of this name for this architecture."""
    multiarch = ask("dpkg-architecture", "-qDEB_HOST_MULTIARCH").strip()
    for folder in (f"/usr/lib/{multiarch}", f"/lib/{multiarch}"):
        found = subprocess.run(["dpkg", "-S", f"{folder}/{library}"], capture_output=True, text=True)
        if not found.returncode:
            return found.stdout.split(":")[0]
    return ask("dpkg", "-S", f"*/{library}").split(":")[0]  # ld-linux lies elsewhere


def distribution() -> str:
    return re.search(r"^ID=(.*)$", Path("/etc/os-release").read_text(), re.M)[1].strip('"')


def component(package: str, linkage: str) -> dict:
    version, architecture, source = ask("dpkg-query", "-W", "-f", "${Version} ${Architecture} ${source:Package}",
                                        package).split()
    purl = f"pkg:deb/{distribution()}/{package}@{version}?arch={architecture}"
    return {"type": "library", "bom-ref": purl, "name": package, "version": version, "purl": purl,
            "properties": [{"name": "kcluster:linkage", "value": linkage},
                           {"name": "kcluster:source", "value": source}]}


def components(program: Path) -> list[dict]:
    packages = sorted({owner(library) for library in [*needed(program), *LOADED]})
    return [*(component(package, "static") for package in CARRIED),
            *(component(package, "dynamic") for package in packages)]


def sbom(program: Path, version: str) -> dict:
    digest = hashlib.sha256(program.read_bytes()).hexdigest()
    parts = components(program)
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'kcluster:{digest}')}",
        "metadata": {"component": {
            "type": "application", "bom-ref": "kcluster", "name": "kcluster", "version": version,
            "licenses": [{"license": {"id": "Apache-2.0"}}],
            "hashes": [{"alg": "SHA-256", "content": digest}]}},
        "components": parts,
        "dependencies": [{"ref": "kcluster", "dependsOn": [part["bom-ref"] for part in parts]}],
    }


if __name__ == "__main__":
    print(json.dumps(sbom(Path(sys.argv[1]), sys.argv[2]), indent=2))
