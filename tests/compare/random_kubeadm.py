"""InitConfiguration and ClusterConfiguration with anything in them that kubeadm accepts."""

from __future__ import annotations

from compare.emit import Raw
from compare.pick import Pick

API = "kubeadm.k8s.io/v1beta4"
V4 = [f"{a}.{b}.0.0/{m}" for a, b, m in ((10, 96, 16), (10, 100, 12), (172, 20, 20), (192, 99, 24))]
V6 = ["fd00:10:96::/112", "fd12:3456::/108", "2001:db8:5::/116"]
PODS4, PODS6 = ["10.244.0.0/16", "100.64.0.0/12", "10.1.2.0/24"], ["fd00:10:244::/56", "2001:db8:42::/48"]
ALGORITHMS = ["ECDSA-P256", "ECDSA-P256", "ECDSA-P384"]  # RSA costs a second a key
VALUES = ["true", "0", "a=b,c=d", "", " spaced out ", "quote\"s", "10m0s", "{a: b}", "@x", "null", "üñ", "1e3",
          "a: b", "- x", "#no comment", "yes", "0x1F", "%d", "back\\slash"]
ENVS = [
    {"name": "PLAIN", "value": "x"}, {"name": "EMPTY", "value": ""}, {"name": "BARE"},
    {"name": "NUMBER", "value": "12"}, {"name": "HTTP_PROXY", "value": "http://proxy.test:3128"},
    {"name": "NODE", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}},
    {"name": "IP", "valueFrom": {"fieldRef": {"apiVersion": "v1", "fieldPath": "status.podIP"}}},
    {"name": "MAP", "valueFrom": {"configMapKeyRef": {"name": "m", "key": "k", "optional": True}}},
    {"name": "SECRET", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}},
    {"name": "CPU", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu"}}},
    {"name": "MEM", "valueFrom": {"resourceFieldRef": {"resource": "limits.memory", "divisor": "1Mi"}}},
]
DURATIONS = ["1h0m0s", "100h", "8760h0m0s", "90m", "36h30m", "876000h"]


def args(pick: Pick, names: list[str]) -> list[dict]:
    """Names may repeat, and may be those of defaults."""
    chosen = [pick.one(names) for _ in range(pick.random.randint(0, 4))]
    return [{"name": name, "value": pick.one(VALUES)} for name in chosen]


def volumes(pick: Pick) -> list[dict]:
    out = []
    for name in pick.some(["audit", "k8s-certs", "ca-certs", "kubeconfig", "z-last", "flexvolume-dir"]):
        volume = {"name": name, "hostPath": f"/srv/{name}", "mountPath": f"/mnt/{name}"}
        volume.update(pick.fields({"readOnly": [True, False],
                                   "pathType": ["DirectoryOrCreate", "File", "Socket", "", "FileOrCreate"]}))
        out.append(volume)
    return out


def component(names: list[str]):
    return lambda pick: pick.fields({
        "extraArgs": lambda p: args(p, names),
        "extraVolumes": volumes,
        "extraEnvs": lambda p: p.some(ENVS, 4)}, 0.5)


def api_server(pick: Pick) -> dict:
    names = ["advertise-address", "authorization-mode", "authorization-config", "enable-admission-plugins",
             "etcd-servers", "v", "audit-log-path", "service-account-issuer", "bind-address", "secure-port"]
    sans = ["api.example.test", "10.9.8.7", "*.wild.example.test", "fd00::7", "UPPER.Example.Test", "10.9.8.7"]
    return {**component(names)(pick), **pick.fields({"certSANs": lambda p: p.some(sans, 5)}, 0.5)}


def controller_manager(pick: Pick) -> dict:
    names = ["bind-address", "leader-elect", "flex-volume-plugin-dir", "cluster-name", "controllers",
             "cluster-signing-cert-file", "v", "terminated-pod-gc-threshold"]
    return component(names)(pick)


def scheduler(pick: Pick) -> dict:
    return component(["bind-address", "leader-elect", "config", "kubeconfig", "v"])(pick)


def repository(pick: Pick) -> str:
    return pick.one(["mirror.example.test:5000/k8s", "registry.k8s.io", "localhost:32000", "10.0.0.5:443/a/b_c",
                     "registry.k8s.io/coredns", "ghcr.io/own-er/x.y"])


TAGS = ["v9.9.9", "3.5.24-0", "3.6.8-0", "latest", "1.2.3_build4", "3.6.0"]
METRICS = ["http://0.0.0.0:2381", "https://10.0.0.9:3381,http://127.0.0.1:2382", "http://[::1]:2381", "bad"]


def local_etcd(pick: Pick) -> dict:
    names = ["listen-metrics-urls", "quota-backend-bytes", "name", "advertise-client-urls", "data-dir",
             "initial-cluster", "snapshot-count"]
    made = component(names)(pick)
    made.pop("extraVolumes", None)
    if pick.chance(0.3):
        made["extraArgs"] = [{"name": "listen-metrics-urls", "value": pick.one(METRICS)}]
    return {**made, **pick.fields({
        "imageRepository": repository, "imageTag": TAGS, "dataDir": ["/srv/etcd", "/var/lib/etcd", "/e"],
        "serverCertSANs": lambda p: p.some(["etcd.test", "10.3.3.3", "::1", "localhost"]),
        "peerCertSANs": lambda p: p.some(["peer.test", "fd00::3", "127.0.0.1"])})}


