"""Running commands: quietly into a log, politely for the machine, loudly on failure."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Mapping, Sequence

TAIL_LINES = 30


class StepFailed(Exception):
    """A command of a build failed; the text says which one and shows the end of its log."""


def tail(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join("    " + line for line in lines[-TAIL_LINES:])


@dataclass
class Step:
    """What a part's build function works with: its log, and a folder that mirrors the cache."""

    cache: Path
    workspace: Path
    log: Path
    env: dict[str, str] = field(default_factory=dict)

    def output(self, path: str) -> Path:
        """Where to write the output that belongs at `path` below the cache."""
        target = self.workspace / path
        target.parent.mkdir(parents=True, exist_ok=True)
        return target

    def run(self, command: Sequence[str], cwd: Path | None = None) -> None:
        """Run with low priority (the machine compiles other things too), output to the log."""
        with open(self.log, "a", encoding="utf-8") as log:
            log.write("$ " + " ".join(command) + "\n")
            log.flush()
            done = subprocess.run(
                ["nice", "-n", "10", *command], cwd=cwd or self.workspace, env=self._env(),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False)
        if done.returncode != 0:
            raise StepFailed(f"{' '.join(command[:3])} … exited {done.returncode}, "
                             f"end of {self.log}:\n{tail(self.log)}")

    def read(self, command: Sequence[str]) -> str:
        """Run a command for its standard output; its errors go to the log."""
        with open(self.log, "a", encoding="utf-8") as log:
            done = subprocess.run(list(command), cwd=self.workspace, env=self._env(),
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log,
                                  text=True, check=False)
        if done.returncode != 0:
            raise StepFailed(f"{' '.join(command)} exited {done.returncode}, "
                             f"end of {self.log}:\n{tail(self.log)}")
        return done.stdout

    def _env(self) -> Mapping[str, str]:
        return {**os.environ, **self.env}
