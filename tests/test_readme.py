import unittest

from live.readme import recipes

TEXT = """# x
## Other

A title:

```console
cka-control# no
```
## Day two

Words.

A further worker:

```console
cka-control# kcluster join-command
cka-worker1# kcluster join 10.0.0.1:6443 …
```

Look:

```console
cka-control# kcluster status
NODE  READY
a     yes
```
"""


class Readme(unittest.TestCase):
    def test_the_recipes_of_one_section_are_read_in_order(self) -> None:
        worker, look = recipes("Day two", TEXT)
        self.assertEqual((worker.title, look.title), ("A further worker", "Look"))
        self.assertEqual([(c.node, c.line) for c in worker.commands],
                         [("cka-control", "kcluster join-command"),
                          ("cka-worker1", "kcluster join 10.0.0.1:6443 …")])
        self.assertEqual(look.commands[0].output, ["NODE  READY", "a     yes"])

    def test_what_is_left_out_comes_from_what_was_printed(self) -> None:
        join = recipes("Day two", TEXT)[0].commands[1]
        printed = "On the node:\n\n  kcluster join 10.0.0.1:6443 --token x \\\n\t--pin y\n"
        self.assertEqual(join.completed(printed).split(),
                         "kcluster join 10.0.0.1:6443 --token x --pin y".split())


if __name__ == "__main__":
    unittest.main()
