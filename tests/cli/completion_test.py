"""What the shells' own completion offers, asked of real shells, beside what --help says."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from cli.root import KCLUSTER

# A line up to the cursor, and all that is offered (None: files).
LINES = [
    ("kcluster etcd re", ["remove-member", "restore"]),
    ("kcluster completion ", ["bash", "fish", "zsh"]),
    ("kcluster init phase certs ca", ["ca"]),
    ("kcluster init phase kubeconfig ", ["admin", "controller-manager", "kubelet", "scheduler", "super-admin"]),
    ("kcluster status -o ", ["json", "text", "yaml"]),
    ("kcluster version -o ", ["json", "short", "text", "yaml"]),
    ("kcluster status --output=j", ["json"]),
    ("kcluster -v 2 etcd al", ["alarm"]),
    ("kcluster token --dry-run cr", ["create"]),  # no value is behind it
    ("kcluster --rootfs init etcd al", ["alarm"]),  # init is the folder here, no command
    ("kcluster init --skip-phases certs,addon/", ["addon/coredns", "addon/kube-proxy"]),
    ("kcluster init --upl", ["--upload-certs"]),
    ("kcluster init phase certs --cert-d", ["--cert-dir"]),  # a flag of the command above
    ("kcluster token list --dry", ["--dry-run"]),
    ("kcluster nonsense", []),
    ("kcluster etcd verify some-f", None),
    ("kcluster init --config some-f", None),
]
SCRIPT = r"""
source "$1"
complete -p kcluster || exit 1
mapfile -t COMP_WORDS < <(printf '%s\n' "${@:2}")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
compopt() { echo "compopt $*"; }
_kcluster
printf 'offered %s\n' "${COMPREPLY[@]}"
"""


def script(shell: str) -> str:
    return subprocess.run([str(KCLUSTER), "completion", shell], capture_output=True, text=True, check=True,
                          timeout=60).stdout


def words_of(line: str, breaks: str) -> list[str]:
    """As readline splits a line: at blanks, and = is a word where it breaks words."""
    words = line.split(" ")
    return [part for word in words for part in
            (re.split("(=)", word) if breaks and word.startswith("-") and "=" in word else [word])]


def bare(offered: list[str]) -> list[str]:
    """Without what stood before it in the same word: a flag and =, or the first words of a list."""
    return [re.split("[,=]", word)[-1] for word in offered]


class Completion(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)
        (self.folder / "some-file").write_text("")

    def installed(self, shell: str) -> str:
        path = shutil.which(shell)
        if not path:
            self.skipTest(f"{shell} is not installed")
        file = self.folder / f"completion.{shell}"
        file.write_text(script(shell))
        return path

    def bash(self, words: list[str]) -> tuple[list[str], str]:
        done = subprocess.run(["bash", "--norc", "-c", SCRIPT, "bash",
                               str(self.folder / "completion.bash"), *words],
                              capture_output=True, text=True, timeout=60, cwd=self.folder)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("complete -F _kcluster kcluster", done.stdout)
        offered = [line.split(" ", 1)[1] for line in done.stdout.splitlines() if line.startswith("offered ")]
        return sorted(filter(None, offered)), done.stdout

    def test_bash(self):
        self.installed("bash")
        for line, offered in LINES:
            for breaks in ("=", ""):
                with self.subTest(line=line, breaks=breaks):
                    found, said = self.bash(words_of(line, breaks))
                    self.assertEqual(bare(found), offered or [])
                    self.assertEqual("compopt -o default" in said, offered is None)

    def test_every_command_and_flag_of_help_is_offered(self):
        self.installed("bash")
        for path in ([], ["init"], ["etcd"], ["etcd", "restore"], ["token", "create"], ["upgrade", "apply"]):
            text = subprocess.run([str(KCLUSTER), *path, "--help"], capture_output=True, text=True).stdout
            flags = re.findall(r"^  (?:-\w,)?(--[\w-]+)", text, re.M)
            self.assertIn("--help", flags)
            found, _ = self.bash(["kcluster", *path, "--"])
            self.assertEqual([flag for flag in flags if flag not in found], [])
            below = re.findall(r"^  ([a-z][\w-]*)", text.partition("Subcommands:")[2].partition("Phases:")[0], re.M)
            found, _ = self.bash(["kcluster", *path, ""])
            self.assertEqual([name for name in below if name not in found], [])

    def test_fish(self):
        fish = self.installed("fish")
        for line, offered in LINES:
            with self.subTest(line=line):
                done = subprocess.run([fish, "--no-config", "-c", f"source completion.fish; complete -C '{line}'"],
                                      capture_output=True, text=True, timeout=60, cwd=self.folder)
                self.assertEqual(done.stderr, "")
                found = [row.split("\t")[0] for row in done.stdout.splitlines()]
                self.assertEqual(sorted(bare(found)), ["some-file"] if offered is None else offered)

    def test_zsh(self):
        """On a terminal: the line after the tabulator is what one match makes of it."""
        zsh = self.installed("zsh")
        with Terminal([zsh, "-f", "-i"], self.folder) as terminal:
            terminal.send("PS1=; unsetopt zle_bracketed_paste; LISTMAX=0; autoload -U compinit; compinit -u -D\n"
                          "source ./completion.zsh\n")
            for line, offered in LINES:
                if offered is not None and len(offered) != 1:
                    continue
                with self.subTest(line=line):
                    whole = re.sub(r"[^ =,]*$", "", line) + (offered[0] if offered else "some-file")
                    self.assertEqual(terminal.completed(line), whole)

    def test_zsh_loads_it_from_its_path(self):
        zsh = self.installed("zsh")
        (self.folder / "completion.zsh").rename(self.folder / "_kcluster")
        with Terminal([zsh, "-f", "-i"], self.folder) as terminal:
            terminal.send("PS1=; unsetopt zle_bracketed_paste; fpath=($PWD $fpath)\n"
                          "autoload -U compinit; compinit -u -D\n")
            self.assertEqual(terminal.completed("kcluster upgrade rollb"), "kcluster upgrade rollback")

    def test_an_unknown_shell(self):
        done = subprocess.run([str(KCLUSTER), "completion", "tcsh"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 3)
        self.assertIn("kcluster completion has no command tcsh", done.stderr)


class Terminal:
    """An interactive shell on a terminal of its own."""

    def __init__(self, argv: list[str], folder: Path):
        self.pid, self.fd = pty.fork()
        if not self.pid:
            os.chdir(folder)
            os.execvpe(argv[0], argv, {"PATH": os.environ["PATH"], "TERM": "dumb", "HOME": str(folder),
                                       "COLUMNS": "200"})

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_) -> None:
        os.close(self.fd)
        os.waitpid(self.pid, 0)

    def send(self, text: str) -> None:
        os.write(self.fd, text.encode())

    def until(self, mark: str, limit: float = 60) -> str:
        seen, end = b"", time.monotonic() + limit
        while mark.encode() not in seen:
            if not select.select([self.fd], [], [], max(0, end - time.monotonic()))[0]:
                raise AssertionError(f"no {mark} in {seen!r}")
            seen += os.read(self.fd, 65536)
        return seen.decode(errors="replace")

    def completed(self, line: str) -> str:
        """Completes the line, then has it printed instead of run, into a file: the terminal echoes too much."""
        self.send(f"{line}\t\x01print -r -- \x05 > said; print mar''ker\n")
        self.until("marker")
        return (Path(f"/proc/{self.pid}/cwd") / "said").read_text().strip()


if __name__ == "__main__":
    unittest.main()
