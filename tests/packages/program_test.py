"""The release program runs where Ubuntu 22.04's libraries are: their names, and their symbols' versions."""

from __future__ import annotations

import re
import unittest

from packages.made import KCLUSTER, ask

NEEDED = {"libcrypto.so.3", "libstdc++.so.6", "libm.so.6", "libgcc_s.so.1", "libc.so.6"}
NEWEST = {"GLIBC": (2, 35), "GLIBCXX": (3, 4, 30), "CXXABI": (1, 3, 13), "OPENSSL": (3, 0, 2), "GCC": (12, 0)}
LARGEST = 5 << 20


def needed_versions() -> set[tuple[str, tuple[int, ...]]]:
    """Of each library's versions that the linker will look for."""
    text = ask("readelf", "-V", "-W", str(KCLUSTER))
    return {(name, tuple(map(int, number.split("."))))
            for name, number in re.findall(r"Name: ([A-Z]+)_(\d+(?:\.\d+)*)\b", text)}


class Program(unittest.TestCase):
    def test_what_it_is_linked_to(self):
        needed = set(re.findall(r"\(NEEDED\).*\[(.+)\]", ask("readelf", "-d", str(KCLUSTER))))
        self.assertEqual({name for name in needed if not name.startswith("ld-linux")}, NEEDED)

    def test_what_it_loads_by_name(self):
        names = re.findall(rb"\0(lib[\w+-]+\.so\.\d+)\0", KCLUSTER.read_bytes())
        self.assertEqual({name.decode() for name in names} - NEEDED, {"libcurl.so.4", "libsystemd.so.0"})

    def test_no_symbol_is_newer_than_ubuntus_libraries(self):
        found = needed_versions()
        self.assertEqual({name for name, _ in found}, set(NEWEST))
        self.assertEqual([row for row in sorted(found) if row[1] > NEWEST[row[0]]], [])

    def test_it_is_small_and_stripped(self):
        self.assertLess(KCLUSTER.stat().st_size, LARGEST)
        self.assertNotIn(".symtab", ask("readelf", "-S", "-W", str(KCLUSTER)))


if __name__ == "__main__":
    unittest.main()
