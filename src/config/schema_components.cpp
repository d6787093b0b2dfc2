#include "config/schema.h"

// kubelet.config.k8s.io/v1beta1 and kubeproxy.config.k8s.io/v1alpha1 as of v1.36, key by key (k/k
// staging/src/k8s.io/{kubelet,kube-proxy}/config). Keys of other versions pass with a warning.
namespace kcluster {
namespace {

using enum Type;

constexpr Field kOutput[] = {{"splitStream", boolean}, {"infoBufferSize", anything}};
constexpr Field kLogOptions[] = {{"text", object, kOutput}, {"json", object, kOutput}};
constexpr Field kLogging[] = {{"format"},
                              {"flushFrequency", anything},
                              {"verbosity", integer},
                              {"vmodule", anything},
                              {"options", object, kLogOptions}};

constexpr Field kX509[] = {{"clientCAFile"}};
constexpr Field kWebhookAuthentication[] = {{"enabled", boolean}, {"cacheTTL", duration}};
constexpr Field kAnonymous[] = {{"enabled", boolean}};
constexpr Field kAuthentication[] = {{"x509", object, kX509},
                                     {"webhook", object, kWebhookAuthentication},
                                     {"anonymous", object, kAnonymous}};
constexpr Field kWebhookAuthorization[] = {{"cacheAuthorizedTTL", duration},
                                           {"cacheUnauthorizedTTL", duration}};
constexpr Field kAuthorization[] = {{"mode"}, {"webhook", object, kWebhookAuthorization}};
constexpr Field kCrashLoopBackOff[] = {{"maxContainerRestartPeriod", duration}};
constexpr Field kMemorySwap[] = {{"swapBehavior"}};

constexpr Field kKubelet[] = {{"enableServer", boolean},
                              {"staticPodPath"},
                              {"podLogsDir"},
                              {"syncFrequency", duration},
                              {"fileCheckFrequency", duration},
                              {"httpCheckFrequency", duration},
                              {"staticPodURL"},
                              {"staticPodURLHeader", anything},
                              {"address"},
                              {"port", integer},
                              {"readOnlyPort", integer},
                              {"tlsCertFile"},
                              {"tlsPrivateKeyFile"},
                              {"tlsCipherSuites", texts},
                              {"tlsCurvePreferences", anything},
                              {"tlsMinVersion"},
                              {"rotateCertificates", boolean},
                              {"serverTLSBootstrap", boolean},
                              {"authentication", object, kAuthentication},
                              {"authorization", object, kAuthorization},
                              {"registryPullQPS", integer},
                              {"registryBurst", integer},
                              {"imagePullCredentialsVerificationPolicy"},
                              {"preloadedImagesVerificationAllowlist", texts},
                              {"eventRecordQPS", integer},
                              {"eventBurst", integer},
                              {"enableDebuggingHandlers", boolean},
                              {"enableContentionProfiling", boolean},
                              {"healthzPort", integer},
                              {"healthzBindAddress"},
                              {"oomScoreAdj", integer},
                              {"clusterDomain"},
                              {"clusterDNS", texts},
                              {"streamingConnectionIdleTimeout", duration},
                              {"nodeStatusUpdateFrequency", duration},
                              {"nodeStatusReportFrequency", duration},
                              {"nodeLeaseDurationSeconds", integer},
                              {"imageMinimumGCAge", duration},
                              {"imageMaximumGCAge", duration},
                              {"imageGCHighThresholdPercent", integer},
                              {"imageGCLowThresholdPercent", integer},
                              {"volumeStatsAggPeriod", duration},
                              {"kubeletCgroups"},
                              {"systemCgroups"},
                              {"cgroupRoot"},
                              {"cgroupsPerQOS", boolean},
                              {"cgroupDriver"},
                              {"cpuManagerPolicy"},
                              {"singleProcessOOMKill", boolean},
                              {"cpuManagerPolicyOptions", text_map},
                              {"cpuManagerReconcilePeriod", duration},
                              {"memoryManagerPolicy"},
                              {"topologyManagerPolicy"},
                              {"topologyManagerScope"},
                              {"topologyManagerPolicyOptions", text_map},
                              {"qosReserved", text_map},
                              {"runtimeRequestTimeout", duration},
                              {"hairpinMode"},
                              {"maxPods", integer},
                              {"podCIDR"},
                              {"podPidsLimit", integer},
                              {"resolvConf"},
                              {"runOnce", boolean},
                              {"cpuCFSQuota", boolean},
                              {"cpuCFSQuotaPeriod", duration},
                              {"nodeStatusMaxImages", integer},
                              {"maxOpenFiles", integer},
                              {"contentType"},
                              {"kubeAPIQPS", integer},
                              {"kubeAPIBurst", integer},
                              {"serializeImagePulls", boolean},
                              {"maxParallelImagePulls", integer},
                              {"evictionHard", text_map},
                              {"evictionSoft", text_map},
                              {"evictionSoftGracePeriod", text_map},
                              {"evictionPressureTransitionPeriod", duration},
                              {"evictionMaxPodGracePeriod", integer},
                              {"evictionMinimumReclaim", text_map},
                              {"mergeDefaultEvictionSettings", boolean},
                              {"podsPerCore", integer},
                              {"enableControllerAttachDetach", boolean},
                              {"protectKernelDefaults", boolean},
                              {"makeIPTablesUtilChains", boolean},
                              {"iptablesMasqueradeBit", integer},
                              {"iptablesDropBit", integer},
                              {"featureGates", boolean_map},
                              {"failSwapOn", boolean},
                              {"memorySwap", object, kMemorySwap},
                              {"containerLogMaxSize"},
                              {"containerLogMaxFiles", integer},
                              {"containerLogMaxWorkers", integer},
                              {"containerLogMonitorInterval", duration},
                              {"configMapAndSecretChangeDetectionStrategy"},
                              {"systemReserved", text_map},
                              {"kubeReserved", text_map},
                              {"reservedSystemCPUs"},
                              {"showHiddenMetricsForVersion"},
                              {"systemReservedCgroup"},
                              {"kubeReservedCgroup"},
                              {"enforceNodeAllocatable", texts},
                              {"allowedUnsafeSysctls", texts},
                              {"volumePluginDir"},
                              {"providerID"},
                              {"kernelMemcgNotification", boolean},
                              {"logging", object, kLogging},
                              {"enableSystemLogHandler", boolean},
                              {"enableSystemLogQuery", boolean},
                              {"shutdownGracePeriod", duration},
                              {"shutdownGracePeriodCriticalPods", duration},
                              {"shutdownGracePeriodByPodPriority", anything},
                              {"crashLoopBackOff", object, kCrashLoopBackOff},
                              {"reservedMemory", anything},
                              {"enableProfilingHandler", boolean},
                              {"enableDebugFlagsHandler", boolean},
                              {"seccompDefault", boolean},
                              {"memoryThrottlingFactor", anything},
                              {"memoryReservationPolicy"},
                              {"registerWithTaints", anything},
                              {"registerNode", boolean},
                              {"tracing", anything},
                              {"localStorageCapacityIsolation", boolean},
                              {"containerRuntimeEndpoint"},
                              {"imageServiceEndpoint"},
                              {"failCgroupV1", boolean},
                              {"userNamespaces", anything}};

constexpr Field kClientConnection[] = {
    {"kubeconfig"}, {"acceptContentTypes"}, {"contentType"}, {"qps", anything}, {"burst", integer}};
constexpr Field kIptables[] = {{"masqueradeBit", integer},
                               {"masqueradeAll", boolean},
                               {"localhostNodePorts", boolean},
                               {"syncPeriod", duration},
                               {"minSyncPeriod", duration}};
constexpr Field kIpvs[] = {
    {"syncPeriod", duration},    {"minSyncPeriod", duration}, {"scheduler"},
    {"excludeCIDRs", texts},     {"strictARP", boolean},      {"tcpTimeout", duration},
    {"tcpFinTimeout", duration}, {"udpTimeout", duration}};
constexpr Field kNftables[] = {{"masqueradeBit", integer},
                               {"masqueradeAll", boolean},
                               {"syncPeriod", duration},
                               {"minSyncPeriod", duration}};
constexpr Field kConntrack[] = {{"maxPerCore", integer},
                                {"min", integer},
                                {"tcpEstablishedTimeout", duration},
                                {"tcpCloseWaitTimeout", duration},
                                {"tcpBeLiberal", boolean},
                                {"udpTimeout", duration},
                                {"udpStreamTimeout", duration}};
constexpr Field kWinkernel[] = {{"networkName"},
                                {"sourceVip"},
                                {"enableDSR", boolean},
                                {"rootHnsEndpointName"},
                                {"forwardHealthCheckVip", boolean}};
constexpr Field kDetectLocal[] = {{"bridgeInterface"}, {"interfaceNamePrefix"}};

constexpr Field kProxy[] = {{"featureGates", boolean_map},
                            {"clientConnection", object, kClientConnection},
                            {"logging", object, kLogging},
                            {"hostnameOverride"},
                            {"bindAddress"},
                            {"healthzBindAddress"},
                            {"metricsBindAddress"},
                            {"bindAddressHardFail", boolean},
                            {"enableProfiling", boolean},
                            {"showHiddenMetricsForVersion"},
                            {"mode"},
                            {"iptables", object, kIptables},
                            {"ipvs", object, kIpvs},
                            {"nftables", object, kNftables},
                            {"winkernel", object, kWinkernel},
                            {"detectLocalMode"},
                            {"detectLocal", object, kDetectLocal},
                            {"clusterCIDR"},
                            {"nodePortAddresses", texts},
                            {"oomScoreAdj", integer},
                            {"conntrack", object, kConntrack},
                            {"configSyncPeriod", duration},
                            {"portRange"},
                            {"windowsRunAsService", boolean}};

constexpr Kind kKinds[] = {{Role::kubelet, "kubelet.config.k8s.io/v1beta1", "KubeletConfiguration",
                            kKubelet, Unknown::kept},
                           {Role::proxy, "kubeproxy.config.k8s.io/v1alpha1",
                            "KubeProxyConfiguration", kProxy, Unknown::kept}};

}  // namespace

std::span<const Kind> component_kinds() { return kKinds; }

}  // namespace kcluster
