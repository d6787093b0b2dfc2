#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "phases/serving_request.h"
#include "pki/request.h"

namespace {

using namespace kcluster;

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* each) const {
    Free(each);
  }
};
using Request = std::unique_ptr<X509_REQ, Freed<X509_REQ_free>>;

const NodeObjects& nodes() {
  static const NodeObjects all{
      {"w1",
       {{"status",
         {{"addresses",
           {{{"type", "Hostname"}, {"address", "w1"}},
            {{"type", "InternalIP"}, {"address", "192.168.1.21"}}}}}}}},
      {"w2",
       {{"status", {{"addresses", {{{"type", "InternalIP"}, {"address", "192.168.1.22"}}}}}}}}};
  return all;
}

/// What approve-serving does with a CertificateSigningRequest of the cluster.
void judge(const Json& object) {
  const ApiNames api_server{{"kubernetes"}, {*parse_cidr("10.96.0.0/12")}};
  serving_fault(object, nodes(), api_server);
}

/// The request as w1's kubelet hands it in.
void judge_pem(std::string_view pem) {
  judge({{"spec",
          {{"username", "system:node:w1"},
           {"groups", {"system:nodes"}},
           {"signerName", kubelet_serving},
           {"usages", {"digital signature", "server auth"}},
           {"request", base64(pem)}}}});
  read_request(pem);
}

std::string pem_of(std::string_view der) {
  return "-----BEGIN CERTIFICATE REQUEST-----\n" + base64(der) +
         "\n-----END CERTIFICATE REQUEST-----\n";
}

void as_object(std::string_view text) {
  if (const auto object = Json::parse(text, nullptr, false); object.is_object()) judge(object);
}

void as_der(std::string_view der) { judge_pem(pem_of(der)); }

/// Signed by its own key: chance never comes to what lies behind that.
void judge_signed(Request request) {
  static EVP_PKEY* const key = EVP_EC_gen("P-256");
  X509_REQ_set_pubkey(request.get(), key);
  X509_REQ_sign(request.get(), key, EVP_sha256());
  unsigned char* der = nullptr;
  const int size = i2d_X509_REQ(request.get(), &der);
  if (size <= 0) return;
  const std::string copy(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  as_der(copy);
}

void as_subject(std::string_view der) {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const std::unique_ptr<X509_NAME, Freed<X509_NAME_free>> name(
      d2i_X509_NAME(nullptr, &at, static_cast<long>(der.size())));
  if (!name) return;
  Request request(X509_REQ_new());
  X509_REQ_set_subject_name(request.get(), name.get());
  judge_signed(std::move(request));
}

/// With the right subject; the value of its alternative names.
void as_names(std::string_view der) {
  Request request(X509_REQ_new());
  for (const auto& [kind, text] : {std::pair{"O", "system:nodes"}, {"CN", "system:node:w1"}})
    X509_NAME_add_entry_by_txt(X509_REQ_get_subject_name(request.get()), kind, MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(text), -1, -1, 0);
  const std::unique_ptr<ASN1_OCTET_STRING, Freed<ASN1_OCTET_STRING_free>> value(
      ASN1_OCTET_STRING_new());
  ASN1_OCTET_STRING_set(value.get(), reinterpret_cast<const unsigned char*>(der.data()),
                        static_cast<int>(der.size()));
  const std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>> extension(
      X509_EXTENSION_create_by_NID(nullptr, NID_subject_alt_name, 0, value.get()));
  STACK_OF(X509_EXTENSION)* list = sk_X509_EXTENSION_new_null();
  sk_X509_EXTENSION_push(list, extension.get());
  X509_REQ_add_extensions(request.get(), list);
  sk_X509_EXTENSION_free(list);
  judge_signed(std::move(request));
}

}  // namespace

/// What a kubelet asks of `certs approve-serving`, by the first byte: the object, a request as PEM
/// and as DER, the subject and the alternative names of a request that is signed as it should be.
/// Each is judged or throws Error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  constexpr void (*kinds[])(std::string_view) = {as_object, judge_pem, as_der, as_subject,
                                                 as_names};
  try {
    kinds[data[0] % 8 % 5](text);
  } catch (const kcluster::Error&) {
  }
  return 0;
}
