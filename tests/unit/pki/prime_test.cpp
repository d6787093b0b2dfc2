#include "pki/prime.h"

#include <catch2/catch.hpp>

using namespace kcluster::openssl;

namespace {

Number number(const char* decimal) {
  BIGNUM* parsed = nullptr;
  BN_dec2bn(&parsed, decimal);
  return Number(parsed);
}

bool passes(const Number& number) {
  return passes_miller_rabin(number, 20, Scratch(BN_CTX_new()));
}

}  // namespace

TEST_CASE("primes have the length asked for, their two highest bits set") {
  const auto bits = GENERATE(1024, 1536, 2048);
  const auto prime = make_prime(bits);
  CHECK(BN_num_bits(prime.get()) == bits);
  CHECK(BN_is_bit_set(prime.get(), bits - 2));
  CHECK(BN_check_prime(prime.get(), nullptr, nullptr) == 1);
}

TEST_CASE("composites that fool simpler tests do not pass") {
  // Carmichael numbers; a strong pseudoprime to every prime base below 37 (Sorenson and Webster)
  CHECK_FALSE(passes(number("561")));
  CHECK_FALSE(passes(number("1590231231043178376951698401")));
  CHECK_FALSE(passes(number("318665857834031151167461")));
}

TEST_CASE("primes pass, whatever power of two their predecessor has") {
  CHECK(passes(number("65537")));  // 2^16 + 1
  CHECK(passes(number("170141183460469231731687303715884105727")));  // 2^127 - 1
  CHECK(passes(number("318665857834031151167483")));
}
