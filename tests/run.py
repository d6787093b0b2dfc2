"""Runs the test suites in lanes beside each other: nodes mostly wait, and compilers fill two cores.

The lab's real components build meanwhile. Each suite is a function that returns (passed, failed);
the table at the end is the order within its lane.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import unittest
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Lock

import lanes

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))  # the suites' nodes are the lab's
DEV = ROOT / "build" / "dev"
PARTS_LOG = ROOT / "build" / "parts.log"
Counts = tuple[int, int]
# the suite etcd in parts that run beside each other, the longest first
ETCD_PROGRAMS = 3
UNIT_PROGRAMS = 2  # a core each
ONE_BUILD = Lock()
LIVE = "live"
POLITE = 19  # what runs while nodes do: their limits of time are real, and the parts come first
ROOTS = {"packages", LIVE}  # suites that make root file systems
ETCD_TAGS = ("[samples-3.6]", "[starts-3.5]", "~[lines]", "[samples-3.5]", "[samples-3.7]",
             "[starts-3.6]", "[starts-3.7]", "[drill]")


def say(text: str) -> None:
    print(text, flush=True)


def run(argv: list[str], **more) -> subprocess.CompletedProcess:
    return subprocess.run(argv, cwd=ROOT, **more)


def build(preset: str) -> None:
    """Configures and builds a preset; its output is shown only when it fails. Of lanes that want the
    same one, the second finds it built."""
    with ONE_BUILD:
        began = time.monotonic()
        for argv in (["cmake", "--preset", preset], ["cmake", "--build", "--preset", preset]):
            done = run(argv, capture_output=True, text=True)
            if done.returncode:
                say(done.stdout[-8000:] + done.stderr[-4000:])
                raise SystemExit(f"error: {' '.join(argv)} failed")
        say(f"built {preset} in {time.monotonic() - began:.0f} s")


def parts_environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "scripts")}


def start_parts(groups: list[str]) -> subprocess.Popen:
    """The Go components take minutes: they build beside the C++."""
    PARTS_LOG.parent.mkdir(exist_ok=True)
    return subprocess.Popen([sys.executable, "-m", "kclab.parts", *groups], cwd=ROOT,
                            env=parts_environment(), stdin=subprocess.DEVNULL,
                            stdout=PARTS_LOG.open("w"), stderr=subprocess.STDOUT)


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


def program(path: Path, *words: str, **environment: str) -> Counts:
    """A Catch2 program's cases; its output is shown only when one fails."""
    done = run([str(path), *words], capture_output=True, text=True, env={**os.environ, **environment})
    good, bad = cases(done.stdout)
    if done.returncode and not bad:
        bad = 1
    if bad:
        say(done.stdout[-6000:] + done.stderr[-6000:])
    return good, bad


def unit() -> Counts:
    build("dev")
    paths = [path for path in sorted(DEV.glob("unit_*")) if os.access(path, os.X_OK) and path.is_file()]
    with ThreadPoolExecutor(UNIT_PROGRAMS) as pool:
        counts = list(pool.map(program, paths))
    return sum(good for good, _ in counts), sum(bad for _, bad in counts)


def etcd() -> Counts:
    """The Etcd port, snapshots and restores beside real members and etcdutl on loopback."""
    build("dev")
    with ThreadPoolExecutor(ETCD_PROGRAMS) as pool:  # they mostly wait for elections
        counts = list(pool.map(lambda tag: program(DEV / "with_etcd", tag, **etcds()), ETCD_TAGS))
    return sum(good for good, _ in counts), sum(bad for _, bad in counts)


def etcds() -> dict[str, str]:
    """The binary of each line under its variable; etcdctl and etcdutl lie beside KCLUSTER_ETCD."""
    from kclab.parts import cache, versions
    found = {"KCLUSTER_ETCD": versions.ETCD}
    for version in versions.OTHER_ETCDS:
        found["KCLUSTER_ETCD_" + "_".join(version.split(".")[:2])] = version
    return {name: str(cache.root() / "bin" / f"etcd-{version}" / "etcd")
            for name, version in found.items()}


def python_tests(folder: str) -> unittest.TestSuite:
    """Every *_test.py of a folder, as a module of its package: two suites may name a file alike."""
    tests = str(ROOT / "tests")
    return unittest.TestLoader().discover(f"{tests}/{folder}", "*_test.py", tests)


