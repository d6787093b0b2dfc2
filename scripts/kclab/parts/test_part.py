"""What callers of the cache rely on, shown with parts that take no time to build.

Run with `PYTHONPATH=scripts python3 -m unittest kclab.parts.test_part`.
"""

from __future__ import annotations

import contextlib
import io
import tarfile
import tempfile
import threading
import time
import unittest
from pathlib import Path

from . import archive, kubernetes, modules
from .part import Part, ensure, in_order
from .step import Step, StepFailed


class Cached(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.cache = Path(folder.name) / "cache"
        self.builds: list[str] = []
        printed = contextlib.redirect_stdout(io.StringIO())
        printed.__enter__()
        self.addCleanup(printed.__exit__, None, None, None)

    def part(self, recipe: str = "1", seconds: float = 0, command: str = "true") -> Part:
        def build(step: Step) -> None:
            self.builds.append(recipe)
            time.sleep(seconds)
            step.run(("sh", "-c", command))
            step.output("bin/it").write_text(recipe, encoding="utf-8")

        return Part("it", ("bin/it",), (recipe,), build)

    def test_built_once_until_its_recipe_changes(self) -> None:
        for recipe in ("1", "1", "2"):
            ensure(self.part(recipe), self.cache)
        self.assertEqual(self.builds, ["1", "2"])
        self.assertEqual((self.cache / "bin/it").read_text(encoding="utf-8"), "2")

    def test_built_again_when_an_output_is_gone(self) -> None:
        ensure(self.part(), self.cache)
        (self.cache / "bin/it").unlink()
        ensure(self.part(), self.cache)
        self.assertEqual(len(self.builds), 2)

    def test_two_callers_build_it_once(self) -> None:
        calls = [threading.Thread(target=ensure, args=(self.part(seconds=0.2), self.cache))
                 for _ in range(2)]
        for call in calls:
            call.start()
        for call in calls:
            call.join()
        self.assertEqual(len(self.builds), 1)

    def test_failure_shows_the_log_and_keeps_what_was_there(self) -> None:
        ensure(self.part(), self.cache)
        with self.assertRaisesRegex(StepFailed, "exited 3(.|\n)*out of cheese"):
            ensure(self.part("2", command="echo out of cheese; exit 3"), self.cache)
        self.assertTrue(self.part().is_built(self.cache))
        self.assertFalse(self.part("2").is_built(self.cache))

    def test_a_needed_part_comes_first_and_decides_the_key(self) -> None:
        old, new = (Part("image", ("i",), (), self.part().build, (self.part(recipe),))
                    for recipe in ("1", "2"))
        self.assertEqual([part.name for part in in_order([old, self.part()])], ["it", "image"])
        self.assertNotEqual(old.key(), new.key())

    def test_go_mod_takes_staging_modules_of_the_same_release(self) -> None:
        upstream = self.cache / "upstream"
        upstream.mkdir(parents=True)
        (upstream / "go.mod").write_text(
            "module k8s.io/kubernetes\n\ngo 1.26.0\n\nreplace (\n"
            "\tk8s.io/api => ./staging/src/k8s.io/api\n)\n", encoding="utf-8")
        (upstream / "go.sum").write_text("sums\n", encoding="utf-8")
        module = modules.Module(upstream, upstream / "go.mod", "")
        kubernetes.write_go_mod(self.cache / "src", module, "v1.36.3")
        text = (self.cache / "src/go.mod").read_text(encoding="utf-8")
        self.assertIn("\tk8s.io/api => k8s.io/api v0.36.3\n", text)
        self.assertIn("require k8s.io/kubernetes v1.36.3\n", text)

    def test_the_same_content_gives_the_same_layer(self) -> None:
        self.cache.mkdir()
        program = self.cache / "program"
        program.write_bytes(b"x" * 3000)
        layers = [self.cache / name for name in ("first", "second")]
        for layer in layers:
            program.touch()
            archive.write_layer(layer, archive.Content({"usr/bin/it": program}, {"usr/it": "bin"}))
        self.assertEqual(*(layer.read_bytes() for layer in layers))
        with tarfile.open(layers[0]) as tar:
            self.assertEqual(tar.getnames(), ["tmp", "usr", "usr/bin", "usr/bin/it", "usr/it"])


if __name__ == "__main__":
    unittest.main()
