"""`kcluster doctor` on a real control plane that is broken and mended again, one way after the other."""

from __future__ import annotations

import json
import os
import unittest
from typing import Any

from kclab.shell import wait
from live.clusters import made

MANIFESTS = "/etc/kubernetes/manifests"
PKI = "/etc/kubernetes/pki"
SCHEDULER = f"{MANIFESTS}/kube-scheduler.yaml"
# A runtime that does not do what it tells the kubelet.
WRAPPER = "#!/bin/sh\nexec runc --systemd-cgroup \"$@\"\n"
CONFIG = "/etc/containerd/config.toml"
EXPIRED = f"""cp -a {PKI}/apiserver.crt /root/
openssl req -new -key {PKI}/apiserver.key -subj /CN=kube-apiserver -out /root/x.csr 2>/dev/null
printf 'subjectAltName=DNS:kubernetes.default.svc,IP:10.96.0.1,IP:ADDRESS\\n' > /root/x.ext
printf 'basicConstraints=CA:FALSE\\n' >> /root/x.ext
mkdir -p /root/ca/new; : > /root/ca/index; echo 01 > /root/ca/serial
printf '[ca]\\ndefault_ca=d\\n[d]\\ndatabase=/root/ca/index\\nserial=/root/ca/serial\\nnew_certs_dir=/root/ca/new\\n\
default_md=sha256\\npolicy=p\\n[p]\\ncommonName=supplied\\n' > /root/ca/conf
openssl ca -batch -config /root/ca/conf -cert {PKI}/ca.crt -keyfile {PKI}/ca.key -in /root/x.csr \
  -extfile /root/x.ext -startdate 20200101000000Z -enddate 20200201000000Z -out {PKI}/apiserver.crt -notext 2>&1"""
WEBHOOK = """kubectl --kubeconfig /etc/kubernetes/admin.conf apply -f - <<E
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: guard}
webhooks:
- name: guard.example.com
  failurePolicy: Fail
  sideEffects: None
  admissionReviewVersions: [v1]
  clientConfig: {service: {namespace: default, name: guard}}
  rules: [{apiGroups: [example.com], apiVersions: [v1], operations: [CREATE], resources: [things]}]
E"""