def tested(suite: unittest.TestSuite) -> Counts:
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(suite)
    bad = len(result.failures) + len(result.errors)
    return result.testsRun - bad - len(result.skipped), bad


def lab() -> Counts:
    """The python of the lab and of the suites, without a node."""
    places = ((ROOT / "scripts" / "kclab", ROOT / "scripts"), (ROOT / "tests", ROOT / "tests"))
    return tested(unittest.TestSuite(
        unittest.TestLoader().discover(str(start), "test_*.py", str(top)) for start, top in places))


def cli() -> Counts:
    return tested(python_tests("cli"))


def compare() -> Counts:
    return tested(python_tests("compare"))


def live() -> Counts:
    """Real nodes; what they print lies in build/live.log."""
    return lanes.run_classes(lanes.class_names(python_tests("live")), ROOT / "build" / "live.log")


def packages() -> Counts:
    return tested(python_tests("packages"))


def await_parts(names: Sequence[str], builder: subprocess.Popen | None) -> None:
    """Until the groups of those names are built, whatever is still to be built after them."""
    from kclab.parts import cache, groups
    wanted = groups.wanted(names)

    def missing() -> bool:
        return not all(each.is_built(cache.root()) for each in wanted)

    if missing():
        say(f"waiting for the real components ({', '.join(names)}; build/parts.log)")
    while missing() and builder and builder.poll() is None:
        time.sleep(0.5)
    if missing():
        say(PARTS_LOG.read_text()[-4000:])
        raise SystemExit("error: the real components could not be built")


# lane, suite, which real components it begins with; the first two want nothing that is built
SUITES = {
    "architecture": ("release", architecture, ()),
    "lab": ("release", lab, ()),
    "cli": ("release", cli, ()),
    "packages": ("release", packages, ()),
    "compare": ("release", compare, ("compare",)),
    "unit": ("unit", unit, ()),
    "etcd": ("etcd", etcd, ("core", "etcds")),
    LIVE: (LIVE, live, ("core",)),
}
PARTS = ("core", "compare", "etcds", "upgrade")  # in the order in which they are waited for
LATER = {LIVE: ("etcds", "upgrade")}  # of its tests some want more, and wait themselves
PLAIN = (architecture, lab)
SANITIZED = ("unit", "etcd")  # lanes of the preset dev
Suites = dict[str, tuple[str, Callable[[], Counts], tuple[str, ...]]]


def timed(name: str, suite: Callable[[], Counts], ready: Callable[[], None]) -> Counts:
    """Runs one suite, once what it begins with is there."""
    say(f"== {name}")
    began = time.monotonic()
    ready()
    good, bad = suite()
    say(f"== {name}: {good} passed, {bad} failed in {time.monotonic() - began:.0f} s")
    return good, bad


def prepare_nodes() -> None:
    """Packages that nodes and their roots are made with; later two installations would meet."""
    from kclab import host
    host.prepare()


def run_lane(lane: str, chosen: Suites, builder: subprocess.Popen | None) -> list[Counts]:
    if lane != LIVE and LIVE in chosen:
        os.nice(POLITE)  # of this thread alone, as Linux has it, and of what it starts
    return [timed(name, suite, partial(await_parts, parts, builder))
            for name, (its, suite, parts) in chosen.items() if its == lane]


def wanted_parts(chosen: Suites) -> list[str]:
    wanted = {part for name, (_, _, parts) in chosen.items() for part in (*parts, *LATER.get(name, ()))}
    return [part for part in PARTS if part in wanted]


def run_suites(chosen: Suites) -> list[Counts]:
    if chosen.keys() & ROOTS:
        prepare_nodes()
    wanted = wanted_parts(chosen)
    builder = start_parts(wanted) if wanted else None
    lanes_aside = {lane for lane, _, _ in chosen.values()} - {"release"}
    if any(lane not in SANITIZED and suite not in PLAIN for lane, suite, _ in chosen.values()):
        build("release")  # before all else: nodes wait for it
    with ThreadPoolExecutor(len(lanes_aside) or 1) as aside:
        others = [aside.submit(run_lane, lane, chosen, builder) for lane in lanes_aside]
        counted = run_lane("release", chosen, builder)
        counted += [each for other in others for each in other.result()]
    if builder:
        builder.wait()
    return counted


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
    counted = run_suites(chosen)
    passed, failed = (sum(each) for each in zip(*counted))
    say(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
