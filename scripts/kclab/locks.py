"""One command at a time changes what nodes share: the switch, and which of them exist."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from kclab.settings import LABS


@contextmanager
def turn() -> Iterator[None]:
    """Holds the lock of all labs. It is on the folder itself, so nothing is left of it."""
    LABS.mkdir(parents=True, exist_ok=True)
    handle = os.open(LABS, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
