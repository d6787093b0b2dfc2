#pragma once
#include "rpc/cri.pb.h"
#include "wire/rpc.h"

/// The calls of the container runtime interface that kcluster makes (src/rpc/cri.proto). Looks too
/// are what ends or pulls: asking for it twice does no harm, as CRI promises.
namespace kcluster::cri_calls {

using namespace runtime::v1;  // NOLINT: the messages' own names

inline constexpr Rpc<VersionRequest, VersionResponse> version{"/runtime.v1.RuntimeService/Version"};
inline constexpr Rpc<StatusRequest, StatusResponse> status{"/runtime.v1.RuntimeService/Status"};
inline constexpr Rpc<RuntimeConfigRequest, RuntimeConfigResponse> runtime_config{
    "/runtime.v1.RuntimeService/RuntimeConfig"};
inline constexpr Rpc<ListPodSandboxRequest, ListPodSandboxResponse> list_pod_sandbox{
    "/runtime.v1.RuntimeService/ListPodSandbox"};
inline constexpr Rpc<StopPodSandboxRequest, StopPodSandboxResponse> stop_pod_sandbox{
    "/runtime.v1.RuntimeService/StopPodSandbox"};
inline constexpr Rpc<RemovePodSandboxRequest, RemovePodSandboxResponse> remove_pod_sandbox{
    "/runtime.v1.RuntimeService/RemovePodSandbox"};
inline constexpr Rpc<ListContainersRequest, ListContainersResponse> list_containers{
    "/runtime.v1.RuntimeService/ListContainers"};
inline constexpr Rpc<ContainerStatusRequest, ContainerStatusResponse> container_status{
    "/runtime.v1.RuntimeService/ContainerStatus"};
inline constexpr Rpc<StopContainerRequest, StopContainerResponse> stop_container{
    "/runtime.v1.RuntimeService/StopContainer"};

inline constexpr Rpc<ListImagesRequest, ListImagesResponse> list_images{
    "/runtime.v1.ImageService/ListImages"};
inline constexpr Rpc<ImageStatusRequest, ImageStatusResponse> image_status{
    "/runtime.v1.ImageService/ImageStatus"};
inline constexpr Rpc<PullImageRequest, PullImageResponse> pull_image{
    "/runtime.v1.ImageService/PullImage"};
inline constexpr Rpc<ImageFsInfoRequest, ImageFsInfoResponse> image_fs_info{
    "/runtime.v1.ImageService/ImageFsInfo"};

}  // namespace kcluster::cri_calls
