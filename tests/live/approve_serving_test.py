"""`kcluster certs approve-serving` on real nodes: a kubelet's own request is signed, a forged one is not."""

from __future__ import annotations

import base64
import json
import unittest

from kclab.cluster import configured
from kclab.settings import KUBERNETES
from kclab.shell import wait
from live.clusters import booted, unmade

TIMER = "kcluster-certs-approve-serving.timer"
FORGED = """set -e
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /root/forged.key -out /root/forged.csr \
  -subj /O=system:nodes/CN=system:node:cka-control -addext "subjectAltName=DNS:cka-control,IP:{address}"
kubectl --kubeconfig=/etc/kubernetes/kubelet.conf create -f - <<END
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {{name: {name}}}
spec:
  signerName: kubernetes.io/kubelet-serving
  usages: [digital signature, server auth]
  request: $(base64 -w0 /root/forged.csr)
END
"""


def configuration(node) -> bytes:
    """The kubelet asks the cluster what to serve with, and the API server insists on it."""
    text = configured(node, KUBERNETES).decode()
    text = text.replace("kind: KubeletConfiguration\n", "kind: KubeletConfiguration\nserverTLSBootstrap: true\n", 1)
    verify = "{name: kubelet-certificate-authority, value: /etc/kubernetes/pki/ca.crt}"
    return text.replace("kind: ClusterConfiguration\n",
                        f"kind: ClusterConfiguration\napiServer: {{extraArgs: [{verify}]}}\n", 1).encode()


class ApproveServing(unittest.TestCase):
    """One control plane, made once; a worker joins it."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.cluster = unmade(cls, "liveapr")
        cls.node = cls.cluster.control
        cls.node.push(configuration(cls.node), "/root/cluster.yaml")
        cls.node.exec(cls.cluster.init_command()).check()
        cls.cluster.connect()

    def approve(self, *words: str) -> dict[str, dict]:
        done = self.node.exec(["kcluster", "certs", "approve-serving", *words, "-o", "json"]).check()
        return {row["name"]: row for row in json.loads(done.out)["requests"]}

    def pending(self) -> list[str]:
        asked = self.cluster.objects("csr", "--field-selector=spec.signerName=kubernetes.io/kubelet-serving")
        return [each["metadata"]["name"] for each in asked if not each["status"].get("conditions")]

    def logs(self, pod: str):
        return self.cluster.kubectl("-n", "kube-system", "logs", pod, "--tail=1")

    def forge(self, name: str, address: str) -> None:
        self.node.exec(["sh", "-c", FORGED.format(name=name, address=address)]).check()

    def test_1_its_own_is_approved_and_served_a_forged_one_is_not(self) -> None:
        wait("a request of the kubelet's", 120, lambda: self.pending(), 0.5)
        self.assertFalse(self.logs("etcd-cka-control").ok)
        self.forge("forged", "192.168.1.99")
        own, = [name for name in self.pending() if name != "forged"]
        planned = self.node.exec(["kcluster", "certs", "approve-serving", "--dry-run"]).check()
        self.assertIn(own, planned.out)
        self.assertIn("192.168.1.99, which is no address of node cka-control", planned.err)
        self.assertEqual(len(self.pending()), 2)
        said = self.approve()
        self.assertEqual({name: row["outcome"] for name, row in said.items()},
                         {own: "approved", "forged": "pending"})
        self.assertIn("192.168.1.99", said["forged"]["why"])
        self.assertEqual(self.pending(), ["forged"])
        wait("logs by a verified certificate", 120, lambda: self.logs("etcd-cka-control").ok, 0.5)

    def test_2_what_does_not_fit_is_denied_on_request_alone(self) -> None:
        said = self.approve("forged", "--deny")
        self.assertEqual(said["forged"]["outcome"], "denied")
        self.assertEqual(self.pending(), [])
        self.assertEqual(self.approve(), {})
        request = json.loads(self.cluster.kubectl("get", "csr", "forged", "-o", "json").check().out)
        self.assertNotIn("certificate", request["status"])
        self.assertTrue(base64.b64decode(request["spec"]["request"]).startswith(b"-----BEGIN"))

    def test_3_a_timer_approves_whoever_joins(self) -> None:
        self.node.exec(["kcluster", "certs", "approve-serving", "--install-timer"]).check()
        self.forge("other", "10.96.0.1")
        worker = booted(self.cluster.lab, "cka-worker1")
        self.cluster.join(worker)
        wait("logs of the worker's by a verified certificate", 150, self.proxy_tells, 1)
        self.assertEqual(self.pending(), ["other"])
        journal = self.node.exec(["journalctl", "-u", TIMER.replace("timer", "service"), "-o", "cat"]).check().out
        self.assertIn("10.96.0.1", journal)
        self.node.exec(["kcluster", "certs", "approve-serving", "--remove-timer"]).check()
        self.assertFalse(self.node.exec(["systemctl", "cat", TIMER]).ok)

    def proxy_tells(self) -> bool:
        pods = self.cluster.objects("pods", "-n", "kube-system", "--field-selector=spec.nodeName=cka-worker1",
                                    "-l", "k8s-app=kube-proxy")
        return bool(pods) and self.logs(pods[0]["metadata"]["name"]).ok


if __name__ == "__main__":
    unittest.main()
