"""Tests on real nodes. Whatever kcluster says there with -o json is held against its schema."""

from kclab import Node

import schemas


def _hold(plain):
    def exec(self, argv, *words, **named):
        done = plain(self, argv, *words, **named)
        if argv[0] in ("kcluster", "/usr/bin/kcluster"):
            schemas.hold(argv[1:], done.out)
        return done
    return exec


Node.exec = _hold(Node.exec)
