"""`python3 -m kclab.parts [GROUP …]`: build what the groups name, unless it is in the cache."""

from __future__ import annotations

import argparse
import sys
import time

from . import cache, groups
from .part import ensure
from .step import StepFailed


def main() -> int:
    parser = argparse.ArgumentParser(prog="kclab.parts", description=__doc__)
    parser.add_argument("group", nargs="*", metavar="GROUP",
                        help=f"{', '.join(groups.NAMES)} (default: all)")
    chosen = parser.parse_args().group or ["all"]
    unknown = sorted(set(chosen) - set(groups.NAMES))
    if unknown:
        parser.error(f"no group {', '.join(unknown)}")
    return build(chosen)


def build(chosen: list[str]) -> int:
    started = time.monotonic()
    try:
        for part in groups.wanted(chosen):
            ensure(part, cache.root())
    except StepFailed as failure:
        print(f"error: {failure}", file=sys.stderr)
        return 1
    print(f"parts: {' '.join(chosen)} ready in {cache.root()} after "
          f"{time.monotonic() - started:.1f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
