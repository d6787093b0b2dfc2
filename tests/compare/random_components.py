"""KubeletConfiguration and KubeProxyConfiguration: every kind of value, also spelled in odd ways."""

from __future__ import annotations

from compare.emit import Raw
from compare.pick import Pick

FLAGS = [True, False]
TIMES = ["0s", "10s", "1m0s", "1h30m", "2m0.5s", "100ms"]
COUNTS = [0, 1, 50, 10250, Raw("0x10"), Raw("1e2"), Raw("010")]

KUBELET_FLAGS = ("enableServer", "serverTLSBootstrap", "enableDebuggingHandlers", "enableContentionProfiling",
                 "cgroupsPerQOS", "singleProcessOOMKill", "runOnce", "cpuCFSQuota", "serializeImagePulls",
                 "mergeDefaultEvictionSettings", "enableControllerAttachDetach", "protectKernelDefaults",
                 "makeIPTablesUtilChains", "failSwapOn", "kernelMemcgNotification", "enableSystemLogHandler",
                 "enableSystemLogQuery", "enableProfilingHandler", "enableDebugFlagsHandler", "seccompDefault",
                 "registerNode", "localStorageCapacityIsolation", "failCgroupV1", "rotateCertificates")
KUBELET_TIMES = ("syncFrequency", "fileCheckFrequency", "httpCheckFrequency", "streamingConnectionIdleTimeout",
                 "nodeStatusUpdateFrequency", "nodeStatusReportFrequency", "imageMinimumGCAge", "imageMaximumGCAge",
                 "volumeStatsAggPeriod", "cpuManagerReconcilePeriod", "runtimeRequestTimeout", "cpuCFSQuotaPeriod",
                 "evictionPressureTransitionPeriod", "shutdownGracePeriod", "shutdownGracePeriodCriticalPods",
                 "containerLogMonitorInterval")
KUBELET_COUNTS = ("port", "readOnlyPort", "registryPullQPS", "registryBurst", "eventRecordQPS", "eventBurst",
                  "healthzPort", "oomScoreAdj", "nodeLeaseDurationSeconds", "imageGCHighThresholdPercent",
                  "imageGCLowThresholdPercent", "maxPods", "podPidsLimit", "nodeStatusMaxImages", "maxOpenFiles",
                  "kubeAPIQPS", "kubeAPIBurst", "maxParallelImagePulls", "evictionMaxPodGracePeriod", "podsPerCore",
                  "iptablesMasqueradeBit", "iptablesDropBit", "containerLogMaxFiles", "containerLogMaxWorkers")
KUBELET_TEXTS = ("podLogsDir", "staticPodURL", "address", "tlsCertFile", "tlsMinVersion", "healthzBindAddress",
                 "clusterDomain", "kubeletCgroups", "systemCgroups", "cgroupRoot", "cgroupDriver", "cpuManagerPolicy",
                 "memoryManagerPolicy", "topologyManagerPolicy", "hairpinMode", "podCIDR", "resolvConf",
                 "contentType", "containerLogMaxSize", "configMapAndSecretChangeDetectionStrategy",
                 "reservedSystemCPUs", "showHiddenMetricsForVersion", "systemReservedCgroup", "volumePluginDir",
                 "providerID", "imageServiceEndpoint", "containerRuntimeEndpoint", "staticPodPath",
                 "imagePullCredentialsVerificationPolicy")
TEXTS = ["", "plain", "/some/where", "10", "true", "yes", "null", "1.5", "a: b", "multi\nline\n", "trail ", "üñ"]
LISTS = [[], ["a"], ["10", "true", ""], ["x", "y", "z"]]
MAPS = [{}, {"a": "b"}, {"memory.available": "200Mi", "nodefs.available": "10%"}, {"cpu": "500m", "z": "1"}]

