"""Where kcluster differs from kubeadm on purpose; each row says why."""

from __future__ import annotations

import re
from typing import Optional

# path pattern, what to drop from both sides before they are compared, reason
ROWS: list[tuple[str, str, str]] = []


def intended(path: str, theirs: Optional[str], ours: Optional[str]) -> bool:
    if theirs is None or ours is None:
        return False
    for pattern, drop, _ in ROWS:
        if re.fullmatch(pattern, path):
            theirs, ours = re.sub(drop, "", theirs), re.sub(drop, "", ours)
    return theirs == ours
