"""What a node runs beside Kubernetes: etcd, containerd, the CNI plugins and CoreDNS."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from . import modules, toolchain, versions
from .part import Part
from .step import Step

RECIPE = "1"  # to be raised when what follows builds something else


@dataclass(frozen=True)
class Source:
    """Commands that come from modules of one release: `commands` maps a file's name to the package
    it is built from, `required` the modules to their version."""

    folder: str
    required: dict[str, str]
    commands: dict[str, str]
    flags: tuple[str, ...] = ("-ldflags=-s -w",)

    def recipe(self) -> tuple[str, ...]:
        said = [*self.required.items(), *self.commands.items()]
        return (RECIPE, *self.flags, *(f"{name}={value}" for name, value in said))


def part(source: Source) -> Part:
    outputs = {name: f"bin/{source.folder}/{name}" for name in source.commands}

    def build(step: Step) -> None:
        go = toolchain.provide(step)
        place = step.cache / "src" / source.folder
        _write_go_mod(step, go, place, source.required)
        for name, package in source.commands.items():
            rest = (*source.flags, "-o", str(step.output(outputs[name])), package)
            modules.run_go(step, go, place, ("build",), rest)

    return Part(source.folder, tuple(outputs.values()), source.recipe(), build)


def _write_go_mod(step: Step, go: str, place: Path, required: dict[str, str]) -> None:
    """A main module of ours around theirs: `go install PACKAGE@VERSION` refuses modules which
    replace others, as etcd's do. The `go` line is theirs, as it decides what runtime behaviour
    their commands get."""
    lines = ["module kcluster.lab/parts"]
    fetched = [modules.fetch(step, go, *item) for item in required.items()]
    own = fetched[0].go_mod.read_text(encoding="utf-8").splitlines()
    lines += [line for line in own if line.startswith(("go ", "godebug "))]
    lines += [f"require {path} {version}" for path, version in required.items()]
    place.mkdir(parents=True, exist_ok=True)
    (place / "go.mod").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (place / "go.sum").write_text("", encoding="utf-8")


def etcd() -> Part:
    paths = {"etcd": "server/v3", "etcdctl": "etcdctl/v3", "etcdutl": "etcdutl/v3"}
    packages = {name: f"go.etcd.io/etcd/{path}" for name, path in paths.items()}
    required = {path: f"v{versions.ETCD}" for path in packages.values()}
    return part(Source(f"etcd-{versions.ETCD}", required, packages))


def etcd_servers() -> list[Part]:
    """The server alone, of the other lines."""
    path = "go.etcd.io/etcd/server/v3"
    return [part(Source(f"etcd-{version}", {path: f"v{version}"}, {"etcd": path}))
            for version in versions.OTHER_ETCDS]


def containerd() -> Part:
    """Without the snapshotters that need C libraries and that no lab node uses."""
    module = "github.com/containerd/containerd/v2"
    names = ("containerd", "containerd-shim-runc-v2", "ctr")
    named = f"-X {module}/version.Version=v{versions.CONTAINERD}"
    flags = ("-tags=no_btrfs,no_zfs,no_devmapper", f"-ldflags=-s -w {named}")
    return part(Source(f"containerd-{versions.CONTAINERD_LINE}",
                       {module: f"v{versions.CONTAINERD}"},
                       {name: f"{module}/cmd/{name}" for name in names}, flags))


def cni() -> Part:
    module = "github.com/containernetworking/plugins"
    plugins = {path.split("/")[1]: f"{module}/plugins/{path}" for path in versions.CNI_PLUGINS}
    named = f"-X {module}/pkg/utils/buildversion.BuildVersion=v{versions.CNI}"
    return part(Source(f"cni-{versions.CNI}", {module: f"v{versions.CNI}"}, plugins,
                       (f"-ldflags=-s -w {named}",)))


def coredns() -> Part:
    module = "github.com/coredns/coredns"
    return part(Source(f"coredns-{versions.COREDNS}", {module: f"v{versions.COREDNS}"},
                       {"coredns": module}))
