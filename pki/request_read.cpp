#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "pki/request.h"
#include "pki/x509_text.h"

namespace kcluster {
namespace {

constexpr std::size_t kLargest = 16u << 10;
constexpr int kLeastRsa = 2048, kMostRsa = 8192;  // checking a signature of a huge key takes long
constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE REQUEST-----\n";
constexpr std::string_view kEnd = "\n-----END CERTIFICATE REQUEST-----";

using Request = openssl::Owned<X509_REQ, X509_REQ_free>;
// A second block, or a word beside it, is what two readers may take differently.
std::string der_of(std::string_view pem) {
  if (pem.size() > kLargest) throw Error("it is larger than 16 KiB");
  const auto text = trim(pem);
  if (text.size() < kBegin.size() + kEnd.size() || !text.starts_with(kBegin) ||
      !text.ends_with(kEnd))
    throw Error("it is no PEM text of one certificate request");
  std::string body(text.substr(kBegin.size(), text.size() - kBegin.size() - kEnd.size()));
  std::erase(body, '\n');
  const bool other_alphabet = body.find_first_of("-_") != body.npos;
  const auto der = other_alphabet ? std::nullopt : unbase64(body);
  if (!der) throw Error("it is no PEM text of one certificate request");
  return *der;
}

Request parse(const std::string& der) {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const auto* end = at + der.size();
  Request request(d2i_X509_REQ(nullptr, &at, static_cast<long>(der.size())));
  if (!request || at != end) throw openssl::failure("it cannot be read");
  return request;
}

void require_key(EVP_PKEY* key) {
  const int kind = EVP_PKEY_get_base_id(key), bits = EVP_PKEY_get_bits(key);
  if (kind == EVP_PKEY_RSA) {
    if (bits >= kLeastRsa && bits <= kMostRsa) return;
    throw Error(fmt::format("its RSA key has {} bits", bits));
  }
  char curve[32] = {};
  std::size_t size = 0;
  if (kind == EVP_PKEY_EC && EVP_PKEY_get_group_name(key, curve, sizeof curve, &size) == 1)
    for (const char* known : {"prime256v1", "secp384r1", "secp521r1"})
      if (std::strcmp(curve, known) == 0) return;
  throw Error("its key is neither RSA nor ECDSA on P-256, P-384 or P-521");
}

void require_own_signature(X509_REQ* request) {
  EVP_PKEY* key = X509_REQ_get0_pubkey(request);
  if (!key) throw openssl::failure("its key cannot be read");
  require_key(key);
  if (X509_REQ_verify(request, key) != 1) throw openssl::failure("it is not signed by its own key");
}

bool is_plain(const X509_NAME_ENTRY* entry) {
  const int type = ASN1_STRING_type(X509_NAME_ENTRY_get_data(entry));
  return type == V_ASN1_PRINTABLESTRING || type == V_ASN1_UTF8STRING;
}

CertificateSubject subject_of(const X509_NAME* name) {
  int common = 0;
  for (int i = 0; i < X509_NAME_entry_count(name); ++i) {
    const auto* entry = X509_NAME_get_entry(name, i);
    const int kind = OBJ_obj2nid(X509_NAME_ENTRY_get_object(entry));
    common += kind == NID_commonName;
    if ((kind != NID_commonName && kind != NID_organizationName) || !is_plain(entry))
      throw Error("its subject says more than organizations and a common name");
  }
  if (common != 1) throw Error("its subject does not have one common name");
  return x509::read_name(name);
}

Sans sans_of(X509_EXTENSION* extension) {
  const openssl::Names names(static_cast<GENERAL_NAMES*>(X509V3_EXT_d2i(extension)));
  if (!names) throw openssl::failure("its alternative names cannot be read");
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    int type = 0;
    const auto* value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names.get(), i), &type);
    if (type == GEN_EMAIL) throw Error("it asks for an e-mail address");
    if (type == GEN_URI) throw Error("it asks for a URI");
    if (type != GEN_DNS && type != GEN_IPADD)
      throw Error("it asks for a name that is neither DNS name nor address");
    const int size = ASN1_STRING_length(static_cast<const ASN1_STRING*>(value));
    if (type == GEN_IPADD && size != 4 && size != 16)
      throw Error("it asks for an address that is none");
  }
  return x509::read_general_names(names.get());
}

/// Readers differ in which of several lists of extensions they take.
void require_one_list(const X509_REQ* request) {
  const int count = X509_REQ_get_attr_count(request);
  if (count == 0) return;
  X509_ATTRIBUTE* attribute = X509_REQ_get_attr(request, 0);
  if (count > 1 || X509_ATTRIBUTE_count(attribute) != 1 ||
      OBJ_obj2nid(X509_ATTRIBUTE_get0_object(attribute)) != NID_ext_req)
    throw Error("it has attributes beside one list of extensions");
}

Sans requested_sans(X509_REQ* request) {
  require_one_list(request);
  const x509::Extensions list(X509_REQ_get_extensions(request));
  const int count = list ? sk_X509_EXTENSION_num(list.get()) : 0;
  if (count == 0) return {};
  auto* extension = sk_X509_EXTENSION_value(list.get(), 0);
  if (count > 1 || OBJ_obj2nid(X509_EXTENSION_get_object(extension)) != NID_subject_alt_name)
    throw Error("it asks for extensions beside alternative names");
  return sans_of(extension);
}

}  // namespace

Asked read_request(std::string_view pem) {
  const auto request = parse(der_of(pem));
  require_own_signature(request.get());
  return {subject_of(X509_REQ_get_subject_name(request.get())), requested_sans(request.get())};
}

}  // namespace kcluster
