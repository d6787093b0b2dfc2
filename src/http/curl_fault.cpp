#include "http/curl_fault.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"

namespace kcluster {
namespace {

struct Verification {
  long code;  // x509_vfy.h
  const char* remedy;
};

constexpr Verification kVerifications[] = {
    {9, "the certificate is not valid yet: set the clocks of both hosts"},
    {10, "the certificate has expired: renew it on the peer, and check both clocks"},
    {18, "the peer's certificate is self-signed: check that this is the right address"},
    {19, "another authority signed it: check the CA certificate and the address"},
    {20, "another authority signed it: check the CA certificate and the address"},
    {62, "the certificate is for other names: add this one to its SANs, or use one that it has"},
    {64, "the certificate is for other addresses: add this one to its SANs, or use one it has"},
};

std::string certificate_remedy(const TransferFault& fault) {
  for (const auto& row : kVerifications)
    if (row.code == fault.verification) return row.remedy;
  if (fault.text.find("subject name") != std::string::npos) return kVerifications[5].remedy;
  return "check the address, the CA certificate and both clocks";
}

[[noreturn]] void throw_error(const TransferFault& fault, const char* what, std::string remedy) {
  throw Error(fmt::format("{}: {}: {}", fault.url, what, fault.text), std::move(remedy));
}

}  // namespace

bool is_alert(const std::string& text) {
  const std::string small = lower(text);
  for (const char* word :
       {"alert bad certificate", "alert unknown ca", "alert certificate", "certificate required",
        "alert unsupported certificate", "alert access denied", "alert handshake failure"})
    if (small.find(word) != std::string::npos) return true;
  return false;
}

void throw_fault(const TransferFault& fault) {
  using Kind = TransferFault::Kind;
  switch (fault.kind) {
    case Kind::silence:
      throw Silence(fmt::format("no answer from {}: {}", fault.url, fault.text),
                    "check that it runs, and that no firewall is between");
    case Kind::certificate:
      throw_error(fault, "its certificate is not trusted", certificate_remedy(fault));
    case Kind::our_credentials:
      throw_error(fault, "our certificate is not accepted",
                  "check that it is signed by the peer's CA, not expired, and that its key fits");
    case Kind::tls:
      throw_error(fault, "no TLS connection", "check that this port speaks TLS 1.2 or newer");
    case Kind::too_large:
      throw_error(fault, "the answer is too large", "check that this is the right address");
    case Kind::stopped:
      throw Interrupted();
    case Kind::other:
      throw_error(fault, "the request failed", "check that this is the right address");
  }
  throw Error(fault.text);
}

}  // namespace kcluster
