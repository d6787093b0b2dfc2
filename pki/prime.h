#pragma once
#include <openssl/bn.h>

#include "pki/openssl.h"

/// Secret numbers for pki's own files.
namespace kcluster::openssl {

using Number = Owned<BIGNUM, BN_clear_free>;
using Scratch = Owned<BN_CTX, BN_CTX_free>;

/// Kept in OpenSSL's wiped memory, and worked on in constant time.
Number secret_number();
Number less_one(const Number& number);

/// A random prime of that many bits (1024 or more), its two highest bits set, so that two of them
/// multiply to twice as many bits.
///
/// Every candidate is drawn anew (FIPS 186-5, A.1.3), divided by the small primes, and put to five
/// rounds of Miller and Rabin's test with random bases: for a random number of this length the
/// chance to be mistaken is below 2^-112 (FIPS 186-4, table C.2). OpenSSL's BN_generate_prime_ex
/// goes through 64 rounds or more, as one must for a number that somebody else has chosen.
Number make_prime(int bits);

/// Whether an odd number passes that many rounds; a prime always does. `scratch` is only worked in.
bool passes_miller_rabin(const Number& number, int rounds, const Scratch& scratch);

}  // namespace kcluster::openssl
