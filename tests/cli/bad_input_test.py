"""Bad input through the real program: exit 3, one clear message each, nothing written, never a hang."""

from __future__ import annotations

import os
import shutil
import unittest
from dataclasses import dataclass
from pathlib import Path

from cli.root import API, CLUSTER, INIT, NODE, RootTest


@dataclass
class Bad:
    """A configuration and what the lines of the message must say."""
    name: str
    config: bytes | str
    says: list[str]


def bomb() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    return INIT + "\n".join(lines)


CONFIGS = [
    # what is no configuration
    Bad("empty", "", ["no InitConfiguration or ClusterConfiguration", "config print init-defaults"]),
    Bad("binary", bytes(range(256)) * 20, ["/config.yaml:1", "control character"]),
    Bad("an executable", Path("/bin/true").read_bytes()[:4096], ["/config.yaml:1"]),
    Bad("UTF-16", NODE.encode("utf-16"), ["/config.yaml:1", "not UTF-8"]),
    Bad("larger than any", "a" * (4 << 20), ["larger than 3 MiB"]),
    Bad("no YAML", INIT + "a: [1\nb: }", ["/config.yaml:4"]),
    Bad("behind the end", "--- {a: 1}\n, b: []}\n", ["/config.yaml:2", "behind the document's end"]),
    Bad("20,000 brackets deep", INIT + "a: " + "[" * 20000, ["/config.yaml:3"]),
    Bad("20,000 closed brackets deep", INIT + "a: " + "[" * 20000 + "]" * 20000, ["nested too deep"]),
    Bad("20,000 dashes deep", "- " * 20000, ["nested too deep"]),
    Bad("an alias bomb", bomb(), ["aliases expand to too many values"]),
    Bad("an alias within itself", INIT + "a: &a [*a]", ["/config.yaml:3", "alias"]),
    Bad("a key twice", CLUSTER + "clusterName: a\nclusterName: b\n", ["/config.yaml:4", "clusterName", "already set"]),
    Bad("a list", "- a\n- b\n", ["/config.yaml:1", "must be a mapping"]),
    # kinds
    Bad("no kind", API, ["kind", "missing"]),
    Bad("an unknown kind", API + "kind: InitConfig\n", ["/config.yaml:2", "kind", "InitConfiguration"]),
    Bad("an unknown version", NODE.replace("v1beta4", "v1beta9"), ["/config.yaml:1", "apiVersion", "v1beta4"]),
    Bad("two ClusterConfigurations", CLUSTER + "---\n" + CLUSTER, ["/config.yaml:5", "a second ClusterConfiguration"]),
    Bad("only a component", "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n",
        ["no InitConfiguration or ClusterConfiguration"]),
    # keys and types
    Bad("an unknown key", CLUSTER + "networking:\n  podSubnets: 10.0.0.0/8\n",
        ["/config.yaml:4: networking.podSubnets", "unknown key", "did you mean podSubnet?"]),
    Bad("a list for a text", CLUSTER + "clusterName: [a]\n", ["/config.yaml:3: clusterName", "expected a string"]),
    Bad("a text for a mapping", CLUSTER + "apiServer: on\n", ["/config.yaml:3: apiServer", "expected a mapping"]),
    Bad("a number for a text", CLUSTER + "kubernetesVersion: 1.36\n",
        ["/config.yaml:3: kubernetesVersion", "expected a string"]),
    Bad("a text for a truth", CLUSTER + "dns: {disabled: 'true'}\n", ["dns.disabled", "expected true or false"]),
    Bad("an old map of arguments", CLUSTER + "apiServer: {extraArgs: {v: '4'}}\n",
        ["/config.yaml:3: apiServer.extraArgs", "expected a list"]),
    # addresses
    Bad("overlapping ranges", CLUSTER + "networking: {podSubnet: 10.100.0.0/16, serviceSubnet: 10.96.0.0/12}\n",
        ["/config.yaml:3: networking.podSubnet", "overlaps"]),
    Bad("a tiny service range", CLUSTER + "networking: {serviceSubnet: 10.96.0.0/30}\n",
        ["networking.serviceSubnet", "too small"]),
    Bad("a tiny pod range", CLUSTER + "networking: {podSubnet: 10.244.0.0/28}\n", ["networking.podSubnet", "smaller"]),
    Bad("no range", CLUSTER + "networking: {podSubnet: 10.244.0.0/33}\n", ["networking.podSubnet", "is no range"]),
    Bad("no address", INIT + "localAPIEndpoint: {advertiseAddress: 192.168.1.300}\n",
        ["/config.yaml:3: localAPIEndpoint.advertiseAddress", "no IP address"]),
    Bad("no port", INIT + "localAPIEndpoint: {bindPort: 65536}\n", ["localAPIEndpoint.bindPort", "1 to 65535"]),
    Bad("no host", CLUSTER + "controlPlaneEndpoint: 'under_score:6443'\n", ["controlPlaneEndpoint", "no endpoint"]),
    Bad("a URL for an endpoint", CLUSTER + "controlPlaneEndpoint: https://a:6443\n", ["controlPlaneEndpoint"]),
    Bad("no etcd endpoint", CLUSTER + "etcd: {external: {endpoints: [10.0.0.1]}}\n",
        ["etcd.external.endpoints[0]", "no endpoint"]),
    Bad("no SAN", CLUSTER + "apiServer: {certSANs: ['a b']}\n", ["apiServer.certSANs[0]", "no DNS name"]),
    # values
    Bad("an unknown version of Kubernetes", CLUSTER + "kubernetesVersion: v1.20.0\n",
        ["/config.yaml:3: kubernetesVersion", "not supported", "v1.34 to v1.36"]),
    Bad("a label for a version", CLUSTER + "kubernetesVersion: stable-1\n", ["kubernetesVersion"]),
    Bad("an unknown feature gate", CLUSTER + "featureGates: {RootlessControlPlan: true}\n",
        ["featureGates.RootlessControlPlan", "unknown feature gate", "RootlessControlPlane"]),
    Bad("an unknown algorithm", CLUSTER + "encryptionAlgorithm: RSA-1024\n", ["encryptionAlgorithm", "RSA-2048"]),
    Bad("no duration", CLUSTER + "certificateValidityPeriod: 1y\n", ["certificateValidityPeriod", "duration"]),
    Bad("no token", INIT + "bootstrapTokens: [{token: ABCDEF.0123456789abcdef}]\n",
        ["/config.yaml:3: bootstrapTokens[0].token", "no bootstrap token"]),
    Bad("no certificate key", INIT + "certificateKey: 'abc'\n", ["certificateKey", "64 hexadecimal"]),
    Bad("an unknown taint effect", INIT + "nodeRegistration: {taints: [{key: a, effect: Never}]}\n",
        ["nodeRegistration.taints[0].effect", "NoSchedule"]),
    Bad("a phase that is none", NODE + "skipPhases: [addons]\n---\n" + CLUSTER, ["no phase addons", "did you mean addon?"]),
]

