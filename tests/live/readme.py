"""The README's consoles: ```console blocks, in which `cka-control# kcluster …` is typed on that node."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

README = Path(__file__).resolve().parents[2] / "README.md"
LEFT_OUT = "…"  # the rest is what the command before printed
_PROMPT = re.compile(r"([a-z0-9-]+)# (.+)")


@dataclass
class Command:
    node: str
    line: str
    output: list[str] = field(default_factory=list)

    def completed(self, printed: str) -> str:
        """The line itself, or the printed one that it begins."""
        if not self.line.endswith(LEFT_OUT):
            return self.line
        begin = self.line.removesuffix(LEFT_OUT)
        joined = printed.replace("\\\n", " ")
        return next(line.strip() for line in joined.splitlines() if line.strip().startswith(begin))

    def in_lab(self, printed: str) -> str:
        """The same with what a join needs besides on the lab's machine, which has cgroup v1."""
        line = self.completed(printed)
        return line + " --ignore-preflight-errors=SystemVerification" * line.startswith("kcluster join ")


@dataclass
class Recipe:
    title: str
    commands: list[Command]


def commands(lines: list[str]) -> list[Command]:
    typed: list[Command] = []
    for line in lines:
        if prompt := _PROMPT.fullmatch(line):
            typed.append(Command(prompt[1], prompt[2]))
        else:
            typed[-1].output.append(line)
    return typed


def _blocks(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each block with the line before it that says what it is for."""
    for block in re.finditer(r"(?m)^(\S.*)\n\n?```console\n((?:.*\n)*?)```$", text):
        yield block[1], block[2].splitlines()


def recipes(section: str, text: str | None = None) -> list[Recipe]:
    """Those of the section with that heading, in order."""
    whole = README.read_text() if text is None else text
    found = re.search(rf"(?ms)^## {re.escape(section)}$(.*?)(?=^## |\Z)", whole)
    return [Recipe(title.rstrip(":."), commands(lines)) for title, lines in _blocks(found[1] if found else "")]
