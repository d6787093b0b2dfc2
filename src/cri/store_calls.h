#pragma once
#include "rpc/containerd_content.pb.h"
#include "rpc/containerd_images.pb.h"
#include "rpc/containerd_leases.pb.h"
#include "wire/rpc.h"

/// The calls of containerd's own services that kcluster makes (src/rpc/containerd_*.proto).
namespace kcluster::store_calls {

namespace content = containerd::services::content::v1;
namespace images = containerd::services::images::v1;
namespace leases = containerd::services::leases::v1;

inline constexpr Rpc<content::InfoRequest, content::InfoResponse> content_info{
    "/containerd.services.content.v1.Content/Info"};
inline constexpr Rpc<content::UpdateRequest, content::UpdateResponse> content_update{
    "/containerd.services.content.v1.Content/Update", Effect::changes};
inline constexpr Rpc<content::ReadContentRequest, content::ReadContentResponse> content_read{
    "/containerd.services.content.v1.Content/Read"};
inline constexpr Rpc<content::WriteContentRequest, content::WriteContentResponse> content_write{
    "/containerd.services.content.v1.Content/Write", Effect::changes};
inline constexpr Rpc<content::AbortRequest, content::AbortResponse> content_abort{
    "/containerd.services.content.v1.Content/Abort", Effect::changes};

inline constexpr Rpc<images::GetImageRequest, images::GetImageResponse> image_get{
    "/containerd.services.images.v1.Images/Get"};
inline constexpr Rpc<images::CreateImageRequest, images::CreateImageResponse> image_create{
    "/containerd.services.images.v1.Images/Create", Effect::changes};
inline constexpr Rpc<images::UpdateImageRequest, images::UpdateImageResponse> image_update{
    "/containerd.services.images.v1.Images/Update", Effect::changes};
inline constexpr Rpc<images::DeleteImageRequest, images::DeleteImageResponse> image_delete{
    "/containerd.services.images.v1.Images/Delete", Effect::changes};

inline constexpr Rpc<leases::CreateRequest, leases::CreateResponse> lease_create{
    "/containerd.services.leases.v1.Leases/Create", Effect::changes};
inline constexpr Rpc<leases::DeleteRequest, leases::DeleteResponse> lease_delete{
    "/containerd.services.leases.v1.Leases/Delete", Effect::changes};
inline constexpr Rpc<leases::AddResourceRequest, leases::AddResourceResponse> lease_add{
    "/containerd.services.leases.v1.Leases/AddResource", Effect::changes};

}  // namespace kcluster::store_calls
