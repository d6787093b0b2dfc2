#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "etcd/refusal.h"

namespace kcluster {

/// Which refusal etcd's message is ("etcdserver: no leader"); nullopt: none of those known.
std::optional<EtcdRefusal::Reason> refusal_reason(std::string_view message);

/// What the user can do about it; may be empty.
std::string_view refusal_remedy(EtcdRefusal::Reason reason);

/// A peer's words for people: what is not printable ASCII as '?', cut after some hundred bytes.
std::string tame(std::string_view words);

}  // namespace kcluster
