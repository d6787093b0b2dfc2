#pragma once
#include <fmt/format.h>

#include <memory>
#include <string>

#include "base/error.h"
#include "http/curl_fault.h"
#include "http/curl_library.h"
#include "http/http.h"

namespace kcluster {

using Easy = std::unique_ptr<CURL, void (*)(CURL*)>;
using Lines = std::unique_ptr<curl_slist, void (*)(curl_slist*)>;

/// What HTTP/1.1 (real_http.cpp) and HTTP/2 (http2.cpp) tell curl alike; only they know curl.h.
namespace curl_options {

template <class Value>
void set(CURL* easy, CURLoption option, Value value) {
  if (const CURLcode code = curl().easy_setopt(easy, option, value); code != CURLE_OK)
    throw Error(fmt::format("libcurl refuses option {}: {}", static_cast<int>(option),
                            curl().easy_strerror(code)));
}

/// No proxies, no signals, no protocol but HTTP, our name.
void set_manners(CURL* easy);

/// The endpoint's authorities and our identity; the endpoint must outlive the transfer.
void set_peer(CURL* easy, const Endpoint& endpoint);

/// What a transfer's end was; text is curl's error buffer.
TransferFault::Kind kind_of(CURLcode code, const std::string& text);

}  // namespace curl_options
}  // namespace kcluster
