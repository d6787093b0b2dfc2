#pragma once
#include <string>

namespace kcluster {

/// A failed transfer in plain values, so that only real_http.cpp knows curl.h.
struct TransferFault {
  enum class Kind { silence, certificate, our_credentials, tls, too_large, stopped, other };
  Kind kind = Kind::other;
  std::string url;        ///< of the peer, without path
  std::string text;       ///< curl's own words
  long verification = 0;  ///< X509_V_ERR_… of OpenSSL, 0: none
};

/// Throws what the fault is: Silence, Interrupted, or an Error with a remedy.
[[noreturn]] void throw_fault(const TransferFault& fault);

/// Whether the peer's TLS said that it does not accept our certificate (curl reports it like a
/// cut).
bool is_alert(const std::string& text);

}  // namespace kcluster
