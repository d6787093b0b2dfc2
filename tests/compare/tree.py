"""A folder of node files as comparable text: path -> mode and content, keys and dates made equal."""

from __future__ import annotations

import base64
import datetime
import re
import subprocess
from pathlib import Path


def openssl(*argv: str, given: bytes) -> str:
    return subprocess.run(["openssl", *argv], input=given, capture_output=True, check=True).stdout.decode()


def moment(text: str) -> datetime.datetime:
    return datetime.datetime.strptime(text.strip(), "%b %d %H:%M:%S %Y %Z")


def certificate(pem: bytes) -> str:
    """Every field but those that must differ; the two dates become a lifetime. It begins with the
    authority, five minutes before that was made: what passes until the certificate is made, up to
    eight minutes, makes no difference."""
    text = openssl("x509", "-noout", "-text", given=pem)
    before = moment(re.search(r"Not Before *: (.*)", text)[1])
    after = moment(re.search(r"Not After *: (.*)", text)[1])
    text = re.sub(r"Not (Before|After) *: .*\n\s*", "", text)
    text = re.sub(r"(Serial Number:).*?(\n +Signature Algorithm)", r"\1 *\2", text, count=1, flags=re.S)
    text = re.sub(r"(\n\s+)(?:[0-9a-fA-F]{2}:)+(?:[0-9a-fA-F]{2})?(?=\s)", r"\1*", text)
    text = re.sub(r"(?:[0-9A-F]{2}:){10,}[0-9A-F]{2}", "*", text)
    text = re.sub(r"(\*\s+)+", "*\n", text)
    minutes = (after - before).total_seconds() / 60
    return f"{text}\nlifetime {int((minutes - 3) // 10 * 10)} min and some"


def key(pem: bytes) -> str:
    kind = re.findall(rb"-----BEGIN (.*?)-----", pem)
    shape = openssl("pkey", "-noout", "-text", given=pem).splitlines()[0]
    return f"{kind} {shape}"


def request(pem: bytes) -> str:
    """Subject, names and algorithms of a signing request."""
    text = openssl("req", "-noout", "-verify", "-text", given=pem)
    return re.sub(r"(\n\s+)(?:[0-9a-fA-F]{2}:)+(?:[0-9a-fA-F]{2})?(?=\s)", r"\1*", text)


def pem_text(pem: bytes) -> str:
    if b"BEGIN CERTIFICATE REQUEST" in pem:
        return request(pem)
    if b"BEGIN CERTIFICATE" in pem:
        return certificate(pem)
    if b"BEGIN PUBLIC KEY" in pem:
        return openssl("pkey", "-pubin", "-noout", "-text", given=pem).splitlines()[0]
    return key(pem)


def content(data: bytes) -> str:
    if data.startswith(b"-----BEGIN"):
        return pem_text(data)
    embedded = re.compile(r"(-data: )([A-Za-z0-9+/=]+)")
    return embedded.sub(lambda hit: hit[1] + pem_text(base64.b64decode(hit[2])), data.decode())


def tree(root: Path) -> dict[str, str]:
    """All files and folders below root, relative paths."""
    found = {}
    for path in sorted(root.rglob("*")):
        mode = oct(path.lstat().st_mode & 0o7777)
        inside = content(path.read_bytes()) if path.is_file() else "folder"
        found[str(path.relative_to(root))] = f"{mode}\n{inside}"
    return found
