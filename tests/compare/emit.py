"""Documents as YAML text, with scalars spelled as a person might."""

from __future__ import annotations

import json
from typing import Any


class Raw(str):
    """A scalar that goes into the YAML as it stands: 0o17, yes, ~, 1e3 …"""


def scalar(value: Any) -> str:
    return value if isinstance(value, Raw) else json.dumps(value)


def block(value: Any, indent: str = "") -> list[str]:
    if isinstance(value, dict) and value:
        return [line for key, item in value.items() for line in _entry(f"{indent}{key}:", item, indent)]
    if isinstance(value, list) and value:
        return [line for item in value for line in _entry(f"{indent}-", item, indent)]
    return [indent + scalar(value)]


def _entry(head: str, item: Any, indent: str) -> list[str]:
    if isinstance(item, (dict, list)) and item:
        return [head, *block(item, indent + "  ")]
    return [f"{head} {scalar(item)}"]


def documents(*parts: dict) -> str:
    return "---\n".join("\n".join(block(part)) + "\n" for part in parts if part)
