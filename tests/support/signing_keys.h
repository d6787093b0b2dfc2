#pragma once
#include "pki/key.h"
#include "pki/signature.h"

namespace kcluster {

/// A fresh key that signs, and its public half.
struct SigningKey {
  explicit SigningKey(Key key = Key::make(Algorithm::ecdsa_p256))
      : private_pem(key.pem()),
        public_pem(key.public_pem()),
        signer(Signer::parse(private_pem, "key", [] { return Secret(); })),
        check(SignatureCheck::parse(public_pem, "pub")) {}
  Secret private_pem;
  std::string public_pem;
  Signer signer;
  SignatureCheck check;
};

}  // namespace kcluster
