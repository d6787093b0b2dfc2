"""Runs test classes beside each other, each in a process of its own.

A live test mostly waits: for kubelets, elections, images. Every class has a lab of its own name, so
three of them on two cores take little more than the longest one.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import unittest
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TESTS = Path(__file__).resolve().parent
LANES = 3
# what takes minutes begins first, so that no lane is left alone with it; but before the upgrades
# what needs the current version alone, as the other one is the last to be built
LONGEST = ("Restore", "Certs", "RestoreOfThree", "Expired", "Upgrade", "UpgradeNodes", "UpgradePlan", "UpgradeBalanced",
           "Doctor", "Recipes", "TwoControlPlanes", "RecoverOfTwo", "HardenedUpgrade", "OneControlPlane", "Resume")
BAD = ("failures", "errors", "unexpected successes")  # of what unittest counts in its last line


def _cases(suite: unittest.TestSuite) -> Iterator[unittest.TestCase]:
    for each in suite:
        if isinstance(each, unittest.TestSuite):
            yield from _cases(each)
        else:
            yield each


def class_names(suite: unittest.TestSuite) -> list[str]:
    """"live.join_test.Join", those of LONGEST before the others."""
    names = dict.fromkeys(f"{type(case).__module__}.{type(case).__qualname__}" for case in _cases(suite))
    order = {name: place for place, name in enumerate(LONGEST)}
    return sorted(names, key=lambda name: order.get(name.rpartition(".")[2], len(order)))


def counts(output: str, code: int) -> tuple[int, int]:
    """What unittest counted, the skipped not at all; a process that died counts as one failure."""
    ran = re.search(r"^Ran (\d+) tests?", output, re.MULTILINE)
    ending = re.search(r"^(?:FAILED|OK) \((.*)\)$", output, re.MULTILINE)
    told = re.findall(r"([a-z ]+)=(\d+)", ending[1] if ending else "")
    kinds = {kind.strip(): int(count) for kind, count in told}
    bad = sum(kinds.get(kind, 0) for kind in BAD)
    if not ran or bool(code) != bool(bad):
        return 0, max(bad, 1)
    return max(int(ran[1]) - bad - kinds.get("skipped", 0), 0), bad


def _one(name: str) -> tuple[int, int, str]:
    """What it counted, and what it printed."""
    paths = f"{TESTS.parent / 'scripts'}:{TESTS}"
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-m", "unittest", "-v", name], cwd=TESTS.parent, text=True,
                          env={**os.environ, "PYTHONPATH": paths}, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    good, bad = counts(done.stdout, done.returncode)
    print(f"-- {name}: {good} passed, {bad} failed in {time.monotonic() - began:.0f} s", flush=True)
    return good, bad, done.stdout


def run_classes(names: Sequence[str], log: Path) -> tuple[int, int]:
    """A line is printed as each ends; the log gets what all of them printed, standard output what
    the failed ones did."""
    with ThreadPoolExecutor(LANES) as pool:
        done = list(zip(names, pool.map(_one, names)))
    log.write_text("".join(f"-- {name}\n{printed}\n" for name, (_, _, printed) in done))
    for name, (_, bad, printed) in done:
        if bad:
            print(f"-- {name}", printed, sep="\n", flush=True)
    return sum(good for _, (good, _, _) in done), sum(bad for _, (_, bad, _) in done)