SECRET = "ABCDEF.0123456789abcdef"

UPGRADE = API + "kind: UpgradeConfiguration\n"
UPGRADE_CONFIGS = [
    Bad("empty", "", ["no UpgradeConfiguration"]),
    Bad("binary", bytes(range(256)) * 20, ["/config.yaml:1", "control character"]),
    Bad("another kind alone", NODE, ["no UpgradeConfiguration", "config print upgrade-defaults"]),
    Bad("two of them", UPGRADE + "---\n" + UPGRADE, ["/config.yaml:5", "a second UpgradeConfiguration"]),
    Bad("an older version", UPGRADE.replace("v1beta4", "v1beta3"), ["/config.yaml:2", "UpgradeConfiguration"]),
    Bad("an unknown key", UPGRADE + "apply: {etcdUpgrad: true}\n",
        ["/config.yaml:3: apply.etcdUpgrad", "unknown key", "did you mean etcdUpgrade?"]),
    Bad("a text for a truth", UPGRADE + "apply: {forceUpgrade: 'true'}\n",
        ["apply.forceUpgrade", "expected true or false"]),
    Bad("a text for a list", UPGRADE + "node: {skipPhases: addon}\n", ["node.skipPhases", "expected a list"]),
    Bad("a label for a version", UPGRADE + "apply: {kubernetesVersion: stable-1}\n",
        ["/config.yaml:3: apply.kubernetesVersion", "is no version"]),
    Bad("a negative context", UPGRADE + "diff: {contextLines: -1}\n", ["diff.contextLines", "0 or more"]),
    Bad("a negative timeout", UPGRADE + "timeouts: {upgradeManifests: -5m}\n", ["timeouts.upgradeManifests"]),
    Bad("no timeout", UPGRADE + "timeouts: {upgradeManifests: soon}\n", ["timeouts.upgradeManifests", "duration"]),
    Bad("an unknown policy", UPGRADE + "node: {imagePullPolicy: Sometimes}\n",
        ["node.imagePullPolicy", "IfNotPresent"]),
    Bad("patches by a relative path", UPGRADE + "node: {patches: {directory: patches}}\n", ["node.patches.directory"]),
    Bad("all checks and one more", UPGRADE + "plan: {ignorePreflightErrors: [all, Swap]}\n",
        ["plan.ignorePreflightErrors", "all"]),
]

