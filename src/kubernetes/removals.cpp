#include "kubernetes/removals.h"

namespace kcluster {
namespace {

// From zz_generated.prerelease-lifecycle.go of k8s.io/api v0.34.4, v0.35.4 and v0.36.3.
constexpr RemovedApi kApis[] = {
    {"flowcontrol.apiserver.k8s.io", "v1beta3", "flowschemas", 32},
    {"flowcontrol.apiserver.k8s.io", "v1beta3", "prioritylevelconfigurations", 32},
    {"authentication.k8s.io", "v1beta1", "selfsubjectreviews", 33},
    {"admissionregistration.k8s.io", "v1beta1", "validatingadmissionpolicies", 34},
    {"admissionregistration.k8s.io", "v1beta1", "validatingadmissionpolicybindings", 34},
    {"storage.k8s.io", "v1alpha1", "volumeattributesclasses", 35},
    {"storagemigration.k8s.io", "v1alpha1", "storageversionmigrations", 36},
    {"certificates.k8s.io", "v1alpha1", "clustertrustbundles", 37},
    {"networking.k8s.io", "v1beta1", "ipaddresses", 37},
    {"networking.k8s.io", "v1beta1", "servicecidrs", 37},
    {"storage.k8s.io", "v1beta1", "volumeattributesclasses", 37},
};

// Every flag of the binaries v1.35.4, hidden and deprecated ones too, was tried on v1.36.3: it
// takes them all.
constexpr RemovedFlag kFlags[] = {
    {"kubelet", "pod-infra-container-image", 35,
     "take it away; the container runtime's own setting says which image sandboxes have"},
};

// The registries of k8s.io/kubernetes and its parts, v1.34.4, v1.35.4 and v1.36.3 compared.
constexpr RemovedGate kRemovedGates[] = {
    {"AllowServiceLBStatusOnNonLB", 35},
    {"ComponentSLIs", 35},
    {"CronJobsScheduledAnnotation", 35},
    {"LoadBalancerIPMode", 35},
    {"PodIndexLabel", 35},
    {"ProbeHostPodSecurityStandards", 35},
    {"SizeMemoryBackedVolumes", 35},
    {"StatefulSetAutoDeletePVC", 35},
    {"StrictCostEnforcementForVAP", 35},
    {"StrictCostEnforcementForWebhooks", 35},
    {"UserNamespacesPodSecurityStandards", 35},
    {"CSIMigrationPortworx", 36},
    {"HonorPVReclaimPolicy", 36},
    {"InPlacePodVerticalScalingAllocatedStatus", 36},
    {"InTreePluginPortworxUnregister", 36},
    {"MemoryManager", 36},
    {"ServiceTrafficDistribution", 36},
    {"StructuredAuthorizationConfiguration", 36},
    {"TopologyAwareHints", 36},
    {"WatchFromStorageWithoutResourceVersion", 36},
};

constexpr LockedGate kLockedGates[] = {
    {"AggregatedDiscoveryRemoveBetaType", 35, true},
    {"AllowOverwriteTerminationGracePeriodSeconds", 35, false},
    {"DisableAllocatorDualWrite", 35, true},
    {"DynamicResourceAllocation", 35, true},
    {"ExecProbeTimeout", 35, true},
    {"ImageMaximumGCAge", 35, true},
    {"InPlacePodVerticalScaling", 35, true},
    {"JobManagedBy", 35, true},
    {"PodObservedGenerationTracking", 35, true},
    {"PreferSameTrafficDistribution", 35, true},
    {"SupplementalGroupsPolicy", 35, true},
    {"CSIServiceAccountTokenSecrets", 36, true},
    {"DRAAdminAccess", 36, true},
    {"DeclarativeValidation", 36, true},
    {"DisableNodeKubeProxyVersion", 36, true},
    {"ExternalServiceAccountTokenSigner", 36, true},
    {"GitRepoVolumeDriver", 36, false},
    {"ImageVolume", 36, true},
    {"InOrderInformers", 36, true},
    {"KubeletFineGrainedAuthz", 36, true},
    {"KubeletPSI", 36, true},
    {"KubeletPodResourcesDynamicResources", 36, true},
    {"KubeletPodResourcesGet", 36, true},
    {"MutableCSINodeAllocatableCount", 36, true},
    {"NodeLogQuery", 36, true},
    {"ProcMountType", 36, true},
    {"SELinuxChangePolicy", 36, true},
    {"SELinuxMountReadWriteOncePod", 36, true},
    {"SeparateCacheWatchRPC", 36, false},
    {"TopologyManagerPolicyOptions", 36, true},
    {"UserNamespacesSupport", 36, true},
    {"VolumeAttributesClass", 36, true},
};

}  // namespace

std::span<const RemovedApi> removed_apis() { return kApis; }
std::span<const RemovedFlag> removed_flags() { return kFlags; }
std::span<const RemovedGate> removed_gates() { return kRemovedGates; }
std::span<const LockedGate> locked_gates() { return kLockedGates; }

}  // namespace kcluster
