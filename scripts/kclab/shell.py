"""Running other programs, and saying what is going on."""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

Source = bytes | Path | None
RELIEF = 2  # how many times longer a wait rests than it asks


class LabError(Exception):
    """A failure for the user's eyes: what went wrong, and one thing to try."""

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.remedy = remedy


@dataclass(frozen=True)
class Result:
    """What a finished program said. `out` and `err` are text; see `raw` for bytes."""

    argv: tuple[str, ...]
    code: int
    raw: bytes = b""
    err: str = ""

    @property
    def out(self) -> str:
        return self.raw.decode(errors="replace")

    @property
    def ok(self) -> bool:
        return self.code == 0

    def check(self) -> "Result":
        """This result, if the program succeeded; else its last words as an error."""
        if self.ok:
            return self
        words = (self.err.strip() or self.out.strip())[-2000:]
        raise LabError(f"{' '.join(self.argv)}: exit {self.code}: {words}")


def run(
    argv: Sequence[str],
    stdin: Source = None,
    timeout: float | None = None,
    shown: Sequence[str] | None = None,
) -> Result:
    """Runs a program to its end. `stdin` may be bytes or a file; `shown` names it in errors."""
    label = tuple(shown or argv)
    if isinstance(stdin, Path):
        with stdin.open("rb") as file:
            return _run(argv, label, timeout, file=file)
    return _run(argv, label, timeout, data=stdin or b"")


def _run(
    argv: Sequence[str],
    label: tuple[str, ...],
    timeout: float | None,
    file: BinaryIO | None = None,
    data: bytes | None = None,
) -> Result:
    try:
        done = subprocess.run(
            list(argv), stdin=file, input=data, capture_output=True, timeout=timeout, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise LabError(f"{' '.join(label)}: no end after {timeout} s") from late
    except FileNotFoundError as missing:
        raise LabError(f"{argv[0]} is not installed", "scripts/lab up installs it") from missing
    return Result(label, done.returncode, done.stdout, done.stderr.decode(errors="replace"))


def wait(what: str, limit: float, ready: Callable[[], bool], pause: float = 0.05) -> None:
    """Asks until `ready` says yes; an error naming `what` once `limit` seconds have passed.

    Between two questions it waits `pause` seconds at least, and twice as long as the answer took:
    many a question is a kubectl, and what is waited for wants the processor, too.
    """
    end = time.monotonic() + limit
    asked = time.monotonic()
    while not ready():
        now = time.monotonic()
        if now > end:
            raise LabError(f"{what}: not after {limit:g} s")
        time.sleep(max(pause, RELIEF * (now - asked)))
        asked = time.monotonic()


_BEGAN = time.monotonic()


def say(words: str) -> None:
    """One line of progress, stamped with the seconds since the command began."""
    print(f"[{time.monotonic() - _BEGAN:6.1f}] {words}", file=sys.stderr, flush=True)
