"""The manual's pages: all that --help has, in a form that man and mandoc take without a warning."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from cli.root import KCLUSTER


def help_of(*path: str) -> str:
    return subprocess.run([str(KCLUSTER), *path, "--help"], capture_output=True, text=True, check=True).stdout


def commands() -> list[str]:
    return re.findall(r"^  ([a-z][\w-]*)", help_of().partition("Subcommands:")[2], re.M)


class Manual(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name) / "man1"
        done = subprocess.run([str(KCLUSTER), "man", "--output-dir", str(self.folder)], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)

    def pages(self) -> list[Path]:
        return sorted(self.folder.iterdir())

    def page(self, name: str) -> str:
        return (self.folder / name).read_text().replace("\\-", "-")

    def test_each_command_has_a_page(self):
        self.assertIn("init", commands())
        wanted = ["kcluster.1", *(f"kcluster-{name}.1" for name in commands())]
        self.assertEqual([path.name for path in self.pages()], sorted(wanted))

    def test_each_flag_of_help_is_there(self):
        for command in commands():
            page = self.page(f"kcluster-{command}.1")
            flags = re.findall(r"^  (?:-\w,)?(--[\w-]+)", help_of(command), re.M)
            self.assertIn("--help", flags)
            self.assertEqual([flag for flag in flags if flag not in page], [], command)

    def test_commands_below_and_phases_are_there(self):
        self.assertIn("kcluster etcd restore plan", self.page("kcluster-etcd.1"))
        self.assertIn("control-plane/apiserver", self.page("kcluster-init.1"))

    def test_man_renders_them_without_a_warning(self):
        if not shutil.which("man"):
            self.skipTest("man is not installed (apt-get install man-db)")
        for path in self.pages():
            done = subprocess.run(["man", "--warnings=w", "-E", "UTF-8", "-l", "-Tutf8", "-Z", str(path)],
                                  capture_output=True, text=True, env={**os.environ, "MANWIDTH": "80"})
            self.assertEqual((done.returncode, done.stderr), (0, ""), path.name)

    def test_mandoc_finds_nothing_to_warn_of(self):
        if not shutil.which("mandoc"):
            self.skipTest("mandoc is not installed (apt-get install mandoc)")
        done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", *map(str, self.pages())],
                              capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (0, ""))


if __name__ == "__main__":
    unittest.main()
