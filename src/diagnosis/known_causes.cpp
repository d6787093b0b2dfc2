#include "diagnosis/causes.h"

namespace kcluster {
namespace {

using Where = CauseRow::Where;

// Roots first: what stops the kubelet, then what stops a container, then what follows from
// another's failure. Marks are parts of the messages of Kubernetes 1.34 to 1.36, etcd 3.6,
// containerd and runc.
const CauseRow kCauses[] = {
    {"swap",
     Where::kubelet,
     {"running with swap on is not supported"},
     "swap is on, and the kubelet refuses to run with it",
     "swapoff -a, and take swap out of /etc/fstab; or set failSwapOn: false in "
     "KubeletConfiguration",
     Hope::none},
    {"cgroup-driver",
     Where::anywhere,
     {"expected cgroupsPath to be of format", "misconfiguration: kubelet cgroup driver",
      "is different from docker cgroup driver", "cgroup driver mismatch"},
     "kubelet and container runtime manage control groups differently",
     "set SystemdCgroup = true for runc in /etc/containerd/config.toml (CRI-O: cgroup_manager = "
     "\"systemd\") and restart the runtime; or set cgroupDriver in KubeletConfiguration to the "
     "runtime's",
     Hope::fading},
    {"cgroup-v1",
     Where::kubelet,
     {"kubelet is configured to not run on a host using cgroup v1"},
     "this machine has cgroup v1, with which the kubelet refuses to run since 1.35",
     "boot with cgroup v2 (systemd.unified_cgroup_hierarchy=1), or for the time being set "
     "failCgroupV1: false in KubeletConfiguration",
     Hope::none},
    {"cgroups-missing",
     Where::kubelet,
     {"failed to find cgroups of kubelet", "failed to find required cgroups",
      "required cgroups disabled"},
     "the kernel's control groups are not what the kubelet needs",
     "boot with cgroup v2 (systemd.unified_cgroup_hierarchy=1) and the controllers cpu, memory and "
     "pids"},
    {"kubelet-flag",
     Where::kubelet,
     {"failed to parse kubelet flag", "unknown flag: --", "unknown shorthand flag",
      "unknown command \""},
     "the kubelet does not know one of its flags",
     "correct /etc/default/kubelet and the unit's drop-ins, or nodeRegistration.kubeletExtraArgs, "
     "then `kcluster reset` and init again",
     Hope::none},
    {"kubelet-configuration",
     Where::kubelet,
     {"failed to load kubelet config file", "failed to validate kubelet configuration",
      "invalid configuration:", "failed to construct kubelet dependencies"},
     "the kubelet rejects its configuration",
     "correct the KubeletConfiguration document or patch as the line says, then "
     "`kcluster reset` and init again",
     Hope::none},
    {"runtime-silent",
     Where::kubelet,
     {"validate CRI v1 runtime API", "validate CRI v1 image API",
      "unable to determine runtime API version",
      "failed to run Kubelet: validate service connection"},
     "the kubelet cannot talk to the container runtime",
     "systemctl status containerd (or crio), and check that nodeRegistration.criSocket is its "
     "socket and "
     "its CRI plugin is not disabled"},
    {"sandbox-image",
     Where::kubelet,
     {"failed to get sandbox image", "failed to pull sandbox image",
      "failed to pull image \\\"registry.k8s.io/pause"},
     "the runtime cannot get its pause image",
     "let the node reach the registry, import the image, or set the runtime's sandbox image to one "
     "it has"},
    {"image-impossible",
     Where::kubelet,
     {"ErrImageNeverPull", "InvalidImageName"},
     "its image is missing and will not be pulled, or has no valid name",
     "import the image, or correct imageRepository, imageTag and patched pull policies, then run "
     "init again",
     Hope::fading},
    {"image-missing",
     Where::kubelet,
     {"ErrImagePull", "ImagePullBackOff", "Failed to pull image"},
     "an image of the control plane is missing and cannot be pulled",
     "let the node reach the registry (proxy, DNS), correct imageRepository and kubernetesVersion, "
     "or "
     "import the image"},
    {"manifest-invalid",
     Where::kubelet,
     {"Could not process manifest file", "could not process manifest file"},
     "the kubelet rejects a static pod's manifest",
     "correct the extra arguments, volumes or patches of that component, then "
     "`kcluster reset` and init again",
     Hope::fading},
    {"no-space",
     Where::anywhere,
     {"no space left on device", "disk quota exceeded"},
     "a disk is full",
     "free space on the file systems of /var/lib/etcd, /var/lib/kubelet and the runtime"},
    {"unknown-flag",
     Where::containers,
     {"unknown flag: --", "flag provided but not defined: -", "unknown shorthand flag",
      "invalid argument \"", "invalid value \""},
     "the component does not know one of its flags, or its value",
     "correct its extraArgs in the configuration as the line says, then "
     "`kcluster reset` and init again",
     Hope::none},
    {"port-taken",
     Where::anywhere,
     {"bind: address already in use", "address already in use"},
     "another process listens on the port it needs",
     "find it with ss -ltnp and stop it, or choose another port",
     Hope::fading},
    {"address-missing",
     Where::containers,
     {"cannot assign requested address"},
     "it shall listen on an address that this node does not have",
     "set localAPIEndpoint.advertiseAddress to an address of this node (ip addr)",
     Hope::fading},
    {"etcd-removed",
     Where::containers,
     {"the member has been permanently removed from the cluster",
      "member has been removed from the cluster", "this member has been removed"},
     "this node's member was taken out of etcd's cluster",
     "`kcluster reset` on this node, then join it again as a control plane",
     Hope::none},
    {"etcd-data",
     Where::containers,
     {"cluster ID mismatch", "has already been bootstrapped", "wal: crc mismatch",
      "walpb: crc mismatch", "snap: snapshot file doesn't exist", "freepages: failed",
      "failed to recover v3 backend", "invalid database", "failed to open database",
      "failed to find database snapshot", "failed to read WAL"},
     "etcd's data belongs to another cluster or is damaged",
     "move /var/lib/etcd away if the data is not wanted, or restore a snapshot",
     Hope::fading},
    {"certificate",
     Where::anywhere,
     {"x509: ", "tls: bad certificate", "tls: private key does not match", "remote error: tls",
      "certificate has expired", "unable to load client CA", "failed to find any PEM data",
      "unable to load server certificate"},
     "a certificate is wrong: expired, of another authority, without a name, or with another's key",
     "look at /etc/kubernetes/pki with openssl x509 -noout -text, check the clock, and remove the "
     "wrong file so that init makes it again",
     Hope::fading},
    {"dns-loop",
     Where::containers,
     {"plugin/loop: Loop ("},
     "CoreDNS asks itself: the node's resolv.conf leads back to the cluster's DNS or to a resolver "
     "on the loopback",
     "set resolvConf in KubeletConfiguration to the real one (systemd-resolved: "
     "/run/systemd/resolve/resolv.conf), then `kubectl -n kube-system rollout restart "
     "deployment/coredns`",
     Hope::none},
    {"permission",
     Where::containers,
     {"permission denied", "operation not permitted"},
     "it may not read or write a file it needs",
     "compare the file's owner and mode with a fresh cluster's; look for SELinux or AppArmor "
     "denials",
     Hope::fading},
    {"file-missing",
     Where::containers,
     {"no such file or directory"},
     "a file that it is told to read does not exist in its container",
     "mount the file with extraVolumes, or correct the flag that names it",
     Hope::fading},
    {"etcd-unreachable",
     Where::containers,
     {"127.0.0.1:2379: connect: connection refused",
      ":2379: connect: ", "error creating storage factory",
      "grpc: addrConn.createTransport failed to connect", "Error while dialing"},
     "the API server does not reach etcd",
     "see why etcd is not running (its container's log), or for external etcd check its endpoints, "
     "firewall and client certificate"},
    {"api-unreachable",
     Where::containers,
     {":6443: connect: connection refused", ":6443/api", "dial tcp"},
     "the API server does not answer it",
     "see why kube-apiserver is not running (its container's log)"},
};

}  // namespace

std::span<const CauseRow> known_causes() { return kCauses; }

}  // namespace kcluster
