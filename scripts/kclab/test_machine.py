"""The machine's own limits come back with the end of the last lab."""

import tempfile
import unittest
from pathlib import Path
from unittest import mock

from kclab import machine


class Watchers(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.labs = Path(folder.name, "labs")
        self.limit = Path(folder.name, "limit")
        (self.labs / "one").mkdir(parents=True)
        places = {"LABS": self.labs, "_WATCHERS_LIMIT": self.limit,
                  "_WATCHERS_BEFORE": self.labs / "watchers-before"}
        for name, path in places.items():
            patch = mock.patch.object(machine, name, path)
            patch.start()
            self.addCleanup(patch.stop)

    def test_the_limit_is_raised_while_there_is_a_lab_and_set_back_after_the_last(self) -> None:
        self.limit.write_text("128\n")
        machine.make_room()
        machine.make_room()
        self.assertEqual(int(self.limit.read_text()), 1024)
        machine.give_room_back()
        self.assertEqual(int(self.limit.read_text()), 1024)
        (self.labs / "one").rmdir()
        machine.give_room_back()
        self.assertEqual(int(self.limit.read_text()), 128)
        self.assertEqual(list(self.labs.iterdir()), [])

    def test_a_limit_that_is_high_enough_is_left_alone(self) -> None:
        self.limit.write_text("8192\n")
        machine.make_room()
        (self.labs / "one").rmdir()
        machine.give_room_back()
        self.assertEqual(int(self.limit.read_text()), 8192)


if __name__ == "__main__":
    unittest.main()
