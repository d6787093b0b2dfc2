"""The check of outputs against docs/schemas finds what it should."""

import json
import unittest

import schemas

MEMBER = {"id": "8e9e05c52164694d", "name": "", "started": False, "peerURLs": [], "clientURLs": [], "isLearner": True}


class Schemas(unittest.TestCase):
    def setUp(self) -> None:
        if not schemas.can_check():
            self.skipTest("python3-jsonschema is not installed")

    def test_the_longest_command_has_its_schema(self) -> None:
        for words, name in ((["etcd", "members", "-o", "json"], "etcd-members"), (["init", "phase", "certs"], "init"),
                            (["upgrade", "-o", "json"], "upgrade"), (["upgrade", "plan", "v1.36.3"], "upgrade-plan")):
            self.assertEqual(schemas.schema_of(words).stem, name)
        self.assertIsNone(schemas.schema_of(["completion", "bash"]))

    def test_what_the_schema_says_passes_and_nothing_else(self) -> None:
        words = ["etcd", "members", "-o=json"]
        schemas.hold(words, json.dumps({"members": [MEMBER]}))
        schemas.hold(["etcd", "members"], "no JSON was asked for")
        for wrong in ({}, {"members": [{**MEMBER, "id": 1}]}, {"members": [{**MEMBER, "further": 1}]},
                      {"members": [{"id": "1"}]}):
            with self.assertRaises(AssertionError, msg=wrong):
                schemas.hold(words, json.dumps(wrong))
        with self.assertRaises(AssertionError):
            schemas.hold(["completion", "-o", "json"], "{}")

    def test_every_document_of_several_is_checked(self) -> None:
        token = {"kind": "BootstrapToken", "apiVersion": "output.kubeadm.k8s.io/v1alpha3", "token": "a.b"}
        schemas.hold(["token", "list", "-o", "json"], json.dumps(token) * 2)
        with self.assertRaises(AssertionError):
            schemas.hold(["token", "list", "-o", "json"], json.dumps(token) + "{}")


if __name__ == "__main__":
    unittest.main()