# Break, the one root that is to be found, mend. What is a file's or a setting's fault shows at once.
AT_ONCE = (
    ("ip-forward", "sysctl -w net.ipv4.ip_forward=0", "sysctl -w net.ipv4.ip_forward=1"),
    ("disk-full", "mount -t tmpfs -o size=1m small /var/log/pods; dd if=/dev/zero of=/var/log/pods/x bs=64k || true",
     "umount /var/log/pods"),
    ("no-inodes", "mount -t tmpfs -o size=64m,nr_inodes=8 small /var/log/pods", "umount /var/log/pods"),
    ("cni-plugin", "mv /opt/cni/bin/bridge /root/", "mv /root/bridge /opt/cni/bin/"),
    ("certificate-expired", EXPIRED, f"cp -a /root/apiserver.crt {PKI}/"),
    ("wrong-key", f"cp -a {PKI}/front-proxy-client.key /root/; cp {PKI}/apiserver.key {PKI}/front-proxy-client.key",
     f"cp -a /root/front-proxy-client.key {PKI}/"),
    ("wrong-authority", f"cp -a {PKI}/etcd/peer.crt {PKI}/etcd/peer.key /root/; "
     f"cp {PKI}/apiserver-kubelet-client.crt {PKI}/etcd/peer.crt; "
     f"cp {PKI}/apiserver-kubelet-client.key {PKI}/etcd/peer.key", f"cp -a /root/peer.crt /root/peer.key {PKI}/etcd/"),
    ("certificate-unreadable", f"cp -a {PKI}/front-proxy-client.crt /root/; echo no > {PKI}/front-proxy-client.crt",
     f"cp -a /root/front-proxy-client.crt {PKI}/"),
    ("manifest-files", f"mv {PKI}/sa.pub /root/", f"mv /root/sa.pub {PKI}/"),
    ("kubeconfig-missing", "mv /etc/kubernetes/kubelet.conf /root/", "mv /root/kubelet.conf /etc/kubernetes/"),
    ("kubelet-unreadable", "cp -a /var/lib/kubelet/config.yaml /root/; echo 'a: [' > /var/lib/kubelet/config.yaml",
     "cp -a /root/config.yaml /var/lib/kubelet/"),
    ("webhook", WEBHOOK, "kubectl --kubeconfig /etc/kubernetes/admin.conf delete validatingwebhookconfiguration guard"),
)
# These need something to stop, or to start in vain.
IN_TIME = (
    ("manifest-missing", f"mv {SCHEDULER} /root/", f"mv /root/kube-scheduler.yaml {MANIFESTS}/"),
    ("unknown-flag", f"sed 's/    - --leader-elect=true/&\\n    - --nonsense/' {SCHEDULER} > /root/s.yaml; "
     f"cp {SCHEDULER} /root/; mv /root/s.yaml {SCHEDULER}", f"cp /root/kube-scheduler.yaml {SCHEDULER}"),
    ("image-missing", f"cp {SCHEDULER} /root/; sed -i 's#image: .*#image: registry.k8s.io/none:v0#' {SCHEDULER}",
     f"cp /root/kube-scheduler.yaml {SCHEDULER}"),
    ("manifest-unreadable", f"cp {SCHEDULER} /root/; echo 'spec: [' > {SCHEDULER}",
     f"cp /root/kube-scheduler.yaml {SCHEDULER}"),
    ("cni-unconfigured", "systemctl stop kcluster-pod-network.timer; mv /etc/cni/net.d/10-kcluster.conflist /root/; "
     "systemctl restart containerd",
     "mv /root/10-kcluster.conflist /etc/cni/net.d/; systemctl restart containerd kcluster-pod-network.timer"),
    ("kubelet-down", "systemctl stop kubelet", "systemctl start kubelet"),
    ("kubelet-flag", "cp /var/lib/kubelet/kubeadm-flags.env /root/; "
     "sed -i 's/ARGS=\"/&--nonsense=1 /' /var/lib/kubelet/kubeadm-flags.env; systemctl restart kubelet",
     "cp /root/kubeadm-flags.env /var/lib/kubelet/; systemctl restart kubelet"),
    ("runtime-down", "systemctl stop containerd", "systemctl start containerd"),
    ("cri-disabled", f"cp {CONFIG} /root/; sed -i \"1i disabled_plugins = ['io.containerd.grpc.v1.cri']\" {CONFIG}; "
     "systemctl restart containerd", f"cp /root/config.toml {CONFIG}; systemctl restart containerd"),
    ("cgroup-driver", f"cp {CONFIG} /root/; sed -i \"s#SystemdCgroup = true#SystemdCgroup = false\\n"
     f"  BinaryName = '/usr/local/sbin/runc-systemd'#\" {CONFIG}; systemctl restart containerd kubelet; "
     f"cp {SCHEDULER} /root/; sed -i 's/^  labels:/&\\n    again: please/' {SCHEDULER}",
     f"cp /root/config.toml {CONFIG}; systemctl restart containerd kubelet; cp /root/kube-scheduler.yaml {SCHEDULER}"),
    ("etcd-no-space", f"cp {MANIFESTS}/etcd.yaml /root/; "
     f"sed -i 's/    - --name=.*/&\\n    - --quota-backend-bytes=4096/' {MANIFESTS}/etcd.yaml",
     f"cp /root/etcd.yaml {MANIFESTS}/; for i in $(seq 60); do pgrep -f '[q]uota-backend' || "
     "{ kcluster etcd alarm disarm && break; }; sleep 1; done"),
)


