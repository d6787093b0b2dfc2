"""README names every intended difference, in the words of the table."""

from __future__ import annotations

import re
import unittest

from compare import differences, oracle
from compare.trial import faults

HEADING = "## Intended differences from kubeadm\n"


def listed() -> list[str]:
    section = (oracle.ROOT / "README.md").read_text().split(HEADING, 1)[1].split("\n## ", 1)[0]
    items = re.findall(r"^- ((?:.|\n(?!- |\n))*)", section, re.M)
    return [re.sub(r"\s+", " ", item).strip() for item in items]


class Table(unittest.TestCase):
    maxDiff = None

    def test_readme_has_the_same_rows(self) -> None:
        self.assertEqual(listed(), [row.what for row in differences.ROWS])

    def test_a_difference_is_found(self) -> None:
        many = {str(number): "same" for number in range(50)}
        self.assertEqual(faults(many, many), "")
        self.assertIn("-same\n+other", faults(many, {**many, "7": "other"}))
        self.assertIn("+more", faults(many, {**many, "new": "more"}))
        self.assertIn("only one refuses", faults(many, {"refused": "no"}))
        self.assertIn("but 0 things", faults({}, {}))

    def test_a_row_hides_nothing_but_what_it_names(self) -> None:
        kept = differences.intended("var/lib/kubelet/config.yaml", "a: 1\n", "a: 1\nunknownField:\n  a: 1\n")
        self.assertTrue(kept)
        self.assertFalse(differences.intended("var/lib/kubelet/config.yaml", "a: 1\n", "a: 2\n"))
        self.assertFalse(differences.intended("srv", "0o700\nfolder", None))
        self.assertFalse(differences.intended("etc", "0o700\nfolder", "0o755\nfolder"))
