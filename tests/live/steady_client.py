"""Asks servers without pause until standard input ends, then tells what came of it.

Run as a program inside a node's network namespace, with the streams as JSON in the first line of its
standard input. As clients of an API do, each request that fails is sent once more after a second, on
a new connection; one that fails again is lost.
"""

from __future__ import annotations

import http.client
import json
import ssl
import sys
import threading
import time
import urllib.parse
from dataclasses import asdict, dataclass, field

PAUSE = 0.02  # seconds between two requests of a stream
RETRY = 1.0
LIMIT = 10.0  # for an answer


@dataclass
class Stream:
    """One request over and over."""

    name: str
    url: str
    method: str = "GET"
    body: str = ""  # NOW in it becomes the time: a write that changes nothing is none
    kept: bool = False  # the connection, for as long as it lasts
    authority: str = ""  # files; empty: none
    certificate: str = ""
    key: str = ""


@dataclass
class Count:
    requests: int = 0
    failed_first: int = 0
    lost: int = 0
    longest: float = 0.0  # seconds of one answer
    words: list[str] = field(default_factory=list)


class Asker:
    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.parts = urllib.parse.urlsplit(stream.url)
        self.trust = None
        if stream.authority:
            self.trust = ssl.create_default_context(cafile=stream.authority)
            self.trust.load_cert_chain(stream.certificate, stream.key)
        self.connection: http.client.HTTPConnection | None = None

    def close(self) -> None:
        if self.connection:
            self.connection.close()
        self.connection = None

    def ask(self) -> str:
        """What went wrong; empty for nothing."""
        try:
            if not self.connection:
                self.connection = self._connect()
            body = self.stream.body.replace("NOW", str(time.time_ns()))
            self.connection.request(self.stream.method, self.parts.path, body or None,
                                    {"Content-Type": "application/merge-patch+json"})
            answer = self.connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException) as failure:
            self.close()
            return f"{type(failure).__name__}: {failure}"
        if not self.stream.kept:
            self.close()
        return "" if answer.status == 200 else f"{answer.status}: {text[:200]!r}"

    def _connect(self) -> http.client.HTTPConnection:
        host, port = self.parts.hostname or "", self.parts.port
        if self.trust:
            return http.client.HTTPSConnection(host, port, timeout=LIMIT, context=self.trust)
        return http.client.HTTPConnection(host, port, timeout=LIMIT)


def go_on(asker: Asker, count: Count, end: threading.Event) -> None:
    while not end.is_set():
        began = time.monotonic()
        count.requests += 1
        if why := asker.ask():
            count.failed_first += 1
            count.words.append(why)
            time.sleep(RETRY)
            asker.close()
            if why := asker.ask():
                count.lost += 1
                count.words.append(f"again, so it is lost: {why}")
        count.longest = max(count.longest, time.monotonic() - began)
        end.wait(PAUSE)
    asker.close()


def main() -> None:
    streams = [Stream(**each) for each in json.loads(sys.stdin.readline())]
    end = threading.Event()
    counts = {stream.name: Count() for stream in streams}
    threads = [threading.Thread(target=go_on, args=(Asker(each), counts[each.name], end))
               for each in streams]
    for thread in threads:
        thread.start()
    sys.stdin.read()
    end.set()
    for thread in threads:
        thread.join()
    print(json.dumps({name: asdict(count) for name, count in counts.items()}))


if __name__ == "__main__":
    main()
