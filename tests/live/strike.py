"""Runs kcluster in a node and strikes it down at a chosen moment of its progress."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import IO

from kclab import Node

F_SETPIPE_SZ = 1031  # has a name in Python 3.10 and newer only
Event = dict[str, str]
Moment = Callable[[Event], bool]


@dataclass
class Struck:
    """How a run ended, and what it had told until then."""

    code: int
    out: str = ""
    events: list[Event] = field(default_factory=list)
    words: list[str] = field(default_factory=list)  # lines of stderr that are no events

    def phases(self, event: str = "began") -> list[str]:
        return [e["subject"] for e in self.events if e["event"] == event]

    @property
    def killed(self) -> bool:
        return self.code == 128 + signal.SIGKILL


def at_phase(name: str) -> Moment:
    """The beginning of that phase."""
    return lambda event: event["event"] == "began" and event["subject"] == name


def strike(node: Node, argv: Sequence[str], moment: Moment, how: int = signal.SIGKILL) -> Struck:
    """Runs to the first event that `moment` takes, then signals; to the end if it takes none.

    The pipe holds one line: a program that has told an event cannot get further than to its next.
    `moment` may rest before it answers.
    """
    with tempfile.TemporaryFile() as out:
        program, lines = _start(node, argv, out)
        struck = Struck(0)
        due = True
        with lines:
            for line in lines:
                if _note(struck, line) and due and moment(struck.events[-1]):
                    due = not _signal(program, how)
                    if how == signal.SIGKILL:
                        program.wait()  # reading on would let it go on before it dies
        return _end(program, struck, out)


def cut_session(node: Node, argv: Sequence[str], moment: Moment) -> Struck:
    """As when a terminal goes away: SIGHUP at that moment, and nobody reads what comes after."""
    with tempfile.TemporaryFile() as out:
        program, lines = _start(node, argv, out)
        struck = Struck(0)
        with lines:
            for line in lines:
                if _note(struck, line) and moment(struck.events[-1]):
                    _signal(program, signal.SIGHUP)
                    break
        return _end(program, struck, out)


def _start(node: Node, argv: Sequence[str], out: IO[bytes]) -> tuple[subprocess.Popen, IO[str]]:
    read, write = os.pipe2(os.O_CLOEXEC | os.O_DIRECT)  # packets: each write fills a slot
    fcntl.fcntl(write, F_SETPIPE_SZ, 1)  # rounded up to one page, which is one slot
    program = subprocess.Popen(node.command(argv), stdin=subprocess.DEVNULL, stdout=out, stderr=write)
    os.close(write)
    return program, os.fdopen(read, encoding="utf-8", errors="replace")


def _note(struck: Struck, line: str) -> bool:
    """Whether the line was an event."""
    if line.startswith('{"'):
        struck.events.append(json.loads(line))
        return True
    struck.words.append(line.rstrip("\n"))
    return False


def _signal(program: subprocess.Popen, how: int) -> bool:
    """To the program itself, which nsenter has as its only child."""
    children = subprocess.run(["pgrep", "-P", str(program.pid)], capture_output=True, text=True)
    for pid in children.stdout.split():
        os.kill(int(pid), how)
    return bool(children.stdout.strip())


def _end(program: subprocess.Popen, struck: Struck, out: IO[bytes]) -> Struck:
    code = program.wait()
    struck.code = code if code >= 0 else 128 - code
    out.seek(0)
    struck.out = out.read().decode(errors="replace")
    return struck
