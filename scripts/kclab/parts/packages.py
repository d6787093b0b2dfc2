"""Distribution packages that builds need on the machine itself."""

from __future__ import annotations

import re
import shutil
from typing import Sequence

from .step import Step

APT = ("apt-get", "-o", "DPkg::Lock::Timeout=600")  # others install on this machine too


def codename() -> str:
    """The distribution's release name, e.g. bookworm."""
    with open("/etc/os-release", encoding="utf-8") as release:
        found = re.search(r"^VERSION_CODENAME=\"?(\w+)", release.read(), re.MULTILINE)
    return found.group(1) if found else ""


def ensure_command(step: Step, command: str, packages: Sequence[str]) -> None:
    """Install `packages` unless `command` is there already."""
    if shutil.which(command) is None:
        install(step, packages)


def install(step: Step, packages: Sequence[str]) -> None:
    step.env.setdefault("DEBIAN_FRONTEND", "noninteractive")
    step.run((*APT, "update"))
    step.run((*APT, "install", "-y", "--no-install-recommends", *packages))


def source_lines(step: Step) -> list[str]:
    """This distribution's own sources as the machine is configured for, one line each. Sources of
    other vendors stay out: what they offer is not needed, and they may not answer."""
    form = "deb $(REPO_URI) $(RELEASE) $(COMPONENT)"
    listed = step.read(("apt-get", "indextargets", "--format", form, "Created-By: Packages"))
    own = re.compile(rf"deb \S+ {re.escape(codename())}(-updates|-security)? ")
    return sorted({line for line in listed.splitlines() if own.match(line)})
