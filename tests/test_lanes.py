"""What unittest printed, counted."""

import contextlib
import io
import tempfile
import unittest
from pathlib import Path

from lanes import counts, run_classes


class Counts(unittest.TestCase):
    def test_what_failed_is_counted_and_what_was_skipped_is_not(self) -> None:
        self.assertEqual(counts("Ran 3 tests in 1s\n\nOK (skipped=1)\n", 0), (2, 0))
        self.assertEqual(counts("Ran 4 tests in 1s\n\nFAILED (failures=1, errors=2, skipped=1)\n", 1), (0, 3))

    def test_a_class_that_could_not_begin_is_one_failure(self) -> None:
        self.assertEqual(counts("Ran 0 tests in 1s\n\nFAILED (errors=1)\n", 1), (0, 1))

    def test_a_process_that_died_is_one_failure(self) -> None:
        for output, code in (("", -9), ("Ran 3 tests in 1s\n\nOK\n", 1), ("FAILED (errors=1)", 1),
                             ("Ran 3 tests in 1s\n\nFAILED (failures=1)\n", 0)):
            self.assertEqual(counts(output, code), (0, 1))


class Lanes(unittest.TestCase):
    def test_classes_run_apart_and_those_that_failed_are_printed_whole(self) -> None:
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()) as said:
            log = Path(folder, "log")
            self.assertEqual(run_classes(["test_lanes.Counts", "test_lanes.Missing"], log), (3, 1))
            self.assertIn("-- test_lanes.Counts\ntest_", log.read_text())
        self.assertRegex(said.getvalue(), r"(?m)^-- test_lanes.Counts: 3 passed, 0 failed in \d+ s$")
        self.assertIn("has no attribute 'Missing'", said.getvalue())
        self.assertNotIn("test_what_failed", said.getvalue())


if __name__ == "__main__":
    unittest.main()
