#pragma once

struct evp_pkey_st;

namespace kcluster {

/// A new RSA key of that many bits (2048, 3072, 4096), exponent 65537; the caller frees it.
///
/// Two independent random primes (pki/prime.h), put together as RFC 8017, 3.2 says, with the
/// conditions of FIPS 186-4, B.3.1: the primes differ in their first 100 bits, the exponent is no
/// factor of p-1 and q-1. OpenSSL's own keygen goes through auxiliary primes (SP 800-56B) and takes
/// several times as long; an init waits for eleven keys.
evp_pkey_st* make_rsa_key(int bits);

}  // namespace kcluster
