"""A Go toolchain new enough to build the parts, installed if the machine has none."""

from __future__ import annotations

import glob
import os
import re
import shutil
import subprocess
from pathlib import Path

from . import packages
from .step import Step, StepFailed

Version = tuple[int, int]

WANTED: Version = (1, 26)  # the newest `go` line among the modules built here
OLDEST: Version = (1, 21)  # from here on Go fetches the toolchain that a go.mod asks for
BACKPORTS = Path("/etc/apt/sources.list.d/kcluster-lab-backports.list")


def provide(step: Step) -> str:
    """A usable `go`. One older than wanted is told to fetch what each go.mod asks for, even where
    the machine's own setting forbids that."""
    version, go = _newest_installed()
    if version < OLDEST:
        _install_newest(step)
        version, go = _newest_installed()
    if version < WANTED:
        step.env["GOTOOLCHAIN"] = "auto"
    return go


def _newest_installed() -> tuple[Version, str]:
    """Looks also where Debian and Ubuntu keep versions side by side, off the PATH."""
    candidates = glob.glob("/usr/lib/go-*/bin/go")
    on_path = shutil.which("go")
    if on_path:
        candidates.append(on_path)
    return max(((_version_of(go), go) for go in candidates), default=((0, 0), ""))


def _version_of(go: str) -> Version:
    """The toolchain's own version, not the one that a go.mod around us would switch to."""
    env = {**os.environ, "GOTOOLCHAIN": "local"}
    done = subprocess.run([go, "version"], env=env, cwd="/", capture_output=True, text=True,
                          check=False)
    found = re.search(r"go(\d+)\.(\d+)", done.stdout)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _install_newest(step: Step) -> None:
    step.run((*packages.APT, "update"))
    if _newest_packaged(step)[0] < OLDEST and packages.codename() == "bookworm":
        _add_backports(step)
    version, name = _newest_packaged(step)
    if version < OLDEST:
        raise StepFailed(f"no Go >= {OLDEST[0]}.{OLDEST[1]} installed or packaged")
    packages.install(step, (name,))


def _newest_packaged(step: Step) -> tuple[Version, str]:
    listed = step.read(("apt-cache", "search", "--names-only", r"^golang-[0-9.]+-go$"))
    found = re.findall(r"^(golang-(\d+)\.(\d+)-go) ", listed, re.MULTILINE)
    return max((((int(major), int(minor)), name) for name, major, minor in found),
               default=((0, 0), ""))


def _add_backports(step: Step) -> None:
    """Backports lie on the mirror that the release itself comes from; their low priority keeps
    them away from packages that the release has."""
    release = packages.codename()
    fields = [line.split() for line in packages.source_lines(step)]
    mirrors = sorted({uri for _, uri, suite, _ in fields if suite == release})
    lines = [f"deb {uri} {release}-backports main\n" for uri in mirrors]
    BACKPORTS.write_text("".join(lines), encoding="utf-8")
    step.run((*packages.APT, "update"))
