"""Waiting leaves the processor to what is waited for."""

import unittest
from unittest import mock

from kclab import shell


class Clock:
    """Time that passes by sleeping and by asking alone."""

    def __init__(self) -> None:
        self.now = 0.0
        self.rests: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.rests.append(seconds)
        self.now += seconds


class Wait(unittest.TestCase):
    def setUp(self) -> None:
        self.clock = Clock()
        patch = mock.patch.object(shell, "time", self.clock)
        patch.start()
        self.addCleanup(patch.stop)

    def answer(self, cost: float, yes: bool) -> bool:
        self.clock.now += cost
        return yes

    def test_a_quick_question_is_asked_at_the_given_pace(self) -> None:
        answers = iter((False, False, True))
        shell.wait("it", 10, lambda: self.answer(0, next(answers)), 0.5)
        self.assertEqual(self.clock.rests, [0.5, 0.5])

    def test_a_question_that_takes_long_is_asked_less_often(self) -> None:
        answers = iter((False, True))
        shell.wait("it", 10, lambda: self.answer(2, next(answers)))
        self.assertEqual(self.clock.rests, [4])

    def test_what_never_comes_is_an_error_soon_after_the_limit(self) -> None:
        with self.assertRaisesRegex(shell.LabError, "^it: not after 10 s$"):
            shell.wait("it", 10, lambda: self.answer(1, False))
        self.assertLess(self.clock.now, 14)


if __name__ == "__main__":
    unittest.main()
