"""Where kcluster differs from kubeadm on purpose: one table for the comparisons and for README."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Optional


@dataclass(frozen=True)
class Difference:
    what: str  # with its reason, as README says it
    path: str = ""  # a pattern of the paths it shows in; empty: it shows in no file or object
    drop: str = ""  # what is left out of both sides before they are compared there


UNKNOWN = r" *unknownField:.*\n( +a: 1\n)?"  # as tests/compare/configs and the random patches have it

ROWS = [
    Difference("Exit codes: 2 for a node that is not fit, 3 for usage and configuration; kubeadm ends with 1 for all."),
    Difference("Unknown keys of kubeadm.k8s.io documents are refused, with the nearest known one; kubeadm's init "
               "warns and goes on without them."),
    Difference("Keys of KubeletConfiguration and KubeProxyConfiguration that kcluster does not know are kept, with a "
               "warning: they may be those of a newer kubelet. kubeadm drops them.",
               r"var/lib/kubelet/config.yaml|object/ConfigMap/kube-system/(kubelet-config|kube-proxy)", UNKNOWN),
    Difference("Unknown fields that a patch adds to a static pod are kept, as it says; kubeadm drops them.",
               r"etc/kubernetes/manifests/.*\.yaml", UNKNOWN),
    Difference("Patches whose values have the wrong type are refused when they are applied, with the path in the pod."),
    Difference("RootlessControlPlane is refused: kubeadm itself is giving it up for user namespaces."),
    Difference("Kubernetes v1.34 to v1.36 are each deployed as the kubeadm of that minor does it; kubeadm deploys its "
               "own minor and the one before, with its own images."),
    Difference("Without kubernetesVersion the installed kubelet's is taken, and no label is looked up on the internet."),
    Difference("--node-name is written in lower case, as a name in the configuration is; kubeadm makes certificates for "
               "a name that the kubelet then does not have."),
    Difference("version -o json has no goVersion, and names the Kubernetes minors that can be deployed."),
    Difference("completion also knows fish, and completes phases and the words that a flag takes."),
    Difference("A bootstrap token may have expires without ttl; kubeadm's default ttl then contradicts it."),
    Difference("etcd's data folder is set to mode 0700 also when it was there before, and a lost+found in it is no "
               "reason to refuse it."),
    Difference("cgroup v1 is a warning where failCgroupV1 is false; kubeadm counts it as an error since 1.35."),
    Difference("Swap is an error where the kubelet would not start with it (failSwapOn); kubeadm warns."),
    Difference("The ports 10248 (the kubelet's health) and 2381 (etcd's) are checked, too."),
    Difference("Existing certificates are refused if they have expired, have another authority or key, or lack a name "
               "or a usage they need; kubeadm warns of some of it and goes on."),
    Difference("An object of the cluster that already says all that would be written is left alone, with the labels, "
               "annotations and fields that users added to it; kubeadm's update takes them away."),
    Difference("A joining node has its kubelet's certificate signed before the kubelet first starts (phase "
               "kubelet-bootstrap), with a key that never leaves the node. No bootstrap-kubelet.conf with the token "
               "is written; kubeadm's kubelet bootstraps itself by that file."),
    Difference("join looks at the node before it looks for the cluster, and at what the cluster needs afterwards "
               "(phases preflight/node and preflight/cluster); kubeadm does both at once."),
    Difference("A further control plane has every file in place when its kubelet first starts, and its etcd becomes "
               "a voter once it is in sync (phase etcd-promote, after etcd-join); kubeadm's etcd-join does both with "
               "the kubelet running."),
    Difference("A further control plane asks external etcd for its version; kubeadm does so only in init."),
    Difference("An init or join that was interrupted goes on when it is run again, and one that is done changes "
               "nothing: kcluster notes its wishes in /var/lib/kcluster, mode 0700."),
    Difference("More is checked before an init: disk, clock, kernel modules, the advertise address, ranges that overlap, "
               "the cgroup drivers of kubelet and runtime, and that an authority without its key has signed all it must."),
    Difference("`token create` refuses a token or other flags beside --config; kubeadm passes the token over."),
    Difference("`token list` is one table; kubeadm aligns each of its rows by itself."),
    Difference("`reset` removes by name what kubeadm, kcluster and the kubelet lay down, its own CNI configuration"
               " too, and names what others put into these folders; kubeadm empties the folders and leaves the CNI"
               " configuration."),
    Difference("`reset` unmounts what the kubelet mounts below /var/lib/kubelet; other mounts and busy ones stay, "
               "are listed, and end it with exit code 1. kubeadm unmounts all and deletes what lies below."),
    Difference("`reset` refuses when the other members of etcd would lose their quorum, or have none; kubeadm "
               "warns and goes on."),
    Difference("`reset` without etcd's manifest leaves /var/lib/etcd alone; kubeadm empties it."),
    Difference("`certs renew` restarts what uses renewed certificates on this node, one by one, and sees the new "
               "ones served (--no-restart leaves that to its user, as kubeadm does)."),
    Difference("`certs renew` takes several names, only what ends soon (--within-days), and renews the "
               "certificate in kubelet.conf where one is embedded; a kubeconfig that embeds none is passed over, "
               "kubeadm stops there."),
    Difference("A kubeconfig that trusts the authority beside others goes on trusting them when it is renewed; "
               "kubeadm's renewal leaves the authority alone."),
    Difference("`certs check-expiration` also tells what it can when an authority's certificate is missing."),
    Difference("`certs generate-csr` makes no requests for an etcd that is external, and names all files that "
               "are in its way before it writes any."),
    Difference("`upgrade plan` asks nobody outside the cluster: without a version it offers those whose images are on "
               "the node. It shows who stands where in the order, and ends with 2 when something is in the way. "
               "kube-proxy's version is its image's, with its v; kubeadm's own row is missing."),
    Difference("No check of an upgrade changes anything: instead of CreateJob's pod the components' health is asked. "
               "More is looked at: etcd's members, deprecated APIs in use, flags and feature gates that the target "
               "lacks, budgets."),
    Difference("An upgrade never goes to an older version; kubeadm's policy lets it go one minor back."),
    Difference("Plugins of the Corefile that no migration is known for are kept with a warning; kubeadm's upgrade "
               "stops at them (CoreDNSUnsupportedPlugins)."),
    Difference("`upgrade apply` replaces etcd and the control plane at once with the kubelet at rest, and takes a "
               "failure back as a whole; kubeadm replaces them one by one. Both renew certificates; kcluster gives "
               "the API server's client certificate for kubelets the form of v1.36, once the binding that replaces "
               "its group is there."),
    Difference("`upgrade` has phases of its own (backup, kubelet-access, renew-certs, control-plane/swap, health and "
               "verify) and the commands rollback and status; kubeadm's copies in /etc/kubernetes/tmp are not made."),
    Difference("`upgrade` alone shows the cluster's order, `upgrade node` has --drain; its phases have the names of "
               "apply's, also on a worker, where all but kubelet-config are skipped. A phase that runs alone belongs "
               "to the upgrade's journal."),
    Difference("`upgrade diff` shows etcd's manifest and the cluster's objects as well, with 3 lines of context unless "
               "it is told otherwise (kubeadm shows none)."),
    Difference("Commands of kcluster's own: preflight, status, doctor, audit, etcd, encryption, pod-network, join-command, "
               "node remove, reconfigure, bundle, upgrade status and rollback, certs recover and approve-serving, config "
               "diff."),
    Difference("init makes the service accounts of the controllers (phase controller-accounts), for which the "
               "controller manager needs five seconds: until then it signs no certificate and schedules nothing."),
    Difference("Phases of kcluster's own: controller-accounts, pod-network, encryption (with --encrypt-secrets alone), "
               "hardening and approve-serving (both with --profile hardened alone), and preflight's pulling of images over "
               "CRI."),
    Difference("A cluster of `init --profile hardened` or with `--encrypt-secrets` names files in "
               "/etc/kubernetes/hardening and /etc/kubernetes/encryption, which kcluster's join brings to a further "
               "control plane. kubeadm's does not, and its API server does not start before they are copied there; "
               "`config diff` names them. A worker needs none."),
    Difference("config images refuses flags that a --config beside them would silence, and takes the installed "
               "kubelet's version for a missing one."),
    Difference("The health check limit of 0s that kubeadm config migrate writes is taken for the usual 4m0s."),
    Difference("A string << is written in quotes: YAML 1.1 would read a merge key."),
]


def intended(path: str, theirs: Optional[str], ours: Optional[str]) -> bool:
    if theirs is None or ours is None:
        return False
    for row in ROWS:
        if row.path and re.fullmatch(row.path, path):
            theirs, ours = (re.sub(row.drop, "", side, flags=re.M) for side in (theirs, ours))
    return theirs == ours


def unintended(theirs: dict[str, str], ours: dict[str, str]) -> str:
    """The differences that no row intends, as diffs from kubeadm's text to kcluster's; "" for none."""
    lines = []
    for path in sorted(theirs.keys() | ours.keys()):
        if not intended(path, theirs.get(path), ours.get(path)):
            lines += difflib.unified_diff(theirs.get(path, "").splitlines(), ours.get(path, "").splitlines(),
                                          f"kubeadm {path}", f"kcluster {path}", lineterm="")
    return "\n".join(lines)
