"""Holds what commands really say with `-o json` against docs/schemas.

The distribution's jsonschema does it, by the distribution's python.
"""

from __future__ import annotations

import functools
import json
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

SCHEMAS = Path(__file__).resolve().parent.parent / "docs" / "schemas" / "v1"
VALIDATOR = ["/usr/bin/python3", "-m", "jsonschema", "--base-uri", f"{SCHEMAS.as_uri()}/"]
ASKED = ("-ojson", "-o=json", "--output=json")


@functools.cache
def can_check() -> bool:
    """Whether jsonschema is installed; scripts/setup-build --tests does it."""
    there = subprocess.run([*VALIDATOR, "--version"], capture_output=True).returncode == 0
    if not there:
        print("warning: python3-jsonschema is missing: no output is held against docs/schemas", flush=True)
    return there


def asks_for_json(words: Sequence[str]) -> bool:
    pairs = zip(words, words[1:])
    return any(word in ASKED for word in words) or any(pair in (("-o", "json"), ("--output", "json")) for pair in pairs)


def schema_of(words: Sequence[str]) -> Path | None:
    """Of the longest command that the words begin with: `init phase certs all` says what init says."""
    for end in range(len(words), 0, -1):
        path = SCHEMAS / f"{'-'.join(words[:end])}.json"
        if path.is_file():
            return path
    return None


def documents(text: str) -> Iterator[object]:
    """`token list` prints one after the other."""
    decoder, rest = json.JSONDecoder(), text.lstrip()
    while rest:
        value, end = decoder.raw_decode(rest)
        yield value
        rest = rest[end:].lstrip()


def hold(words: Sequence[str], printed: str) -> None:
    """Raises AssertionError where a command (without `kcluster`) printed what its schema does not allow."""
    plain = [word for word in words if not word.startswith("/")]
    if not asks_for_json(plain) or not printed.strip() or not can_check():
        return
    schema = schema_of(plain)
    if schema is None:
        raise AssertionError(f"docs/schemas has nothing for kcluster {' '.join(plain)}")
    for document in documents(printed):
        done = subprocess.run([*VALIDATOR, str(schema)], input=json.dumps(document), capture_output=True, text=True)
        if done.returncode:
            raise AssertionError(f"kcluster {' '.join(plain)} is not what {schema.name} says:\n{done.stderr[-3000:]}")
