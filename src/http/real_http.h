#pragma once
#include <functional>
#include <memory>
#include <stop_token>

#include "http/http.h"

namespace kcluster {

/// A peer over libcurl: HTTP/1.1 with connections kept alive, TLS 1.2 or newer, no proxies and no
/// authorities but those of the endpoint. A stop ends a request within a second as Interrupted.
std::shared_ptr<Http> make_http(const Endpoint& endpoint, std::stop_token stop);

}  // namespace kcluster
