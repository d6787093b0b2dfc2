#pragma once
#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/clock.h"
#include "pki/key.h"
#include "pki/subject.h"

struct x509_st;

namespace kcluster {

/// Certificates count whole seconds, and further than the clock's nanoseconds reach.
using Moment = std::chrono::sys_seconds;

/// What a new certificate shall say.
struct CertificateSpec {
  CertificateSubject subject;
  Sans sans;                  ///< of an authority: left empty, it gets its own name
  std::vector<Usage> usages;  ///< of an authority: none
  Moment not_before{}, not_after{};
};

/// An X.509 certificate; cannot be changed, so copies share it.
class Certificate {
 public:
  /// All certificates of a PEM text, at least one; other blocks are passed over. `where` (a path)
  /// is named in the Error.
  static std::vector<Certificate> parse(std::string_view pem, std::string_view where);
  /// An authority that signs itself: fields and order as kubeadm's (Go's crypto/x509).
  static Certificate authority(const CertificateSpec& spec, const Key& key);
  /// A leaf for the owner of `key`, likewise.
  static Certificate leaf(const CertificateSpec& spec, const Key& key, const Certificate& issuer,
                          const Key& issuer_key);
  /// A leaf for whoever made the PEM signing request, as a cluster's signer makes it: the subject
  /// is the request's, names and usages are the spec's. Throws Error for a request that is none or
  /// is not signed by its own key.
  static Certificate for_request(std::string_view request_pem, CertificateSpec spec,
                                 const Certificate& issuer, const Key& issuer_key);

  std::string pem() const;
  CertificateSubject subject() const;
  CertificateSubject issuer() const;
  Sans sans() const;  ///< DNS names and addresses, in their order
  std::vector<Usage> usages() const;
  /// Whether it may be used so: listed, "any" listed, or no extended usage in it at all.
  bool allows(Usage usage) const;
  std::string serial() const;  ///< lower-case hex
  Moment not_before() const;
  Moment not_after() const;
  bool is_authority() const;
  bool matches(const Key& key) const;               ///< the key is this certificate's
  bool operator==(const Certificate& other) const;  ///< byte for byte
  std::string pin() const;  ///< "sha256:<hex>" of the public key, as join wants it

  x509_st* raw() const { return certificate_.get(); }  ///< for pki's own files

 private:
  explicit Certificate(std::shared_ptr<x509_st> certificate)
      : certificate_(std::move(certificate)) {}
  std::shared_ptr<x509_st> certificate_;
};

/// Why it is not valid at that time ("expired on 2026-11-21T14:37:24Z"), nullopt when it is.
std::optional<std::string> period_fault(const Certificate& certificate, Time now);

/// Why the first of `chain` (a leaf, then intermediates) is not signed by `root`, nullopt when it
/// is. Periods are not looked at.
std::optional<std::string> signature_fault(std::span<const Certificate> chain,
                                           const Certificate& root);

}  // namespace kcluster
