"""Chance with a seed: the same seed gives the same configuration everywhere."""

from __future__ import annotations

import random
from typing import Any, Callable


class Pick:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def one(self, choices: list) -> Any:
        return self.random.choice(choices)

    def some(self, choices: list, most: int = 3) -> list:
        """Up to that many, in any order."""
        return self.random.sample(choices, self.random.randint(0, min(most, len(choices))))

    def fields(self, table: dict[str, list | Callable[[Pick], Any]], share: float = 0.3) -> dict:
        """Each field with that chance; its values are a list, or made by a function."""
        out = {}
        for name, values in table.items():
            if self.chance(share):
                out[name] = values(self) if callable(values) else self.one(values)
        items = list(out.items())
        self.random.shuffle(items)
        return dict(items)