KUBELET = {
    **{name: FLAGS for name in KUBELET_FLAGS}, **{name: TIMES for name in KUBELET_TIMES},
    **{name: COUNTS for name in KUBELET_COUNTS}, **{name: TEXTS for name in KUBELET_TEXTS},
    **{name: LISTS for name in ("tlsCipherSuites", "clusterDNS", "enforceNodeAllocatable", "allowedUnsafeSysctls",
                                "preloadedImagesVerificationAllowlist")},
    **{name: MAPS for name in ("cpuManagerPolicyOptions", "topologyManagerPolicyOptions", "qosReserved",
                               "evictionHard", "evictionSoft", "evictionSoftGracePeriod", "evictionMinimumReclaim",
                               "systemReserved", "kubeReserved")},
    "featureGates": [{}, {"ImageVolume": True, "Other": False}],
    "staticPodURLHeader": [{}, {"X-A": ["1", "2"]}, {"X-B": []}],
    "authentication": lambda p: p.fields({
        "x509": [{}, {"clientCAFile": "/x/ca.crt"}], "anonymous": [{}, {"enabled": True}],
        "webhook": lambda q: q.fields({"enabled": FLAGS, "cacheTTL": TIMES}, 0.6)}, 0.6),
    "authorization": lambda p: p.fields({
        "mode": ["AlwaysAllow", "Webhook", ""],
        "webhook": lambda q: q.fields({"cacheAuthorizedTTL": TIMES, "cacheUnauthorizedTTL": TIMES}, 0.6)}, 0.6),
    "memorySwap": [{}, {"swapBehavior": "LimitedSwap"}],
    "crashLoopBackOff": [{}, {"maxContainerRestartPeriod": "10s"}],
    "logging": lambda p: logging(p),
    "memoryThrottlingFactor": [0.9, 1, 0, Raw("1e-1"), 0.25],
    "registerWithTaints": [[], [{"key": "a", "effect": "NoSchedule"}],
                           [{"key": "b", "value": "c", "effect": "NoExecute", "timeAdded": None}]],
    "tracing": [{}, {"endpoint": "localhost:4317", "samplingRatePerMillion": 100}],
    "reservedMemory": [[], [{"numaNode": 0, "limits": {"memory": "1Gi"}}],
                       [{"numaNode": 1, "limits": {"memory": "1024Mi", "hugepages-1Gi": "2Gi"}}]],
    "shutdownGracePeriodByPodPriority": [[], [{"priority": 100, "shutdownGracePeriodSeconds": 10}]],
    "userNamespaces": [{}, {"idsPerPod": 65536}],
}


def logging(pick: Pick) -> dict:
    options = {"text": [{}, {"splitStream": True}, {"infoBufferSize": "64Ki"}],
               "json": [{}, {"splitStream": True, "infoBufferSize": "1Mi"}, {"infoBufferSize": 0}]}
    return pick.fields({"format": ["text", "json", ""], "flushFrequency": ["5s", 5000000000, 0], "verbosity": [0, 4],
                        "vmodule": [[], [{"filePattern": "x*", "verbosity": 3}]],
                        "options": lambda p: p.fields(options, 0.5)}, 0.5)


def rules(flags: tuple, more: dict):
    table = {**{name: FLAGS for name in flags}, "syncPeriod": TIMES, "minSyncPeriod": TIMES, **more}
    return lambda pick: pick.fields(table, 0.4)


BITS = [0, 14, None]
PROXY = {
    "mode": ["iptables", "ipvs", "nftables", ""], "bindAddress": ["0.0.0.0", "::", "10.0.0.1", ""],
    "clusterCIDR": ["10.99.0.0/16", ""], "hostnameOverride": ["other", ""],
    "healthzBindAddress": ["0.0.0.0:10256", ""], "metricsBindAddress": ["127.0.0.1:10249"],
    "bindAddressHardFail": FLAGS, "enableProfiling": FLAGS, "showHiddenMetricsForVersion": ["", "1.35"],
    "windowsRunAsService": FLAGS, "oomScoreAdj": [-999, 0, None], "configSyncPeriod": TIMES,
    "portRange": ["", "1000-2000"], "detectLocalMode": ["", "ClusterCIDR", "NodeCIDR", "BridgeInterface"],
    "detectLocal": [{}, {"bridgeInterface": "cni0"}, {"interfaceNamePrefix": "veth"}],
    "nodePortAddresses": [[], ["primary"], ["10.0.0.0/8", "fd00::/8"], None],
    "featureGates": [{}, {"Some": True}], "logging": logging,
    "clientConnection": lambda p: p.fields({
        "kubeconfig": ["", "/x/y"], "acceptContentTypes": ["application/json"], "contentType": ["application/json"],
        "qps": [0, 5, 2.5], "burst": [0, 10]}, 0.4),
    "iptables": rules(("masqueradeAll", "localhostNodePorts"), {"masqueradeBit": BITS}),
    "nftables": rules(("masqueradeAll",), {"masqueradeBit": BITS}),
    "ipvs": rules(("strictARP",), {"scheduler": ["rr", ""], "excludeCIDRs": LISTS[:2] + [None], "tcpTimeout": TIMES,
                                   "tcpFinTimeout": TIMES, "udpTimeout": TIMES}),
    "conntrack": lambda p: p.fields({
        "maxPerCore": [0, 32768, None], "min": [0, 131072, None], "tcpEstablishedTimeout": TIMES + [None],
        "tcpCloseWaitTimeout": TIMES, "tcpBeLiberal": FLAGS, "udpTimeout": TIMES, "udpStreamTimeout": TIMES}, 0.4),
    "winkernel": [{}, {"networkName": "n", "enableDSR": True}],
}


def kubelet_configuration(pick: Pick) -> dict:
    return {"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration",
            **pick.fields(KUBELET, pick.one([0.05, 0.2, 0.5]))}


def proxy_configuration(pick: Pick) -> dict:
    return {"apiVersion": "kubeproxy.config.k8s.io/v1alpha1", "kind": "KubeProxyConfiguration",
            **pick.fields(PROXY, pick.one([0.1, 0.3, 0.6]))}
