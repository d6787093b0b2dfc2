"""Runs the test suites one after another while the lab's real components build beside them.

Each suite is a function that returns (passed, failed); the table at the end is the order.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEV = ROOT / "build" / "dev"
Counts = tuple[int, int]


def say(text: str) -> None:
    print(text, flush=True)


def run(argv: list[str], **more) -> subprocess.CompletedProcess:
    return subprocess.run(argv, cwd=ROOT, **more)


def build(preset: str) -> None:
    """Configures and builds a preset; its output is shown only when it fails."""
    for argv in (["cmake", "--preset", preset], ["cmake", "--build", "--preset", preset]):
        done = run(argv, capture_output=True, text=True)
        if done.returncode:
            say(done.stdout[-8000:] + done.stderr[-4000:])
            raise SystemExit(f"error: {' '.join(argv)} failed")


def parts_environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "scripts")}


def start_parts() -> subprocess.Popen:
    """The Go components take minutes and need one core: they build beside the C++."""
    log = ROOT / "build" / "parts.log"
    log.parent.mkdir(exist_ok=True)
    return subprocess.Popen([sys.executable, "-m", "kclab.parts", "core", "compare"], cwd=ROOT,
                            env=parts_environment(), stdin=subprocess.DEVNULL,
                            stdout=log.open("w"), stderr=subprocess.STDOUT)


def architecture() -> Counts:
    checks = [["scripts/check-includes", "--self-test"], ["scripts/check-includes"]]
    failed = sum(run(argv).returncode != 0 for argv in checks)
    return len(checks) - failed, failed


def cases(output: str) -> Counts:
    """What Catch2 counted; a program that died in the middle counts as one failure."""
    if whole := re.search(r"All tests passed \(.* in (\d+) test cases?\)", output):
        return int(whole[1]), 0
    row = re.search(r"test cases: +(\d+) .*?(\d+) failed", output)
    return (int(row[1]) - int(row[2]), int(row[2])) if row else (0, 1)


def program(path: Path, **environment: str) -> Counts:
    """A Catch2 program's cases; its output is shown only when one fails."""
    done = run([str(path)], capture_output=True, text=True, env={**os.environ, **environment})
    good, bad = cases(done.stdout)
    if done.returncode and not bad:
        bad = 1
    if bad:
        say(done.stdout[-6000:] + done.stderr[-6000:])
    return good, bad


def unit() -> Counts:
    build("dev")
    passed = failed = 0
    for path in sorted(DEV.glob("unit_*")):
        if not os.access(path, os.X_OK) or path.is_dir():
            continue
        good, bad = program(path)
        passed, failed = passed + good, failed + bad
    return passed, failed


def etcd() -> Counts:
    """The Etcd port, snapshots and restores beside real members and etcdutl on loopback."""
    build("dev")
    sys.path.insert(0, str(ROOT / "scripts"))
    from kclab.parts import cache, versions
    binary = cache.root() / "bin" / f"etcd-{versions.ETCD}" / "etcd"
    return program(DEV / "with_etcd", KCLUSTER_ETCD=str(binary))


def python_tests(folder: str) -> Counts:
    """Every *_test.py of a folder; a loader of its own, since one remembers its first folder."""
    sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests")]
    suite = unittest.TestLoader().discover(str(ROOT / "tests" / folder), "*_test.py")
    return tested(suite)


def tested(suite: unittest.TestSuite) -> Counts:
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(suite)
    bad = len(result.failures) + len(result.errors)
    return result.testsRun - bad, bad


def lab() -> Counts:
    """The lab's own python, without a node."""
    suite = unittest.TestLoader().discover(str(ROOT / "scripts" / "kclab"), "test_*.py",
                                           str(ROOT / "scripts"))
    return tested(suite)


def cli() -> Counts:
    build("release")
    return python_tests("cli")


def real_parts(parts: subprocess.Popen) -> None:
    build("release")
    if parts.poll() is None:
        say("waiting for the real components (build/parts.log)")
    if parts.wait():
        say((ROOT / "build" / "parts.log").read_text()[-4000:])
        raise SystemExit("error: the real components could not be built")


SUITES = {
    "architecture": (architecture, False),
    "lab": (lab, False),
    "unit": (unit, False),
    "cli": (cli, False),
    "etcd": (etcd, True),
    "compare": (lambda: python_tests("compare"), True),
    "live": (lambda: python_tests("live"), True),
}


def long_ones(names: list[str]) -> list[str]:
    """--all says the tests to run their long matrices, too."""
    if "--all" in names:
        os.environ["KCLUSTER_TEST_ALL"] = "1"
        say("with the long matrices, which take about 25 minutes more on 2 cores")
    return [name for name in names if name != "--all"]


def main(names: list[str]) -> int:
    names = long_ones(names)
    unknown = [name for name in names if name not in SUITES]
    if unknown:
        say(f"error: there is no suite {unknown[0]}\n  try: {', '.join(SUITES)}")
        return 3
    chosen = {name: SUITES[name] for name in SUITES if not names or name in names}
    parts = start_parts() if any(real for _, real in chosen.values()) else None
    passed = failed = 0
    for name, (suite, real) in chosen.items():
        say(f"== {name}")
        began = time.monotonic()
        if real and parts:
            real_parts(parts)
        good, bad = suite()
        passed, failed = passed + good, failed + bad
        say(f"== {name}: {good} passed, {bad} failed in {time.monotonic() - began:.0f} s")
    say(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
