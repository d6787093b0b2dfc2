"""Putting a Kubernetes version into a node: what its packages and a registry would bring."""

import json
import tarfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from kclab import warm
from kclab.node import Node
from kclab.settings import CACHE, PACKAGE
from kclab.shell import LabError

_PROGRAMS = ("kubeadm", "kubectl", "kubelet")
_CONFIG = "etc/containerd/config.toml"


def seed(node: Node, version: str) -> None:
    """Puts programs and images of the version into the node. An old kubelet runs on."""
    bring_programs(node, version)
    if not warm.has(version, node.disk("containerd")):
        bring_images(node, version)
    _keep(node, version)


def bring_programs(node: Node, version: str) -> None:
    """Only the version's programs: a node whose images come another way."""
    _pin_sandbox(node, warm.images(version))
    with ThreadPoolExecutor() as pool:
        for each in [pool.submit(_program, node, version, name) for name in _PROGRAMS]:
            each.result()
    node.exec(["systemctl", "enable", "--quiet", "kubelet"]).check()


def bring_images(node: Node, version: str) -> None:
    """Only the version's images, as before an upgrade: the programs stay as they are."""
    archives = warm.images(version)
    with ThreadPoolExecutor() as pool:
        for each in [pool.submit(_import, node, archive) for archive in archives]:
            each.result()


def tags(archive: Path) -> list[str]:
    """The names under which the archive's image will be known."""
    with tarfile.open(archive) as tar:
        manifest = tar.extractfile("manifest.json")
        if manifest is None:
            raise LabError(f"{archive} is no image archive")
        return [tag for image in json.load(manifest) for tag in image["RepoTags"]]


def _program(node: Node, version: str, name: str) -> None:
    program = CACHE / "bin" / f"kubernetes-{version}" / name
    if not program.exists():
        raise LabError(f"{program} is not built", "scripts/lab parts all")
    node.push(program, f"/usr/bin/{name}", "0755")


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


def _keep(node: Node, version: str) -> None:
    """Keeps the images for the next node, if nothing else is in the store and none came warm."""
    disk = node.disk("containerd")
    ours = {tag for archive in warm.images(version) for tag in tags(archive)}
    if warm.marked(disk) or _named_images(node) - ours:
        return
    if node.exec(["ctr", "-n", "k8s.io", "containers", "ls", "-q"]).check().out.strip():
        return
    node.exec(["systemctl", "stop", "containerd"]).check()
    warm.keep(version, disk)
    node.exec(["systemctl", "start", "containerd"]).check()


def _named_images(node: Node) -> set[str]:
    """Images in the node, without the names that containerd makes of their digests."""
    listed = node.exec(["ctr", "-n", "k8s.io", "images", "ls", "-q"]).check().out.split()
    return {name for name in listed if "sha256:" not in name}
