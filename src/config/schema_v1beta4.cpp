#include "config/schema.h"

// kubeadm.k8s.io/v1beta4, key by key (k/k cmd/kubeadm/app/apis/kubeadm/v1beta4/types.go, v1.36).
namespace kcluster {
namespace {

using enum Type;

constexpr Field kArg[] = {{"name"}, {"value"}};
constexpr Field kPatches[] = {{"directory"}};
constexpr Field kTaint[] = {{"key"}, {"value"}, {"effect"}, {"timeAdded"}};
constexpr Field kApiEndpoint[] = {{"advertiseAddress"}, {"bindPort", integer}};

// core/v1 EnvVar
constexpr Field kFieldRef[] = {{"apiVersion"}, {"fieldPath"}};
constexpr Field kResourceFieldRef[] = {{"containerName"}, {"resource"}, {"divisor", anything}};
constexpr Field kKeyRef[] = {{"name"}, {"key"}, {"optional", boolean}};
constexpr Field kFileKeyRef[] = {{"volumeName"}, {"path"}, {"key"}, {"optional", boolean}};
constexpr Field kValueFrom[] = {{"fieldRef", object, kFieldRef},
                                {"resourceFieldRef", object, kResourceFieldRef},
                                {"configMapKeyRef", object, kKeyRef},
                                {"secretKeyRef", object, kKeyRef},
                                {"fileKeyRef", object, kFileKeyRef}};
constexpr Field kEnvVar[] = {{"name"}, {"value"}, {"valueFrom", object, kValueFrom}};

constexpr Field kVolume[] = {
    {"name"}, {"hostPath"}, {"mountPath"}, {"readOnly", boolean}, {"pathType"}};

constexpr Field kTimeouts[] = {{"controlPlaneComponentHealthCheck", duration},
                               {"kubeletHealthCheck", duration},
                               {"kubernetesAPICall", duration},
                               {"etcdAPICall", duration},
                               {"tlsBootstrap", duration},
                               {"discovery", duration},
                               {"upgradeManifests", duration}};

constexpr Field kNodeRegistration[] = {{"name"},
                                       {"criSocket"},
                                       {"taints", objects, kTaint},
                                       {"kubeletExtraArgs", objects, kArg},
                                       {"ignorePreflightErrors", texts},
                                       {"imagePullPolicy"},
                                       {"imagePullSerial", boolean}};

constexpr Field kBootstrapToken[] = {{"token"},   {"description"},   {"ttl", duration},
                                     {"expires"}, {"usages", texts}, {"groups", texts}};

constexpr Field kInit[] = {{"bootstrapTokens", objects, kBootstrapToken},
                           {"dryRun", boolean},
                           {"nodeRegistration", object, kNodeRegistration},
                           {"localAPIEndpoint", object, kApiEndpoint},
                           {"certificateKey"},
                           {"skipPhases", texts},
                           {"patches", object, kPatches},
                           {"timeouts", object, kTimeouts}};

constexpr Field kLocalEtcd[] = {{"imageRepository"},
                                {"imageTag"},
                                {"dataDir"},
                                {"extraArgs", objects, kArg},
                                {"extraEnvs", objects, kEnvVar},
                                {"serverCertSANs", texts},
                                {"peerCertSANs", texts}};
constexpr Field kExternalEtcd[] = {
    {"endpoints", texts}, {"httpEndpoints", texts}, {"caFile"}, {"certFile"}, {"keyFile"}};
constexpr Field kEtcd[] = {{"local", object, kLocalEtcd}, {"external", object, kExternalEtcd}};

constexpr Field kNetworking[] = {{"serviceSubnet"}, {"podSubnet"}, {"dnsDomain"}};

constexpr Field kComponent[] = {{"extraArgs", objects, kArg},
                                {"extraVolumes", objects, kVolume},
                                {"extraEnvs", objects, kEnvVar}};
constexpr Field kApiServer[] = {{"extraArgs", objects, kArg},
                                {"extraVolumes", objects, kVolume},
                                {"extraEnvs", objects, kEnvVar},
                                {"certSANs", texts}};

constexpr Field kDns[] = {{"imageRepository"}, {"imageTag"}, {"disabled", boolean}};
constexpr Field kProxy[] = {{"disabled", boolean}};

constexpr Field kCluster[] = {{"etcd", object, kEtcd},
                              {"networking", object, kNetworking},
                              {"kubernetesVersion"},
                              {"controlPlaneEndpoint"},
                              {"apiServer", object, kApiServer},
                              {"controllerManager", object, kComponent},
                              {"scheduler", object, kComponent},
                              {"dns", object, kDns},
                              {"proxy", object, kProxy},
                              {"certificatesDir"},
                              {"imageRepository"},
                              {"featureGates", boolean_map},
                              {"clusterName"},
                              {"encryptionAlgorithm"},
                              {"certificateValidityPeriod", duration},
                              {"caCertificateValidityPeriod", duration}};

constexpr Field kTokenDiscovery[] = {{"token"},
                                     {"apiServerEndpoint"},
                                     {"caCertHashes", texts},
                                     {"unsafeSkipCAVerification", boolean}};
constexpr Field kFileDiscovery[] = {{"kubeConfigPath"}};
constexpr Field kDiscovery[] = {{"bootstrapToken", object, kTokenDiscovery},
                                {"file", object, kFileDiscovery},
                                {"tlsBootstrapToken"}};
constexpr Field kJoinControlPlane[] = {{"localAPIEndpoint", object, kApiEndpoint},
                                       {"certificateKey"}};

constexpr Field kJoin[] = {{"dryRun", boolean},
                           {"nodeRegistration", object, kNodeRegistration},
                           {"caCertPath"},
                           {"discovery", object, kDiscovery},
                           {"controlPlane", object, kJoinControlPlane},
                           {"skipPhases", texts},
                           {"patches", object, kPatches},
                           {"timeouts", object, kTimeouts}};

constexpr Field kReset[] = {
    {"cleanupTmpDir", boolean}, {"certificatesDir"},     {"criSocket"},
    {"dryRun", boolean},        {"force", boolean},      {"ignorePreflightErrors", texts},
    {"skipPhases", texts},      {"unmountFlags", texts}, {"timeouts", object, kTimeouts}};

constexpr Field kUpgradeApply[] = {
    {"kubernetesVersion"},         {"allowExperimentalUpgrades", boolean},
    {"allowRCUpgrades", boolean},  {"certificateRenewal", boolean},
    {"dryRun", boolean},           {"etcdUpgrade", boolean},
    {"forceUpgrade", boolean},     {"ignorePreflightErrors", texts},
    {"patches", object, kPatches}, {"printConfig", boolean},
    {"skipPhases", texts},         {"imagePullPolicy"},
    {"imagePullSerial", boolean}};
constexpr Field kUpgradeDiff[] = {{"kubernetesVersion"}, {"contextLines", integer}};
constexpr Field kUpgradeNode[] = {{"certificateRenewal", boolean},
                                  {"dryRun", boolean},
                                  {"etcdUpgrade", boolean},
                                  {"ignorePreflightErrors", texts},
                                  {"skipPhases", texts},
                                  {"patches", object, kPatches},
                                  {"imagePullPolicy"},
                                  {"imagePullSerial", boolean}};
constexpr Field kUpgradePlan[] = {
    {"kubernetesVersion"},        {"allowExperimentalUpgrades", boolean},
    {"allowRCUpgrades", boolean}, {"dryRun", boolean},
    {"etcdUpgrade", boolean},     {"ignorePreflightErrors", texts},
    {"printConfig", boolean}};
constexpr Field kUpgrade[] = {{"apply", object, kUpgradeApply},
                              {"diff", object, kUpgradeDiff},
                              {"node", object, kUpgradeNode},
                              {"plan", object, kUpgradePlan},
                              {"timeouts", object, kTimeouts}};

constexpr Kind kKinds[] = {{Role::init, kCurrentApi, "InitConfiguration", kInit},
                           {Role::cluster, kCurrentApi, "ClusterConfiguration", kCluster},
                           {Role::join, kCurrentApi, "JoinConfiguration", kJoin},
                           {Role::reset, kCurrentApi, "ResetConfiguration", kReset},
                           {Role::upgrade, kCurrentApi, "UpgradeConfiguration", kUpgrade}};

}  // namespace

std::span<const Kind> kinds_v1beta4() { return kKinds; }

}  // namespace kcluster