# What takes the longest, or restarts the runtime: only with scripts/test --all.
LONG = ("image-missing", "manifest-unreadable", "cni-unconfigured", "kubelet-flag", "cri-disabled", "cgroup-driver",
        "etcd-no-space")


class Doctor(unittest.TestCase):
    """One control plane for all; healthy before and after each test."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.cluster = made(cls, "doc")
        cls.node = cls.cluster.control
        cls.node.push(WRAPPER.encode(), "/usr/local/sbin/runc-systemd", "0755")
        cls.cluster.connect()
        cls.cluster.wait_ready()

    def doctor(self) -> tuple[int, dict[str, Any]]:
        told = self.node.exec(["kcluster", "doctor", "-o", "json"])
        return told.code, json.loads(told.out)

    def roots(self) -> list[str]:
        code, told = self.doctor()
        found = [cause["name"] for cause in told["causes"] if cause["root"]]
        self.assertEqual(code, 1 if found else 0, told)
        self.last = told
        return found

    def break_and_mend(self, name: str, breaking: str, mending: str, limit: float) -> None:
        self.node.exec(["sh", "-ec", breaking.replace("ADDRESS", self.node.address)]).check()
        try:
            wait(f"{name} as the only root", limit, lambda: self.roots() == [name], 0.5)
        except Exception:
            self.fail(f"{name}: {json.dumps(self.last, indent=1)}")
        finally:
            self.node.exec(["sh", "-c", mending])
        cause = self.last["causes"][0]
        self.assertTrue(cause["remedy"] and cause["what"] and cause["subject"], cause)
        self.healthy()

    def healthy(self) -> None:
        try:
            wait("a healthy node", 90, lambda: self.roots() == [], 0.5)
        except Exception:
            self.fail(json.dumps(self.last, indent=1))

    def test_1_a_healthy_node_has_nothing(self) -> None:
        self.healthy()
        told = self.node.exec(["kcluster", "doctor"]).check()
        self.assertTrue(told.out.startswith("nothing is wrong with cka-control\n"), told.out)
        self.assertEqual(self.last["unseen"], [])
        self.assertEqual(self.last["role"], "control-plane")

    def test_2_what_is_a_files_or_a_settings_fault(self) -> None:
        for name, breaking, mending in AT_ONCE:
            with self.subTest(name):
                self.break_and_mend(name, breaking, mending, 30)

    def test_3_what_stops_or_starts_in_vain(self) -> None:
        for name, breaking, mending in IN_TIME:
            if name in LONG and not os.environ.get("KCLUSTER_TEST_ALL"):
                continue
            with self.subTest(name):
                self.break_and_mend(name, breaking, mending, 60)

    def test_4_a_bundle_holds_no_key_and_no_token(self) -> None:
        self.healthy()
        token = self.node.exec(["kcluster", "token", "create"]).check().out.split()[-1]
        self.node.exec(["kcluster", "doctor", "--bundle", "/root/help.tar"]).check()
        self.assertEqual(self.node.exec(["stat", "-c", "%a", "/root/help.tar"]).check().out.strip(), "600")
        names = self.node.exec(["tar", "-tf", "/root/help.tar"]).check().out.split()
        for name in ("diagnosis.json", "files/etc/kubernetes/manifests/etcd.yaml", "logs/kube-apiserver.log",
                     "cluster/nodes.json", "versions/kcluster.txt"):
            self.assertIn(name, names)
        bundle = self.node.read("/root/help.tar").decode(errors="replace")
        keys = self.node.exec(["sh", "-c", f"find {PKI} -name '*.key' | xargs cat; "
                               "grep -h client-key-data /etc/kubernetes/*.conf"]).check().out
        secrets = [line.split()[-1] for line in keys.splitlines() if line and not line.startswith("-----")]
        self.assertGreater(len(secrets), 20)
        for secret in [*secrets, token.split(".")[1]]:
            self.assertNotIn(secret, bundle)


if __name__ == "__main__":
    unittest.main()