def external_etcd(pick: Pick, version: str) -> dict:
    folder = pick.one(["/etc/kubernetes/pki/etcd", "/etc/etcd/tls", "/etc/ssl/certs/etcd", "/opt"])
    secured = {"caFile": f"{folder}/ca.crt", "certFile": f"{folder}/client.crt", "keyFile": "/etc/keys/client.key"}
    out = pick.one([
        {"endpoints": ["http://10.0.0.1:2379"], "caFile": "", "certFile": "", "keyFile": ""},
        {"endpoints": ["https://10.0.0.1:2379", "https://[fd00::2]:2379"], **secured},
        {"endpoints": ["https://etcd.test:2379"], "caFile": f"{folder}/ca.crt", "certFile": "", "keyFile": ""}])
    if version >= "v1.35" and pick.chance(0.3):
        out = {**out, "httpEndpoints": ["http://10.0.0.1:2382"]}
    return out


def networking(pick: Pick) -> dict:
    family = pick.one([(V4, PODS4), (V4, PODS4), (V6, PODS6)])
    services, pods = pick.one(family[0]), pick.one(family[1])
    if pick.chance(0.3):
        other = (V6, PODS6) if family[0] is V4 else (V4, PODS4)
        services, pods = f"{services},{pick.one(other[0])}", f"{pods},{pick.one(other[1])}"
    return pick.fields({"serviceSubnet": [services], "podSubnet": [pods],
                        "dnsDomain": ["cluster.local", "corp.example.test", "k8s"]}, 0.6)


def images(pick: Pick) -> dict:
    return pick.fields({"imageRepository": repository, "imageTag": TAGS, "disabled": [True, False]})


def gates(pick: Pick, version: str) -> dict:
    known = ["NodeLocalCRISocket", "PublicKeysECDSA"]
    if version < "v1.36":
        known.append("ControlPlaneKubeletLocalMode")
    if version < "v1.35":
        known.append("WaitForAllControlPlaneComponents")
    # RSA keys would come of PublicKeysECDSA: false
    return {name: True if name == "PublicKeysECDSA" else pick.one([True, False]) for name in pick.some(known)}


def cluster_configuration(pick: Pick, version: str) -> dict:
    etcd = {"external": external_etcd(pick, version)} if pick.chance(0.15) else {"local": local_etcd(pick)}
    return {"apiVersion": API, "kind": "ClusterConfiguration", "kubernetesVersion": version,
            "encryptionAlgorithm": pick.one(ALGORITHMS), **pick.fields({
                "etcd": [etcd], "networking": networking, "apiServer": api_server,
                "controllerManager": controller_manager, "scheduler": scheduler, "dns": images,
                "proxy": [{}, {"disabled": True}, {"disabled": False}],
                "controlPlaneEndpoint": ["api.example.test", "api.example.test:443", "10.7.7.7:7443", "10.7.7.7",
                                         "[fd00::9]:6443", "fd00::9"],
                "certificatesDir": ["/etc/kubernetes/pki", "/srv/pki"], "imageRepository": repository,
                "clusterName": ["kubernetes", "blue", "Ein Name"],
                "featureGates": lambda p: gates(p, version),
                "certificateValidityPeriod": DURATIONS, "caCertificateValidityPeriod": DURATIONS}, 0.4)}


TAINTS = [{"key": "a", "effect": "NoSchedule"}, {"key": "b.test/c", "value": "d", "effect": "NoExecute"},
          {"key": "node-role.kubernetes.io/control-plane", "effect": "PreferNoSchedule"}]


def node(pick: Pick) -> dict:
    names = ["node-ip", "hostname-override", "v", "node-labels", "container-runtime-endpoint", "cert-dir"]
    return {"criSocket": pick.one(["unix:///run/containerd/containerd.sock", "/run/crio/crio.sock"]), **pick.fields({
        "name": ["cka-control", "UPPER.Node", "n1.example.test"], "taints": lambda p: p.some(TAINTS),
        "kubeletExtraArgs": lambda p: args(p, names), "imagePullPolicy": ["Always", "Never", "IfNotPresent", ""],
        "imagePullSerial": [True, False], "ignorePreflightErrors": lambda p: p.some(["Swap", "numcpu"])}, 0.5)}


TOKENS = [{"token": "abcdef.0123456789abcdef"}, {"token": "zzzzz9.0123456789abcdef", "ttl": "0s", "description": "d"},
          {"token": "ttltt1.0123456789abcdef", "ttl": "48h0m0s", "usages": ["authentication"]},
          {"token": "group1.0123456789abcdef", "groups": ["system:bootstrappers:mine"]}]
LIMITS = {name: ["30s", "4m0s", "1h", "1m30.5s"] for name in (
    "controlPlaneComponentHealthCheck", "kubeletHealthCheck", "kubernetesAPICall", "etcdAPICall", "discovery")}


def init_configuration(pick: Pick, version: str) -> dict:
    address = pick.one(["192.168.1.20", "192.168.1.20", "fd00:1::20"])
    return {"apiVersion": API, "kind": "InitConfiguration", "nodeRegistration": node(pick),
            "localAPIEndpoint": {"advertiseAddress": address, **pick.fields({"bindPort": [7443, Raw("0x1BB")]}, 0.2)},
            **pick.fields({"bootstrapTokens": lambda p: p.some(TOKENS), "timeouts": lambda p: p.fields(LIMITS),
                           "certificateKey": ["0123456789abcdef" * 4], "skipPhases": [[], ["addon/coredns"]]})}
