"""One DNS question, asked from within a namespace: does the cluster's CoreDNS answer?

Run as a program (`python3 dns.py SERVER NAME`), as a process changes its network namespace
only as a whole.
"""

import os
import socket
import struct
import sys


def question(name: str) -> bytes:
    """A query for the name's IPv4 addresses."""
    labels = b"".join(bytes([len(part)]) + part.encode() for part in name.split("."))
    return os.urandom(2) + struct.pack(">5H", 0x0100, 1, 0, 0, 0) + labels + b"\0" + b"\0\1\0\1"


def addresses(answer: bytes, asked: bytes) -> list[str]:
    """The IPv4 addresses of the first answers; none unless it is the answer to our question."""
    if answer[:2] != asked[:2] or answer[3] & 0x0F:
        return []
    count = struct.unpack(">H", answer[6:8])[0]
    found, at = [], len(asked)
    for _ in range(count):
        at += 2 if answer[at] >= 0xC0 else len(asked) - 16  # a pointer, or the name once more
        kind, _, _, size = struct.unpack(">HHIH", answer[at:at + 10])
        if kind == 1:
            found.append(socket.inet_ntoa(answer[at + 10:at + 14]))
        at += 10 + size
    return found


def ask(server: str, name: str, limit: float = 1.0) -> list[str]:
    """The addresses of the name; none if the server stays silent or knows none."""
    asked = question(name)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
        wire.settimeout(limit)
        try:
            wire.sendto(asked, (server, 53))
            return addresses(wire.recv(4096), asked)
        except OSError:
            return []


if __name__ == "__main__":
    FOUND = ask(sys.argv[1], sys.argv[2])
    print(*FOUND)
    sys.exit(0 if FOUND else 1)
