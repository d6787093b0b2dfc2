"""Putting a Kubernetes version into a node: what its packages and a registry would bring."""

import json
import tarfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from kclab.node import Node
from kclab.settings import CACHE, PACKAGE
from kclab.shell import LabError

_PROGRAMS = ("kubeadm", "kubectl", "kubelet")
_CONFIG = "etc/containerd/config.toml"


def seed(node: Node, version: str) -> None:
    """Puts programs and images of the version into the node. An old kubelet runs on."""
    _programs(node, version)
    archives = images(version)
    _pin_sandbox(node, archives)
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda archive: _import(node, archive), archives))


def images(version: str) -> list[Path]:
    """The archives of the images a cluster of that version needs."""
    found = sorted((CACHE / "images" / version).glob("*.tar"))
    if not found:
        raise LabError(f"no images of {version} are built", f"scripts/lab parts {version}")
    return found


def tags(archive: Path) -> list[str]:
    """The names under which the archive's image will be known."""
    with tarfile.open(archive) as tar:
        manifest = tar.extractfile("manifest.json")
        if manifest is None:
            raise LabError(f"{archive} is no image archive")
        return [tag for image in json.load(manifest) for tag in image["RepoTags"]]


def _programs(node: Node, version: str) -> None:
    folder = CACHE / "bin" / f"kubernetes-{version}"
    for name in _PROGRAMS:
        if not (folder / name).exists():
            raise LabError(f"{folder / name} is not built", f"scripts/lab parts {version}")
        node.push(folder / name, f"/usr/bin/{name}", "0755")
    node.exec(["systemctl", "enable", "--quiet", "kubelet"]).check()


def _import(node: Node, archive: Path) -> None:
    node.exec(["ctr", "-n", "k8s.io", "images", "import", "-"], archive, timeout=300).check()


def _pin_sandbox(node: Node, archives: list[Path]) -> None:
    """Tells containerd which pause image is this version's; it must never collect that one."""
    pause = next((tag for a in archives for tag in tags(a) if "/pause:" in tag), None)
    if pause is None:
        raise LabError("none of the archives is the pause image")
    wanted = (PACKAGE / "files" / _CONFIG).read_text().replace("@sandbox@", pause).encode()
    if node.read(f"/{_CONFIG}") != wanted:
        node.push(wanted, f"/{_CONFIG}")
        node.exec(["systemctl", "restart", "containerd"]).check()
