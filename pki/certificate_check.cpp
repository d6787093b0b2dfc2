#include <ctime>

#include "pki/certificate.h"
#include "pki/openssl.h"

namespace kcluster {
namespace {

std::string text(Moment moment) {
  const std::time_t seconds = moment.time_since_epoch().count();
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char out[40];
  return {out, std::strftime(out, sizeof out, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

struct FreeStack {
  void operator()(STACK_OF(X509) * stack) const { sk_X509_free(stack); }
};

void push(STACK_OF(X509) * stack, const Certificate& certificate) {
  if (sk_X509_push(stack, certificate.raw()) == 0)
    throw openssl::failure("cannot collect certificates");
}

}  // namespace

std::optional<std::string> period_fault(const Certificate& certificate, Time now) {
  const auto second = std::chrono::floor<std::chrono::seconds>(now);
  if (second < certificate.not_before())
    return "not valid before " + text(certificate.not_before());
  if (second > certificate.not_after()) return "expired on " + text(certificate.not_after());
  return std::nullopt;
}

// The root is an anchor even when another authority signed it, as in Go's verification.
std::optional<std::string> signature_fault(std::span<const Certificate> chain,
                                           const Certificate& root) {
  const openssl::Owned<X509_STORE, X509_STORE_free> store(
      openssl::need_object(X509_STORE_new(), "cannot verify a certificate"));
  X509_STORE_add_cert(store.get(), root.raw());
  const std::unique_ptr<STACK_OF(X509), FreeStack> between(
      openssl::need_object(sk_X509_new_null(), "cannot verify a certificate"));
  for (const auto& certificate : chain.subspan(1)) push(between.get(), certificate);
  const openssl::Owned<X509_STORE_CTX, X509_STORE_CTX_free> context(
      openssl::need_object(X509_STORE_CTX_new(), "cannot verify a certificate"));
  openssl::need(X509_STORE_CTX_init(context.get(), store.get(), chain.front().raw(), between.get()),
                "cannot verify a certificate");
  X509_STORE_CTX_set_flags(context.get(), X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME);
  const bool verified = X509_verify_cert(context.get()) == 1;
  ERR_clear_error();
  if (verified) return std::nullopt;
  return X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get()));
}

}  // namespace kcluster
