#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "pki/request.h"

namespace kcluster {
namespace {

using Catch::Contains;

/// A request as OpenSSL alone makes it, to say what request_pem() never would.
class Raw {
 public:
  explicit Raw(EVP_PKEY* key) : key_(key, EVP_PKEY_free) {}

  Raw& subject(const char* kind, const std::string& text, int form = MBSTRING_UTF8) {
    X509_NAME_add_entry_by_txt(X509_REQ_get_subject_name(request_.get()), kind, form,
                               reinterpret_cast<const unsigned char*>(text.c_str()), -1, -1, 0);
    return *this;
  }
  /// A list of these extensions, all of one kind.
  Raw& extensions(int kind, const std::vector<std::string>& values, int attribute = NID_ext_req) {
    STACK_OF(X509_EXTENSION)* list = sk_X509_EXTENSION_new_null();
    for (const auto& value : values)
      sk_X509_EXTENSION_push(list, X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str()));
    X509_REQ_add_extensions_nid(request_.get(), list, attribute);
    sk_X509_EXTENSION_pop_free(list, X509_EXTENSION_free);
    return *this;
  }
  Raw& attribute(int kind, const std::string& text) {
    X509_REQ_add1_attr_by_NID(request_.get(), kind, MBSTRING_ASC,
                              reinterpret_cast<const unsigned char*>(text.c_str()), -1);
    return *this;
  }
  std::string pem() {
    X509_REQ_set_pubkey(request_.get(), key_.get());
    X509_REQ_sign(request_.get(), key_.get(), EVP_sha256());
    return text();
  }
  /// Signed by another key than the one in it.
  std::string forged() {
    const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> other(EVP_EC_gen("P-256"), EVP_PKEY_free);
    X509_REQ_set_pubkey(request_.get(), key_.get());
    X509_REQ_sign(request_.get(), other.get(), EVP_sha256());
    return text();
  }

 private:
  std::string text() const {
    const std::unique_ptr<BIO, int (*)(BIO*)> bio(BIO_new(BIO_s_mem()), BIO_free);
    PEM_write_bio_X509_REQ(bio.get(), request_.get());
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return {data, static_cast<std::size_t>(size)};
  }
  std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key_;
  std::unique_ptr<X509_REQ, void (*)(X509_REQ*)> request_{X509_REQ_new(), X509_REQ_free};
};

Raw node(EVP_PKEY* key = EVP_EC_gen("P-256")) {
  Raw raw(key);
  raw.subject("O", "system:nodes").subject("CN", "system:node:w1");
  return raw;
}

void refused(const std::string& pem, const std::string& why) {
  INFO(why);
  CHECK_THROWS_WITH(read_request(pem), Contains(why));
}

}  // namespace

TEST_CASE("a request is read as it was made") {
  for (const auto algorithm :
       {Algorithm::ecdsa_p256, Algorithm::ecdsa_p384, Algorithm::rsa_2048}) {
    const auto asked = read_request(request_pem({"system:node:w1", {"system:nodes"}},
                                                {{"w1"}, {"192.168.1.21", "fd00::1"}},
                                                Key::make(algorithm)));
    CHECK(asked.subject == CertificateSubject{"system:node:w1", {"system:nodes"}});
    CHECK(asked.sans == Sans{{"w1"}, {"192.168.1.21", "fd00::1"}});
  }
  CHECK(read_request(node().pem()).sans.empty());
}

TEST_CASE("a request that could be read in two ways is none") {
  const auto good = node().pem();
  refused("", "no PEM text of one");
  refused("hello", "no PEM text of one");
  refused(good + good, "no PEM text of one");
  refused(good + "and more\n", "no PEM text of one");
  refused("-----BEGIN X-----\n-----END X-----\n" + good, "no PEM text of one");
  refused("-----BEGIN CERTIFICATE REQUEST-----\n-----END CERTIFICATE REQUEST-----", "no PEM text");
  refused("-----BEGIN CERTIFICATE REQUEST-----\naaaa\n-----END CERTIFICATE REQUEST-----",
          "it cannot be read");
  refused(std::string(20000, 'a'), "larger than 16 KiB");
  auto two = node();
  two.extensions(NID_subject_alt_name, {"DNS:w1", "DNS:kubernetes"});
  refused(two.pem(), "beside alternative names");
  auto lists = node();
  lists.extensions(NID_subject_alt_name, {"DNS:w1"})
      .extensions(NID_subject_alt_name, {"DNS:kubernetes"}, NID_ms_ext_req);
  refused(lists.pem(), "attributes beside");
  auto microsoft = node();
  microsoft.extensions(NID_subject_alt_name, {"DNS:kubernetes"}, NID_ms_ext_req);
  refused(microsoft.pem(), "attributes beside");
  refused(node().attribute(NID_pkcs9_challengePassword, "a").pem(), "attributes beside");
}

TEST_CASE("a request must be its own key's, and the key a good one") {
  refused(node().forged(), "not signed by its own key");
  refused(node(EVP_RSA_gen(1024)).pem(), "RSA key has 1024 bits");
  refused(node(EVP_EC_gen("secp256k1")).pem(), "neither RSA nor ECDSA");
  CHECK_NOTHROW(read_request(node(EVP_EC_gen("P-521")).pem()));
}

TEST_CASE("a subject says organizations and one common name, in plain text") {
  const auto more = "more than organizations";
  refused(node().subject("OU", "masters").pem(), more);
  refused(node().subject("serialNumber", "1").pem(), more);
  refused(node().subject("emailAddress", "a@b.c").pem(), more);
  refused(node().subject("CN", "kubernetes-admin").pem(), "one common name");
  Raw none(EVP_EC_gen("P-256"));
  refused(none.subject("O", "system:nodes").pem(), "one common name");
  Raw wide(EVP_EC_gen("P-256"));
  refused(wide.subject("CN", "a", V_ASN1_T61STRING).pem(), more);
}

TEST_CASE("a request asks for DNS names and addresses only") {
  const auto with = [](int kind, const char* value) {
    auto raw = node();
    return raw.extensions(kind, {value}).pem();
  };
  refused(with(NID_subject_alt_name, "DNS:w1,email:a@b.c"), "e-mail");
  refused(with(NID_subject_alt_name, "URI:spiffe://a/b"), "URI");
  refused(with(NID_subject_alt_name, "RID:1.2.3.4"), "neither DNS name nor address");
  refused(with(NID_subject_alt_name, "otherName:1.2.3.4;UTF8:a"), "neither DNS name nor address");
  refused(with(NID_basic_constraints, "critical,CA:TRUE"), "beside alternative names");
  refused(with(NID_ext_key_usage, "clientAuth"), "beside alternative names");
}

}  // namespace kcluster
