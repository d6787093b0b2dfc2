"""An API server of the test's own, in the way of a joining node: it notes what it is told.

    false_server.py ADDRESS PORT CERTIFICATE KEY CLUSTER_INFO RECORD

Every GET of cluster-info is answered with the file CLUSTER_INFO; each request goes as a JSON line,
with its headers and body, into RECORD.
"""

import json
import ssl
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    answer = b""
    record = Path()

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        line = {"line": self.requestline, "headers": dict(self.headers), "body": body.decode()}
        with self.record.open("a") as file:
            file.write(json.dumps(line) + "\n")
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(self.answer)))
        self.end_headers()
        self.wfile.write(self.answer)

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET

    def log_message(self, format: str, *args: object) -> None:
        pass


def main() -> None:
    address, port, certificate, key, info, record = sys.argv[1:]
    Handler.answer = Path(info).read_bytes()
    Handler.record = Path(record)
    server = ThreadingHTTPServer((address, int(port)), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    print("ready", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
