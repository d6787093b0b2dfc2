"""Every command that takes -o has its schema, and no schema is without its command."""

from __future__ import annotations

import re
import subprocess
import unittest
from collections.abc import Iterator

import schemas
from cli.root import KCLUSTER


def commands(words: list[str]) -> Iterator[tuple[list[str], str]]:
    """Each command below, with its help."""
    told = subprocess.run([str(KCLUSTER), *words, "--help"], capture_output=True, text=True).stdout
    yield words, told
    below = told.partition("Subcommands:\n")[2].partition("\n\n")[0]
    for name in re.findall(r"^  (\S+)", below, re.MULTILINE):
        yield from commands([*words, name])


class Schemas(unittest.TestCase):
    def test_every_output_has_its_schema(self) -> None:
        found = {" ".join(words): schemas.schema_of(words) for words, told in commands([])
                 if re.search("^  -o[, ]", told, re.MULTILINE)}
        self.assertGreater(len(found), 40)
        self.assertEqual([words for words, path in found.items() if path is None], [])
        files = {path.name for path in schemas.SCHEMAS.iterdir()} - {"parts.json"}
        self.assertEqual(files, {path.name for path in found.values()})


if __name__ == "__main__":
    unittest.main()