UPGRADE_LINES = [
    (["upgrade", "apply"], ["no version was named", "kcluster upgrade apply v"]),
    (["upgrade", "apply", "soon"], ['"soon" is no version']),
    (["upgrade", "apply", "stable-1.36"], ['"stable-1.36" is no version']),
    (["upgrade", "apply", "1.36"], ['"1.36" is no version']),
    (["upgrade", "apply", "v1.99.0"], ["does not know Kubernetes v1.99", "v1.34 to v1.36"]),
    (["upgrade", "apply", "v1.20.0"], ["does not know Kubernetes v1.20", "v1.34 to v1.36"]),
    (["upgrade", "apply", "v1.36.3", "v1.36.2"], ["v1.36.2"]),
    (["upgrade", "apply", "v1.36.3", "--config", "/nowhere.yaml"], ["no configuration file"]),
    (["upgrade", "apply", "v1.36.3", "--config", "/etc"], ["/etc", "directory"]),
    (["upgrade", "apply", "v1.36.3", "--config", "/fifo"], ["/fifo", "cannot read"]),
    (["upgrade", "apply", "v1.36.3", "--config", "@"], ["no UpgradeConfiguration"]),
    (["upgrade", "apply", "--config", "/upgrade.yaml"], ["no version was named"]),
    (["upgrade", "apply", "--config", "/upgrade.yaml", "--force"], ["cannot be mixed with --force"]),
    (["upgrade", "apply", "--config", "/upgrade.yaml", "--patches", "/p", "--etcd-upgrade=false"],
     ["cannot be mixed with --etcd-upgrade, --patches"]),
    (["upgrade", "apply", "v1.36.3", "--patches", "/none"], ["/none"]),
    (["upgrade", "apply", "v1.36.3", "--patches", "/upgrade.yaml"], ["/upgrade.yaml is no folder"]),
    (["upgrade", "apply", "v1.36.3", "--skip-phases", "addons"], ["no phase addons", "did you mean addon?"]),
    (["upgrade", "apply", "v1.36.3", "--ignore-preflight-errors", "all,Swap"], ["all"]),
    (["upgrade", "apply", "v1.36.3", "--certificate-renewal=perhaps"], ["perhaps"]),
    (["upgrade", "apply", "v1.36.3", "--drain"], ["no flag --drain"]),
    (["upgrade", "apply", "v1.36.3", "-o", "xml"], ["--output", "json"]),
    (["upgrade", "apply", "phase"], ["name"]),
    (["upgrade", "apply", "phase", "upload-confg", "v1.36.3"],
     ["no phase upload-confg", "did you mean upload-config?"]),
    (["upgrade", "apply", "phase", "addon", "dns", "v1.36.3"], ["no phase addon/dns"]),
    (["upgrade", "apply", "phase", "control-plane"], ["no version was named"]),
    (["upgrade", "apply", "phase", "control-plane", "v1.99.0"], ["does not know Kubernetes v1.99"]),
    (["upgrade", "node", "v1.36.3"], ["v1.36.3"]),
    (["upgrade", "node", "--config", "/nowhere.yaml"], ["no configuration file"]),
    (["upgrade", "node", "--config", "/upgrade.yaml", "--patches", "/p"], ["cannot be mixed with --patches"]),
    (["upgrade", "node", "--skip-phases", "control-plan"], ["no phase control-plan", "did you mean control-plane?"]),
    (["upgrade", "node", "--patches", "/none"], ["/none"]),
    (["upgrade", "node", "--allow-experimental-upgrades"], ["no flag --allow-experimental-upgrades"]),
    (["upgrade", "node", "--force"], ["--force belongs to --drain"]),
    (["upgrade", "node", "--drain-timeout", "5m"], ["--drain-timeout belongs to --drain"]),
    (["upgrade", "node", "--drain", "--drain-timeout", "soon"], ["--drain-timeout", "no duration"]),
    (["upgrade", "node", "--drain", "--drain-timeout=-5m"], ["--drain-timeout", "no duration"]),
    (["upgrade", "node", "phase", "kubelet-confg"], ["no phase kubelet-confg", "did you mean kubelet-config?"]),
    (["upgrade", "node", "phase", "kubelet-config", "--drain"], ["--drain", "leave out"]),
    (["upgrade", "rollback"], ["no upgrade was begun", "kcluster upgrade status"]),
    (["upgrade", "rollback", "v1.35.4"], ["v1.35.4"]),
    (["upgrade", "rollback", "--force"], ["no flag --force"]),
    (["upgrade", "status", "now"], ["now"]),
    (["upgrade", "status", "-o", "xml"], ["--output", "json"]),
    (["upgrade", "plan", "v1.36.3", "v1.36.2"], ["v1.36.2"]),
    (["upgrade", "plan", "--config", "/nowhere.yaml"], ["no configuration file"]),
    (["upgrade", "plan", "--config", "/upgrade.yaml", "--print-config"], ["cannot be mixed with --print-config"]),
    (["upgrade", "plan", "--ignore-preflight-errors", "all,Swap"], ["all"]),
    (["upgrade", "plan", "--certificate-renewal"], ["no flag --certificate-renewal"]),
    (["upgrade", "diff", "soon"], ['"soon" is no version']),
    (["upgrade", "diff", "--context-lines", "many"], ["--context-lines"]),
    (["upgrade", "diff", "--config", "@"], ["no UpgradeConfiguration"]),
    (["upgrade", "diff", "--config", "/upgrade.yaml", "-c", "1"], ["cannot be mixed with --context-lines"]),
    (["upgrade", "diff", "--dry-run"], ["no flag --dry-run"]),
]

