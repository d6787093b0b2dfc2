"""What this machine needs before it can carry a lab: packages, kcluster, the parts."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from kclab.parts.packages import APT
from kclab.settings import CACHE, PACKAGE, REPOSITORY
from kclab.shell import LabError, run, say

_PACKAGES = ("mmdebstrap", "debian-archive-keyring", "systemd-container", "iproute2", "procps")
_SETUP_BUILD = REPOSITORY / "scripts/setup-build"


def prepare() -> None:
    """Installs what is missing of the packages nodes are run with."""
    if os.geteuid() != 0:
        raise LabError("the lab makes namespaces and mounts, which takes root", "run it with sudo")
    provide(_PACKAGES)


def provide(packages: Sequence[str]) -> None:
    """Installs those of the distribution's packages that are missing."""
    if missing := [name for name in packages if not _installed(name)]:
        say(f"installing {' '.join(missing)}")
        run([*APT, "update"]).check()
        install = [*APT, "install", "--yes", "--no-install-recommends", *missing]
        run(["env", "DEBIAN_FRONTEND=noninteractive", *install]).check()


def _installed(package: str) -> bool:
    status = run(["dpkg-query", "--show", "--showformat=${db:Status-Status}", package])
    return status.ok and status.out == "installed"


def build(kcluster: bool, groups: list[str]) -> None:
    """Builds the parts and, beside them, kcluster; both take long only the first time."""
    if kcluster and _SETUP_BUILD.exists():
        # Before the parts: both install packages, and only one can at a time.
        run([str(_SETUP_BUILD)]).check()
    work = {"parts": [sys.executable, "-m", "kclab.parts", *groups]}
    if kcluster:
        work["kcluster"] = ["sh", "-euc", _BUILD]
    running = {name: _start(name, argv) for name, argv in work.items()}
    try:
        for name, process in running.items():
            _finish(name, process)
    finally:  # of one that failed, or of Ctrl-C, the other is not to run on
        for process in running.values():
            process.terminate()
            process.wait()


_BUILD = "cmake --preset release; cmake --build --preset release"


def _log(name: str) -> Path:
    return CACHE / "log" / f"lab-{name}.log"


def _start(name: str, argv: list[str]) -> subprocess.Popen[bytes]:
    say(f"building {name}, see {_log(name)}")
    _log(name).parent.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    with _log(name).open("wb") as log:
        return subprocess.Popen(argv, cwd=REPOSITORY, env=environment, stdin=subprocess.DEVNULL,
                                stdout=log, stderr=subprocess.STDOUT)


def _finish(name: str, process: subprocess.Popen[bytes]) -> None:
    if process.wait() != 0:
        last = _log(name).read_text(errors="replace")[-1500:]
        raise LabError(f"building {name} failed:\n{last}", f"see {_log(name)}")
    say(f"{name} is built")
