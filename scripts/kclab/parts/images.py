"""The images of a control plane, each one packed around a binary that is already in the cache."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from . import archive, kubernetes, others, packages
from .part import Part
from .step import Step, StepFailed

RECIPE = "1"  # to be raised when what follows packs something else
PAUSE_SOURCE = Path(__file__).with_name("pause.c")
PAUSE = "image/pause"
WEB_SOURCE = Path(__file__).with_name("web.c")
WEB = "image/web"
WEB_ARCHIVE = "images/web.tar"
WEB_TAG = "kclab.local/web:1"
PROXY_ROOT = "image/proxy-root.tar"

# What kube-proxy runs. The links stand for what update-alternatives does in a full system: the
# nftables flavour, as on the nodes, since rules of both flavours side by side contradict.
PROXY_PACKAGES = ("iptables", "nftables")
PROXY_LINKS = {f"usr/sbin/{name}": "xtables-nft-multi"
               for family in ("iptables", "ip6tables")
               for name in (family, f"{family}-save", f"{family}-restore")}
PROXY_UNUSED = ("/usr/share/doc/*", "/usr/share/man/*", "/usr/lib/*/gconv/*")


@dataclass(frozen=True)
class Image:
    """`name` is the last part of the image's reference, `binary` lies below the cache."""

    name: str
    binary: str
    needs: tuple[Part, ...]
    inside: str = "usr/local/bin"
    base: tuple[str, ...] = ()
    links: dict[str, str] = field(default_factory=dict)


def pause() -> Part:
    return _program("pause", PAUSE, PAUSE_SOURCE)


def _program(name: str, output: str, source: Path) -> Part:
    """A small program of the lab's own, linked to nothing."""
    def build(step: Step) -> None:
        packages.ensure_command(step, "cc", ("gcc", "libc6-dev"))
        target = str(step.output(output))
        step.run(("cc", "-static", "-Os", "-s", "-Wall", "-o", target, str(source)))

    return Part(name, (output,), (RECIPE, source.read_text(encoding="utf-8")), build)


def web() -> Part:
    """A web server for pods, which says who it is and whom it sees; of no Kubernetes version."""
    def build(step: Step) -> None:
        layer = step.workspace / "layer.tar"
        archive.write_layer(layer, archive.Content({"web": step.cache / WEB}))
        archive.write_image(step.output(WEB_ARCHIVE), WEB_TAG, [layer], ["/web"])

    return Part("image-web", (WEB_ARCHIVE,), (RECIPE,), build, (_program("web", WEB, WEB_SOURCE),))


def proxy_root() -> Part:
    """A tiny root of the machine's own distribution: packages unpacked, nothing configured."""
    recipe = (RECIPE, packages.codename(), *PROXY_PACKAGES, *PROXY_UNUSED, "times=0")
    return Part("proxy-root", (PROXY_ROOT,), recipe, _unpack_proxy_root)


def _unpack_proxy_root(step: Step) -> None:
    packages.ensure_command(step, "mmdebstrap", ("mmdebstrap",))
    step.env["SOURCE_DATE_EPOCH"] = "0"  # unpacking again gives the same layer
    sources = step.workspace / "sources.list"
    sources.write_text("\n".join(packages.source_lines(step)) + "\n", encoding="utf-8")
    without = [f"--dpkgopt=path-exclude={pattern}" for pattern in PROXY_UNUSED]
    step.run(("mmdebstrap", "--variant=extract", "--skip=output/dev", *without,
              f"--include={','.join(PROXY_PACKAGES)}", packages.codename(),
              str(step.output(PROXY_ROOT)), str(sources)))


def of(version: str) -> list[Part]:
    """All images that kubeadm of this version asks for."""
    return [_part(version, image) for image in _images(version)]


def _images(version: str) -> list[Image]:
    binaries, commands = kubernetes.folder(version), kubernetes.commands(version)
    plain = ("kube-apiserver", "kube-controller-manager", "kube-scheduler")
    etcd, coredns = others.etcd(), others.coredns()
    return [
        *(Image(name, f"{binaries}/{name}", (commands,)) for name in plain),
        Image("kube-proxy", f"{binaries}/kube-proxy", (commands, proxy_root()),
              base=(PROXY_ROOT,), links=PROXY_LINKS),
        Image("coredns", coredns.outputs[0], (coredns,)),
        Image("etcd", etcd.outputs[0], (etcd,)),
        Image("pause", PAUSE, (pause(),), inside=""),
    ]


def _part(version: str, image: Image) -> Part:
    output = f"images/{version}/{image.name}.tar"
    inside = str(Path(image.inside) / image.name)

    def build(step: Step) -> None:
        layer = step.workspace / "layer.tar"
        archive.write_layer(layer, archive.Content({inside: step.cache / image.binary},
                                                   image.links))
        layers = [*(step.cache / base for base in image.base), layer]
        archive.write_image(step.output(output), tag(step, version, image.name), layers,
                            [f"/{inside}"])

    return Part(f"image-{version}-{image.name}", (output,), (RECIPE, str(image.links)), build,
                (kubernetes.kubeadm(version), *image.needs))


def tag(step: Step, version: str, name: str) -> str:
    """The reference under which kubeadm asks for the image. With the version given it answers
    without looking anything up outside."""
    kubeadm = step.cache / kubernetes.folder(version) / "kubeadm"
    listed = step.read((str(kubeadm), "config", "images", "list", "--kubernetes-version", version))
    for reference in listed.split():
        if reference.rsplit("/", 1)[-1].split(":", 1)[0] == name:
            return reference
    raise StepFailed(f"kubeadm {version} asks for no image {name}; it lists:\n{listed}")