# A command line after the program's name, and what the message must say. @ is a sound configuration.
LINES = [
    (["ini"], ["no command ini", "did you mean init?"]),
    (["init", "--podnetwork", "bridge"], ["no flag --podnetwork", "did you mean --pod-network?"]),
    (["init", "now"], ["no command now"]),
    (["init", "--encrypt-secrets=rot13"], ["--encrypt-secrets", "aescbc"]),
    (["init", "phase", "cert"], ["no phase cert", "did you mean certs?"]),
    (["init", "--skip-phases", "etcd/remote"], ["no phase etcd/remote"]),
    (["init", "--apiserver-bind-port", "https"], ["--apiserver-bind-port", "https"]),
    (["init", "--token", SECRET], ["--token", "no bootstrap token"]),
    (["init", "--token-ttl", "soon"], ["--token-ttl", "no duration"]),
    (["init", "--kubernetes-version", "v1.99.0"], ["--kubernetes-version", "not supported"]),
    (["init", "--feature-gates", "PublicKeysECDSA"], ["--feature-gates", "Name=true"]),
    (["init", "--service-cidr", "10.96.0.0/12,10.97.0.0/16"], ["--service-cidr", "one range of each family"]),
    (["init", "--cri-socket", "tcp://127.0.0.1:1"], ["--cri-socket", "unix://"]),
    (["init", "--node-name", "a b"], ["--node-name", "no node name"]),
    (["init", "--profile", "cis"], ["--profile", "hardened"]),
    (["init", "-o", "xml"], ["--output", "json"]),
    (["init", "--progress", "loud"], ["loud", "lines"]),
    (["init", "-v", "much"], ["-v"]),
    (["init", "--config", "/nowhere.yaml"], ["no configuration file /nowhere.yaml"]),
    (["init", "--config", "/etc"], ["/etc", "directory"]),
    (["init", "--config", "/fifo"], ["/fifo", "cannot read"]),
    (["init", "--config", "/loop"], ["/loop", "cannot read"]),
    (["init", "--config", "@", "--kubernetes-version", "v1.36.3"], ["cannot be mixed with --kubernetes-version"]),
    (["init", "--config", "@", "--pod-network-cidr", "10.0.0.0/8", "--token", SECRET],
     ["cannot be mixed with --pod-network-cidr, --token"]),
    (["init", "--config", "@", "--pod-network", "bridge"], ["needs a range for pods"]),
    (["init", "--config", "@", "--pod-network", "/none.yaml"], ["/none.yaml does not exist"]),
    (["init", "--config", "@", "--upload-certs"], ["external authority", "/etc/kubernetes/pki/ca.key"]),
    (["init", "--config", "@", "--ignore-preflight-errors", "all,Swap"], ["all"]),
    (["init", "phase", "certs", "ca", "--config", "/nowhere.yaml"], ["no configuration file"]),
    (["preflight", "--config", "/nowhere.yaml"], ["no configuration file"]),
    (["config", "validate"], ["--config"]),
    (["config", "validate", "--config", "/nowhere.yaml"], ["no configuration file"]),
    (["config", "print", "init-defaults", "--component-configs", "Kubelet"], ["KubeletConfiguration"]),
    (["config", "diff", "--config", "/nowhere.yaml"], ["no configuration file"]),
    (["config", "diff", "--patch", "/p"], ["no flag --patch", "did you mean --patches?"]),
    (["config", "diff", "-o", "xml"], ["--output", "json"]),
    (["config", "diff", "v1.36.3"], ["v1.36.3"]),
    (["config", "images", "list", "--kubernetes-version", "1"], ["--kubernetes-version"]),
    (["version", "-o", "short,json"], ["--output"]),
    (["upgrade"], ["/etc/kubernetes/admin.conf", "--kubeconfig"]),
    (["upgrade", "--kubeconfig", "/none.conf"], ["/none.conf"]),
    (["upgrade", "--kubeconfig", "/none.conf", "plan"], ["upgrade plan --kubeconfig"]),
    (["upgrade", "status", "--kubeconfig", "/none.conf"], ["no flag --kubeconfig"]),
    (["upgrade", "-o", "xml"], ["--output", "json"]),
    (["upgrade", "plam"], ["plam", "did you mean plan?"]),
    *UPGRADE_LINES,
    (["upgrade", "plan", "stable"], ["\"stable\" is no version"]),
    (["upgrade", "plan", "--config", "@"], ["no UpgradeConfiguration", "config print upgrade-defaults"]),
    (["upgrade", "diff", "--context-lines", "-1"], ["--context-lines"]),
    (["upgrade", "diff", "--allow-experimental-upgrades"], ["--allow-experimental-upgrades"]),
    (["reset", "--config", "@"], ["no ResetConfiguration", "config print reset-defaults"]),
    (["reset", "--config", "/nowhere.yaml"], ["no configuration file"]),
    (["reset", "--cri-socket", "tcp://127.0.0.1:1"], ["--cri-socket", "unix://"]),
    (["reset", "--ignore-preflight-errors", "all,IsPrivilegedUser"], ["--ignore-preflight-errors", "all"]),
    (["reset", "--skip-phases", "cleanup-nodes"], ["no phase cleanup-nodes", "did you mean cleanup-node?"]),
    (["reset", "phase", "cleanup-node", "mount"], ["no phase cleanup-node/mount", "cleanup-node/mounts"]),
    (["token", "create", SECRET], ["TOKEN", "no bootstrap token"]),
    (["token", "create", "--ttl", "soon"], ["--ttl", "no duration"]),
    (["token", "create", "--usages", "cooking,authentication"], ["--usages", "cooking"]),
    (["token", "create", "--config", "@", "--ttl", "1h"], ["cannot be mixed with --ttl"]),
    (["token", "create", "--certificate-key", "a"], ["--certificate-key", "--print-join-command"]),
    (["token", "delete", SECRET], ["neither a token", "kcluster token list"]),
    (["etcd", "verify", "/none.tar"], ["no file /none.tar"]),
    (["etcd", "drill", "/none.tar", "--work-dir", "/none"], ["etcd"]),
    (["etcd", "restore"], ["a backup is to be named"]),
    (["etcd", "restore", "/none.tar", "--force"], ["no file /none.tar"]),
    (["etcd", "restore", "/none.tar", "--pki"], ["no file /none.tar"]),
    (["etcd", "restore", "/none.tar", "--undo"], ["takes no file"]),
    (["etcd", "restore", "/none.tar", "--config", "@"], ["--config", "--pki"]),
    (["etcd", "restore", "/none.tar", "--bump-revision", "-1"], ["--bump-revision"]),
    (["etcd", "restore", "--undo"], ["no restore was begun"]),
    (["etcd", "restore", "plan", "/none.tar"], ["no file /none.tar"]),
    (["etcd", "restore", "stop"], ["--plan"]),
    (["etcd", "restore", "stop", "--plan", "/none.json"], ["no restore file /none.json"]),
    (["etcd", "restore", "build", "/none.tar", "--plan", "@"], ["is no restore file"]),
    (["etcd", "restore", "build", "/none.tar", "--plan", "@", "--discard-writes"], ["--undo"]),
    (["certs", "renew"], ["a certificate is to be named", "certs renew all"]),
    (["certs", "renew", "apiservr", "--config", "@"], ["no certificate \"apiservr\"", "did you mean apiserver?"]),
    (["certs", "renew", "ca", "--config", "@"], ["no certificate \"ca\""]),
    (["certs", "renew", "all", "apiserver", "--config", "@"], ["all names every certificate"]),
    (["certs", "renew", "all", "--within-days", "-1"], ["--within-days"]),
    (["certs", "renew", "all", "--config", "/nowhere.yaml"], ["no configuration file"]),
    (["certs", "renew", "all", "--schedule", "weekly"], ["--schedule", "--install-timer"]),
    (["certs", "renew", "all", "--install-timer", "--schedule", "daily\nExecStart=x"], ["schedule"]),
    (["certs", "renew", "all", "--install-timer", "--remove-timer"], ["--remove-timer"]),
    (["certs", "renew", "sheduler.conf", "--install-timer"], ["did you mean scheduler.conf?"]),
    (["certs", "check-expiration", "--warn-days", "soon"], ["--warn-days"]),
    (["certs", "check-expiration", "-o", "xml"], ["--output"]),
    (["certs", "check-expiration", "--config", "/nowhere.yaml"], ["no configuration file"]),
    (["certs", "generate-csr", "--config", "/nowhere.yaml"], ["no configuration file"]),
    (["certs", "recover", "192.168.1.20:6443", "--token", SECRET], ["--token", "no bootstrap token"]),
    (["certs", "recover", "192.168.1.20:6443", "192.168.1.21:6443"], ["192.168.1.21:6443"]),
    (["certs", "recover", "--tokn", SECRET], ["no flag --tokn", "did you mean --token?"]),
    (["certs", "approve-serving", "--schedule", "daily"], ["--schedule", "--install-timer"]),
    (["certs", "approve-serving", "--install-timer", "--kubeconfig", "@", "--schedule", "daily\nExecStart=x"],
     ["schedule"]),
    (["certs", "approve-serving", "--install-timer", "--remove-timer"], ["--remove-timer"]),
    (["certs", "approve-serving", "csr-1", "--install-timer"], ["leave out names and --deny"]),
    (["certs", "approve-serving", "--deny", "--install-timer"], ["leave out names and --deny"]),
    (["certs", "approve-serving", "--deni"], ["no flag --deni", "did you mean --deny?"]),
    (["certs", "approve-serving", "-o", "xml"], ["--output"]),
    (["certs", "certificate-keys"], ["no command certificate-keys", "did you mean certificate-key?"]),
    (["encryption"], ["a subcommand is required"]),
    (["encryption", "rotat"], ["no command rotat", "did you mean rotate?"]),
    (["encryption", "enable", "--provider", "rot13"], ["--provider", "secretbox"]),
    (["encryption", "disable", "--provider", "aescbc"], ["no flag --provider"]),
    (["encryption", "status", "cka-control"], ["cka-control"]),
    (["encryption", "status", "-o", "xml"], ["--output", "json"]),
    (["encryption", "rotate"], ["no control plane"]),
    (["kubeconfig", "user"], ["--client-name"]),
    (["kubeconfig", "user", "--client-name", "", "--config", "@"], ["--client-name"]),
    (["kubeconfig", "user", "--client-name", "a", "--validity-period", "1y", "--config", "@"],
     ["--validity-period", "8760h"]),
    (["kubeconfig", "user", "--client-name", "a", "--validity-period", "-1h", "--config", "@"], ["--validity-period"]),
    (["audit", "now"], ["now"]),
    (["audit", "--fail-on", "error"], ["--fail-on", "warning"]),
    (["audit", "--fail-on"], ["--fail-on"]),
    (["audit", "--faild"], ["no flag --faild", "did you mean --failed?"]),
    (["audit", "--kubeconfig", "/none.conf"], ["no kubeconfig /none.conf", "--kubeconfig"]),
    (["audit", "-o", "xml"], ["--output", "json"]),
    (["bundle"], ["a subcommand is required", "kcluster bundle --help"]),
    (["bundle", "creat"], ["no command creat", "did you mean create?"]),
    (["bundle", "verify"], ["file"]),
    (["bundle", "verify", "/none.tar"], ["no file /none.tar"]),
    (["bundle", "verify", "/sound.yaml", "--verify-key", "/none.pub"], ["no file /none.pub"]),
    (["bundle", "verify", "/none.tar", "-o", "xml"], ["--output"]),
    (["bundle", "load", "/none.tar"], ["no file /none.tar"]),
    (["bundle", "create", "--kubernetes-version", "1"], ["--kubernetes-version"]),
    (["bundle", "create", "--kubernetes-version", "v1.99.0"], ["v1.99.0", "v1.34 to v1.36"]),
    (["bundle", "create", "--config", "/nowhere.yaml"], ["no configuration file"]),
    (["bundle", "create", "--config", "@", "--sign-key", "/none.pem"], ["no key file /none.pem"]),
    (["bundle", "create", "--sign-passphrase-fd", "3"], ["--sign-passphrase-fd", "--sign-key"]),
    (["init", "--bundle-key", "/a.pub"], ["--bundle-key", "--bundle"]),
    (["init", "--bundle"], ["--bundle"]),
    (["join", "--bundle-key", "/a.pub"], ["--bundle-key", "--bundle"]),
    (["upgrade", "apply", "v1.36.3", "--bundle-key", "/a.pub"], ["--bundle-key", "--bundle"]),
    (["upgrade", "plan", "--bundle", "/a.tar"], ["--bundle"]),
    (["node", "remove", "a", "--timeout", "soon"], ["--timeout", "no duration"]),
]


