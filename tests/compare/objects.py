"""What an init would write into the cluster, out of the dry run of either tool: path -> YAML."""

from __future__ import annotations

import base64
import re

from compare.tree import pem_text

# kubeadm: an action, then the object; kcluster: a heading, then the object as added lines.
_THEIRS = re.compile(r"^\[dryrun\] Would perform action CREATE on .*\n\[dryrun\] Attached object:\n"
                     r"((?:(?!\[).*\n)*)", re.M)
_OURS = re.compile(r"^create \w+ (?:\S+/)?\S+\n((?:[+] .*\n|[+]\n)+)", re.M)
# What Go spells of every object and what kubeadm's pretended API server adds.
_SPELLED = re.compile(r"^(status:.*\n(  .*\n)*|  resourceVersion: \"0\"\n| +resources: {}\n)", re.M)
# A pretended controller signs cluster-info at kcluster's dry run, none at kubeadm's.
_SIGNED = re.compile(r"^  jws-kubeconfig-[a-z0-9]{6}: .*\n", re.M)
# kubeadm makes it as soon as its client is asked for, which a dry run leaves out.
_UNSHOWN = "object/ClusterRoleBinding/kubeadm:cluster-admins"
_AUTHORITY = re.compile(r"(certificate-authority-data: )(\S+)")


def _key(text: str) -> str:
    """`metadata` is the only mapping of that name at the top level of an object."""
    kind = re.search(r"^kind: (.*)$", text, re.M)[1]
    meta = re.search(r"^metadata:\n((?:  .*\n)+)", text, re.M)[1]
    name = re.search(r"^  name: (.*)$", meta, re.M)[1]
    space = re.search(r"^  namespace: (.*)$", meta, re.M)
    return "/".join(["object", kind, *([space[1]] if space else []), name.strip("'\"")])


def _plain(text: str) -> str:
    text = _SIGNED.sub("", _SPELLED.sub("", text))
    return _AUTHORITY.sub(lambda hit: hit[1] + pem_text(base64.b64decode(hit[2])), text)


def objects(dry_run: str) -> dict[str, str]:
    """Secrets are left out: kcluster shows but their size (tests/live/objects_test.py reads them)."""
    found = {}
    texts = [hit[1] for hit in _THEIRS.finditer(dry_run)]
    texts += [re.sub(r"^\+ ?", "", hit[1], flags=re.M) for hit in _OURS.finditer(dry_run)]
    for text in texts:
        if not re.search(r"^kind: Secret$", text, re.M):
            found[_key(text)] = _plain(text.rstrip() + "\n")
    found.pop(_UNSHOWN, None)
    return found
