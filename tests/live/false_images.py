"""Images that have the name of a real one and do something else."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from kclab import Node
from kclab.parts.archive import Content, write_image, write_layer

CRASHES = "int main(void) { return 1; }"
HANGS = "#include <unistd.h>\nint main(void) { for (;;) pause(); }"


def bring(node: Node, program: str, tag: str, source: str) -> None:
    """Gives the node an image of that tag whose program does what the C source says."""
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder) / "program"
        subprocess.run(["gcc", "-static", "-x", "c", "-o", str(built), "-"], input=source, text=True,
                       check=True)
        pack(node, program, tag, built)


def pack(node: Node, program: str, tag: str, built: Path) -> None:
    """Gives the node an image of that tag with that program."""
    with tempfile.TemporaryDirectory() as folder:
        layer, image = (Path(folder) / name for name in ("layer.tar", "image.tar"))
        write_layer(layer, Content({f"usr/local/bin/{program}": built}))
        write_image(image, tag, [layer], [f"/usr/local/bin/{program}"])
        node.exec(["ctr", "-n", "k8s.io", "images", "import", "-"], image).check()


def drop(node: Node, tag: str) -> None:
    node.exec(["ctr", "-n", "k8s.io", "images", "rm", "--sync", tag]).check()
