#include "pki/rsa_key.h"

#include <openssl/core_names.h>
#include <openssl/param_build.h>

#include <string_view>
#include <utility>
#include <vector>

#include "pki/prime.h"

namespace kcluster {
namespace {

using openssl::less_one;
using openssl::need;
using openssl::need_object;
using openssl::Number;
using openssl::Owned;
using openssl::Scratch;
using openssl::secret_number;

constexpr const char* kFailed = "cannot make an RSA key";
constexpr BN_ULONG kExponent = 65537;
constexpr int kDistance = 100;  // bits: FIPS 186-4, B.3.1, criterion 2(d)

// gcd(e, prime - 1) = 1: e is prime, so it must not divide.
bool fits_exponent(const Number& prime) {
  return BN_mod_word(less_one(prime).get(), kExponent) != 0;
}

Number make_factor(int bits) {
  auto prime = openssl::make_prime(bits);
  while (!fits_exponent(prime)) prime = openssl::make_prime(bits);
  return prime;
}

bool far_apart(const Number& p, const Number& q, int bits) {
  auto between = secret_number();
  need(BN_sub(between.get(), p.get(), q.get()), kFailed);
  return BN_num_bits(between.get()) > bits - kDistance;
}

struct Numbers {
  Number n, e, d, p, q, dp, dq, inverse;
};

Number inverse(const Number& of, const Number& modulus, const Scratch& scratch) {
  auto result = secret_number();
  need_object(BN_mod_inverse(result.get(), of.get(), modulus.get(), scratch.get()), kFailed);
  return result;
}

Number rest(const Number& of, const Number& modulus, const Scratch& scratch) {
  auto result = secret_number();
  need(BN_mod(result.get(), of.get(), modulus.get(), scratch.get()), kFailed);
  return result;
}

Number product(const Number& a, const Number& b, const Scratch& scratch) {
  auto result = secret_number();
  need(BN_mul(result.get(), a.get(), b.get(), scratch.get()), kFailed);
  return result;
}

// lcm(p-1, q-1), of which d is the exponent's inverse (RFC 8017, 3.2)
Number period(const Number& p, const Number& q, const Scratch& scratch) {
  const auto less_p = less_one(p), less_q = less_one(q);
  auto common = secret_number(), result = secret_number();
  need(BN_gcd(common.get(), less_p.get(), less_q.get(), scratch.get()), kFailed);
  const auto whole = product(less_p, less_q, scratch);
  need(BN_div(result.get(), nullptr, whole.get(), common.get(), scratch.get()), kFailed);
  return result;
}

Numbers make_numbers(int bits) {
  const Scratch scratch(need_object(BN_CTX_secure_new(), kFailed));
  Numbers key;
  do key.p = make_factor(bits / 2), key.q = make_factor(bits / 2);
  while (!far_apart(key.p, key.q, bits / 2));
  if (BN_cmp(key.p.get(), key.q.get()) < 0) std::swap(key.p, key.q);
  key.e.reset(need_object(BN_new(), kFailed));
  need(BN_set_word(key.e.get(), kExponent), kFailed);
  key.n = product(key.p, key.q, scratch);
  key.d = inverse(key.e, period(key.p, key.q, scratch), scratch);
  key.dp = rest(key.d, less_one(key.p), scratch);
  key.dq = rest(key.d, less_one(key.q), scratch);
  key.inverse = inverse(key.q, key.p, scratch);
  return key;
}

using Params = Owned<OSSL_PARAM, OSSL_PARAM_free>;

Params params_of(const Numbers& key) {
  const Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> build(
      need_object(OSSL_PARAM_BLD_new(), kFailed));
  const std::pair<const char*, const Number*> rows[] = {
      {OSSL_PKEY_PARAM_RSA_N, &key.n},          {OSSL_PKEY_PARAM_RSA_E, &key.e},
      {OSSL_PKEY_PARAM_RSA_D, &key.d},          {OSSL_PKEY_PARAM_RSA_FACTOR1, &key.p},
      {OSSL_PKEY_PARAM_RSA_FACTOR2, &key.q},    {OSSL_PKEY_PARAM_RSA_EXPONENT1, &key.dp},
      {OSSL_PKEY_PARAM_RSA_EXPONENT2, &key.dq}, {OSSL_PKEY_PARAM_RSA_COEFFICIENT1, &key.inverse}};
  for (const auto& [name, number] : rows)
    need(OSSL_PARAM_BLD_push_BN(build.get(), name, number->get()), kFailed);
  return Params(need_object(OSSL_PARAM_BLD_to_param(build.get()), kFailed));
}

using Context = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using Digest = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;

// What the private half signs the public half verifies. OpenSSL's own pairwise check looks for
// prime factors once more, which takes as long as all before.
void check_pair(EVP_PKEY* key) {
  constexpr std::string_view text = "a pair of keys";
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::vector<unsigned char> signature(static_cast<std::size_t>(EVP_PKEY_get_size(key)));
  auto size = signature.size();
  const Digest sign(need_object(EVP_MD_CTX_new(), kFailed)), verify(EVP_MD_CTX_new());
  need(EVP_DigestSignInit(sign.get(), nullptr, EVP_sha256(), nullptr, key), kFailed);
  need(EVP_DigestSign(sign.get(), signature.data(), &size, bytes, text.size()), kFailed);
  need(EVP_DigestVerifyInit(verify.get(), nullptr, EVP_sha256(), nullptr, key), kFailed);
  need(EVP_DigestVerify(verify.get(), signature.data(), size, bytes, text.size()), kFailed);
}

}  // namespace

evp_pkey_st* make_rsa_key(int bits) {
  const auto params = params_of(make_numbers(bits));
  const Context context(need_object(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr), kFailed));
  EVP_PKEY* made = nullptr;
  need(EVP_PKEY_fromdata_init(context.get()), kFailed);
  need(EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_KEYPAIR, params.get()), kFailed);
  Owned<EVP_PKEY, EVP_PKEY_free> key(made);
  check_pair(made);
  return key.release();
}

}  // namespace kcluster
