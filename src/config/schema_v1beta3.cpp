#include "config/schema.h"

// kubeadm.k8s.io/v1beta3, removed in v1.37 (k/k cmd/kubeadm/app/apis/kubeadm/v1beta3/types.go,
// v1.36): extra arguments are maps, and what v1beta4 added is missing.
namespace kcluster {
namespace {

using enum Type;

constexpr Field kPatches[] = {{"directory"}};
constexpr Field kTaint[] = {{"key"}, {"value"}, {"effect"}, {"timeAdded"}};
constexpr Field kApiEndpoint[] = {{"advertiseAddress"}, {"bindPort", integer}};
constexpr Field kVolume[] = {
    {"name"}, {"hostPath"}, {"mountPath"}, {"readOnly", boolean}, {"pathType"}};
constexpr Field kNodeRegistration[] = {{"name"},
                                       {"criSocket"},
                                       {"taints", objects, kTaint},
                                       {"kubeletExtraArgs", text_map},
                                       {"ignorePreflightErrors", texts},
                                       {"imagePullPolicy"}};
constexpr Field kBootstrapToken[] = {{"token"},   {"description"},   {"ttl", duration},
                                     {"expires"}, {"usages", texts}, {"groups", texts}};

constexpr Field kInit[] = {{"bootstrapTokens", objects, kBootstrapToken},
                           {"nodeRegistration", object, kNodeRegistration},
                           {"localAPIEndpoint", object, kApiEndpoint},
                           {"certificateKey"},
                           {"skipPhases", texts},
                           {"patches", object, kPatches}};

constexpr Field kLocalEtcd[] = {
    {"imageRepository"},       {"imageTag"},           {"dataDir"}, {"extraArgs", text_map},
    {"serverCertSANs", texts}, {"peerCertSANs", texts}};
constexpr Field kExternalEtcd[] = {{"endpoints", texts}, {"caFile"}, {"certFile"}, {"keyFile"}};
constexpr Field kEtcd[] = {{"local", object, kLocalEtcd}, {"external", object, kExternalEtcd}};
constexpr Field kNetworking[] = {{"serviceSubnet"}, {"podSubnet"}, {"dnsDomain"}};
constexpr Field kComponent[] = {{"extraArgs", text_map}, {"extraVolumes", objects, kVolume}};
constexpr Field kApiServer[] = {{"extraArgs", text_map},
                                {"extraVolumes", objects, kVolume},
                                {"certSANs", texts},
                                {"timeoutForControlPlane", duration}};
constexpr Field kDns[] = {{"imageRepository"}, {"imageTag"}};

constexpr Field kCluster[] = {{"etcd", object, kEtcd},
                              {"networking", object, kNetworking},
                              {"kubernetesVersion"},
                              {"controlPlaneEndpoint"},
                              {"apiServer", object, kApiServer},
                              {"controllerManager", object, kComponent},
                              {"scheduler", object, kComponent},
                              {"dns", object, kDns},
                              {"certificatesDir"},
                              {"imageRepository"},
                              {"featureGates", boolean_map},
                              {"clusterName"}};

constexpr Field kTokenDiscovery[] = {{"token"},
                                     {"apiServerEndpoint"},
                                     {"caCertHashes", texts},
                                     {"unsafeSkipCAVerification", boolean}};
constexpr Field kFileDiscovery[] = {{"kubeConfigPath"}};
constexpr Field kDiscovery[] = {{"bootstrapToken", object, kTokenDiscovery},
                                {"file", object, kFileDiscovery},
                                {"tlsBootstrapToken"},
                                {"timeout", duration}};
constexpr Field kJoinControlPlane[] = {{"localAPIEndpoint", object, kApiEndpoint},
                                       {"certificateKey"}};
constexpr Field kJoin[] = {{"nodeRegistration", object, kNodeRegistration},
                           {"caCertPath"},
                           {"discovery", object, kDiscovery},
                           {"controlPlane", object, kJoinControlPlane},
                           {"skipPhases", texts},
                           {"patches", object, kPatches}};

constexpr Kind kKinds[] = {{Role::init, kOldApi, "InitConfiguration", kInit},
                           {Role::cluster, kOldApi, "ClusterConfiguration", kCluster},
                           {Role::join, kOldApi, "JoinConfiguration", kJoin}};

}  // namespace

std::span<const Kind> kinds_v1beta3() { return kKinds; }

}  // namespace kcluster
