"""Writing container images as docker-archive tars, the form that `ctr images import` reads."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

# All times are zero, so that the same content gives the same image id.
EPOCH = "1970-01-01T00:00:00Z"
PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True)
class Content:
    """One layer's content: files by their path in the image, and symbolic links."""

    files: dict[str, Path]
    links: dict[str, str] = field(default_factory=dict)


def write_layer(target: Path, content: Content) -> None:
    with tarfile.open(target, "w", format=tarfile.GNU_FORMAT) as layer:
        for folder in _folders(content):
            layer.addfile(_entry(folder, tarfile.DIRTYPE, 0o1777 if folder == "tmp" else 0o755))
        for name, path in content.files.items():
            with open(path, "rb") as file:
                entry = _entry(name, tarfile.REGTYPE, 0o755)
                entry.size = path.stat().st_size
                layer.addfile(entry, file)
        for name, to in content.links.items():
            entry = _entry(name, tarfile.SYMTYPE, 0o777)
            entry.linkname = to
            layer.addfile(entry)


def _folders(content: Content) -> list[str]:
    """Every folder above a file, parents first, and the /tmp that programs expect."""
    names = [*content.files, *content.links]
    parents = {str(above) for name in names for above in Path(name).parents}
    return sorted({"tmp", *parents} - {"."})


def _entry(name: str, kind: bytes, mode: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.mode = kind, mode
    return entry


def write_image(target: Path, tag: str, layers: list[Path], entrypoint: list[str]) -> None:
    """One image of these layers, lowest first. Layers are stored under their digest, which is how
    a containerd that has one already recognises it."""
    digests = [_digest(layer) for layer in layers]
    config = _config(digests, entrypoint)
    names = [f"{digest}.tar" for digest in digests]
    config_name = hashlib.sha256(config).hexdigest() + ".json"
    manifest = [{"Config": config_name, "RepoTags": [tag], "Layers": names}]
    with tarfile.open(target, "w", format=tarfile.GNU_FORMAT) as archive:
        _add(archive, "manifest.json", io.BytesIO(_as_json(manifest)), len(_as_json(manifest)))
        _add(archive, config_name, io.BytesIO(config), len(config))
        for name, layer in zip(names, layers):
            with open(layer, "rb") as file:
                _add(archive, name, file, layer.stat().st_size)


def _config(digests: list[str], entrypoint: list[str]) -> bytes:
    diff_ids = [f"sha256:{digest}" for digest in digests]
    return _as_json({
        "architecture": "amd64", "os": "linux", "created": EPOCH,
        "config": {"Env": [PATH], "Entrypoint": entrypoint, "WorkingDir": "/"},
        "rootfs": {"type": "layers", "diff_ids": diff_ids},
        "history": [{"created": EPOCH, "created_by": "kcluster lab"} for _ in digests]})


def _as_json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True).encode()


def _add(archive: tarfile.TarFile, name: str, file: IO[bytes], size: int) -> None:
    entry = _entry(name, tarfile.REGTYPE, 0o644)
    entry.size = size
    archive.addfile(entry, file)


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()
