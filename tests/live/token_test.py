"""`kcluster token` and `kcluster join-command` on a real cluster, beside the real kubeadm."""

from __future__ import annotations

import json
import unittest
from typing import Any

from kclab.shell import Result
from live.clusters import booted, made

KNOWN = "abcdef.0123456789abcdef"


class Token(unittest.TestCase):
    """One control plane and a machine beside it, made once."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.cluster = made(cls, "livetoken")
        cls.node = cls.cluster.control

    def run_tool(self, tool: str, *words: str) -> Result:
        return self.node.exec([tool, *words])

    def documents(self, tool: str) -> list[dict[str, Any]]:
        """`token list -o json`: one document after the other."""
        text = self.run_tool(tool, "token", "list", "-o", "json").check().out
        reader, found = json.JSONDecoder(), []
        while text := text.lstrip():
            document, end = reader.raw_decode(text)
            found.append(document)
            text = text[end:]
        return found

    def test_the_list_is_kubeadms_field_by_field(self) -> None:
        self.run_tool("kubeadm", "token", "create", "--ttl", "0", "--usages", "authentication",
                      "--groups", "system:bootstrappers:mine", "--description", "for a test").check()
        self.run_tool("kcluster", "token", "create", "--ttl", "90m").check()
        theirs = self.documents("kubeadm")
        self.assertGreaterEqual(len(theirs), 3)
        self.assertEqual(self.documents("kcluster"), theirs)
        tables = [[line.split("   ") for line in
                   self.run_tool(tool, "token", "list").check().out.splitlines()]
                  for tool in ("kubeadm", "kcluster")]
        cells = [[[cell.strip() for cell in row if cell.strip()] for row in table]
                 for table in tables]
        self.assertEqual(cells[1], cells[0])

    def test_a_token_of_either_tool_is_deleted_by_the_other(self) -> None:
        for maker, breaker in (("kcluster", "kubeadm"), ("kubeadm", "kcluster")):
            made = self.run_tool(maker, "token", "create", KNOWN).check().out.strip()
            self.assertEqual(made, KNOWN)
            self.assertFalse(self.run_tool(maker, "token", "create", KNOWN).ok)
            done = self.run_tool(breaker, "token", "delete", KNOWN).check().out
            self.assertEqual(done, 'bootstrap token "abcdef" deleted\n')
            self.assertEqual(self.run_tool(breaker, "token", "delete", "abcdef").code, 1)

    def test_a_dry_run_makes_and_deletes_nothing(self) -> None:
        before = self.documents("kubeadm")
        self.run_tool("kcluster", "token", "create", "--dry-run", KNOWN).check()
        self.run_tool("kcluster", "token", "delete", "--dry-run", before[0]["token"]).check()
        self.run_tool("kcluster", "join-command", "--dry-run").check()
        self.assertEqual(self.documents("kubeadm"), before)

    def test_tokens_of_a_file_are_made_all(self) -> None:
        text = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: InitConfiguration\nbootstrapTokens:\n" \
               "- token: aaaaaa.0123456789abcdef\n- token: bbbbbb.0123456789abcdef\n  ttl: 1h\n"
        self.node.push(text.encode(), "/root/tokens.yaml")
        made = self.run_tool("kcluster", "token", "create", "--config", "/root/tokens.yaml").check()
        self.assertEqual(made.out, "aaaaaa.0123456789abcdef\n")
        mixed = self.run_tool("kcluster", "token", "create", "--config", "/root/tokens.yaml",
                              "--ttl", "1h")
        self.assertEqual(mixed.code, 3)
        ids = {document["token"][:6] for document in self.documents("kubeadm")}
        self.assertLessEqual({"aaaaaa", "bbbbbb"}, ids)
        self.run_tool("kubeadm", "token", "delete", "aaaaaa", "bbbbbb").check()

    def test_a_kubeadm_worker_joins_with_the_line_of_join_command(self) -> None:
        worker = booted(self.cluster.lab, "cka-worker1")
        self.cluster.equip(worker)
        line = self.run_tool("kcluster", "join-command", "--ttl", "10m").check()
        self.assertIn("It holds until", line.err)
        words = line.out.split()
        self.assertEqual(words[:2], ["kcluster", "join"])
        worker.exec(["kubeadm", *words[1:],
                     "--ignore-preflight-errors=SystemVerification"]).check()
        worker.exec(["kcluster", "pod-network", "install"]).check()  # kubeadm knows nothing of it
        self.cluster.connect()
        self.cluster.wait_ready()
        names = [node["metadata"]["name"] for node in self.cluster.objects("nodes")]
        self.assertEqual(sorted(names), ["cka-control", "cka-worker1"])

    def test_certificates_are_shared_under_a_new_key_on_a_finished_cluster(self) -> None:
        keys = []
        for _ in range(2):
            done = self.run_tool("kcluster", "init", "phase", "upload-certs", "--upload-certs")
            found = [line.strip() for line in done.check().out.splitlines()
                     if len(line.strip()) == 64]
            self.assertEqual(len(found), 1, done.out)
            keys += found
        self.assertNotEqual(keys[0], keys[1])

    def test_a_cluster_without_an_endpoint_has_no_line_for_a_control_plane(self) -> None:
        refused = self.run_tool("kcluster", "join-command", "--control-plane")
        self.assertEqual(refused.code, 1)
        self.assertIn("reconfigure endpoint", refused.err)


if __name__ == "__main__":
    unittest.main()
