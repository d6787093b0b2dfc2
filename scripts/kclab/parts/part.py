"""A part: files in the cache, what decides their content, and how to build them."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Iterable

from . import cache as store
from .step import Step


@dataclass(frozen=True)
class Part:
    """`recipe` names everything that decides what the outputs hold. It is data rather than a hash
    of this code, since rewording a comment must not cost a build of Kubernetes."""

    name: str
    outputs: tuple[str, ...]
    recipe: tuple[str, ...]
    build: Callable[[Step], None]
    needs: tuple[Part, ...] = ()

    def key(self) -> str:
        said = [self.name, self.outputs, self.recipe, [need.key() for need in self.needs]]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    def stamp(self, cache: Path) -> Path:
        return cache / "stamp" / self.name

    def is_built(self, cache: Path) -> bool:
        stamp = self.stamp(cache)
        if not all((cache / output).is_file() for output in self.outputs):
            return False
        return stamp.is_file() and stamp.read_text(encoding="utf-8").strip() == self.key()


def in_order(targets: Iterable[Part]) -> list[Part]:
    """The targets with all they need, each once, needed ones first, else in the given order."""
    ordered: dict[str, Part] = {}
    for target in targets:
        for part in (*in_order(target.needs), target):
            ordered.setdefault(part.name, part)
    return list(ordered.values())


def ensure(part: Part, cache: Path) -> None:
    """Build the part unless it is there. The lock is per part, so that a caller who wants little
    does not wait for one who wants everything."""
    if part.is_built(cache):
        print(f"parts: {part.name}: in the cache", flush=True)
        return
    with store.locked(cache, part.name):
        if not part.is_built(cache):  # the one we waited for may have built it
            _build(part, cache)


def _build(part: Part, cache: Path) -> None:
    log = cache / "log" / f"{part.name}.log"
    print(f"parts: {part.name}: building, log in {log}", flush=True)
    log.parent.mkdir(exist_ok=True)
    log.write_text("", encoding="utf-8")
    started = time.monotonic()
    step = Step(cache, store.fresh_workspace(cache, part.name), log)
    part.build(step)
    size = _replace(part, step)
    seconds = time.monotonic() - started
    print(f"parts: {part.name}: {seconds:.1f} s, {len(part.outputs)} file(s), "
          f"{size / 1e6:.0f} MB", flush=True)


def _replace(part: Part, step: Step) -> int:
    """Publish under the stamp's absence: a kill half way leaves a part that is built again."""
    stamp = part.stamp(step.cache)
    stamp.parent.mkdir(exist_ok=True)
    stamp.unlink(missing_ok=True)
    size = store.publish(step.workspace, step.cache, part.outputs)
    stamp.write_text(part.key() + "\n", encoding="utf-8")
    return size