class BadInput(RootTest):
    def refused(self, argv: list[str], says: list[str], **more) -> str:
        before = self.snapshot()
        done = self.run_here(*argv, **more)
        self.assertEqual(done.returncode, 3, done.stdout + done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertEqual(self.snapshot(), before)
        self.check_message(done.stderr, says)
        return done.stderr

    def check_message(self, message: str, says: list[str]) -> None:
        """One error with at most one finding, a remedy, and all that is expected of it."""
        lines = message.splitlines()
        self.assertEqual(sum(line.startswith("error: ") for line in lines), 1, message)
        self.assertLessEqual(message.count("[ERROR]"), 1, message)
        self.assertIn("  try: ", message)
        self.assertLess(len(lines), 8, message)
        for words in says:
            self.assertIn(words.lower(), message.lower())


class Configurations(BadInput):
    def check(self, bad: Bad) -> None:
        data = bad.config if isinstance(bad.config, bytes) else bad.config.encode()
        (self.root / "config.yaml").write_bytes(data)
        for command in (["init"], ["init", "phase", "certs", "all"]):
            self.refused([*command, "--config", "/config.yaml"], bad.says)


class UpgradeConfigurations(BadInput):
    def check(self, bad: Bad) -> None:
        data = bad.config if isinstance(bad.config, bytes) else bad.config.encode()
        (self.root / "config.yaml").write_bytes(data)
        for command in (["apply", "v1.36.3"], ["node"], ["plan"], ["diff"], ["apply", "phase", "addon", "v1.36.3"]):
            self.refused(["upgrade", *command, "--config", "/config.yaml"], bad.says)

    def test_phases_that_are_none_are_those_of_the_command(self):
        (self.root / "config.yaml").write_text(
            UPGRADE + "apply: {skipPhases: [addons]}\nnode: {skipPhases: [post-upgrad]}\n")
        self.refused(["upgrade", "apply", "v1.36.3", "--config", "/config.yaml"], ["no phase addons"])
        self.refused(["upgrade", "node", "--config", "/config.yaml"], ["did you mean post-upgrade?"])

    def test_a_folder_of_patches_that_is_not_there(self):
        (self.root / "config.yaml").write_text(UPGRADE + "apply: {patches: {directory: /none}}\n")
        self.refused(["upgrade", "apply", "v1.36.3", "--config", "/config.yaml"], ["/none"])

    def test_a_damaged_journal(self):
        folder = self.root / "var/lib/kcluster/upgrade"
        folder.mkdir(parents=True)
        (folder / "upgrade.json").write_text("{")
        for command in (["status"], ["rollback", "--yes"], ["apply", "v1.36.3", "--yes"]):
            before = self.snapshot()
            done = self.run_here("upgrade", *command)
            self.assertEqual(done.returncode, 1, done.stderr)
            self.check_message(done.stderr, ["upgrade.json", "no journal of an upgrade"])
            self.assertEqual(self.snapshot(), before)

    def test_a_worker_cannot_tell_the_order(self):
        (self.root / "etc/kubernetes").mkdir(parents=True)
        (self.root / "etc/kubernetes/kubelet.conf").write_text("")
        self.refused(["upgrade"], ["this node is a worker", "--kubeconfig"])


class CommandLines(BadInput):
    def prepare(self) -> None:
        (self.root / "upgrade.yaml").write_text(UPGRADE)
        os.mkfifo(self.root / "fifo")
        (self.root / "loop").symlink_to("loop")
        (self.root / "etc/kubernetes/pki").mkdir(parents=True)
        (self.root / "etc/kubernetes/pki/ca.crt").write_text("of an authority whose key is elsewhere")

    def check(self, argv: list[str], says: list[str]) -> None:
        self.prepare()
        message = self.refused(["/sound.yaml" if word == "@" else word for word in argv], says)
        self.assertNotIn(SECRET, message)

    @unittest.skipIf(os.geteuid(), "only root can become somebody else")
    def test_unreadable(self):
        path = self.root / "secret.yaml"
        path.write_text(NODE)
        path.chmod(0o600)
        self.root.chmod(0o755)
        # this checkout may lie in a folder that only root may enter
        self.program = Path(shutil.copy(self.program, self.root / "kcluster"))
        self.refused(["init", "--config", "/secret.yaml"], ["/secret.yaml", "permission denied"], user=65534, group=65534)

    def test_no_root_folder(self):
        done = self.run_here("--rootfs", "/nowhere", "init")
        self.assertEqual(done.returncode, 3)
        self.check_message(done.stderr, ["--rootfs", "/nowhere"])


def name_of(text: str) -> str:
    return "test_" + "".join(c if c.isalnum() else "_" for c in text)


for row in CONFIGS:
    setattr(Configurations, name_of(row.name), lambda self, row=row: self.check(row))
for row in UPGRADE_CONFIGS:
    setattr(UpgradeConfigurations, name_of(row.name), lambda self, row=row: self.check(row))
for line, expected in LINES:
    setattr(CommandLines, name_of(" ".join(line)), lambda self, line=line, says=expected: self.check(line, says))


if __name__ == "__main__":
    unittest.main()
