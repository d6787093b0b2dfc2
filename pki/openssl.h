#pragma once
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

/// What pki's own files share about OpenSSL; included by their .cpp files only.
namespace kcluster::openssl {

template <auto free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    free(object);
  }
};
template <class T, auto free>
using Owned = std::unique_ptr<T, Freed<free>>;

using Bio = Owned<BIO, BIO_free_all>;
using Cert = Owned<X509, X509_free>;
using Names = Owned<GENERAL_NAMES, GENERAL_NAMES_free>;

/// What OpenSSL says of its last failure; its queue is empty afterwards.
std::string reason();
/// Error "<what>: <reason>".
Error failure(const std::string& what, std::string remedy = {});
/// Throws failure(what) unless a call that answers 1 for success did.
void need(long answer, const char* what);
template <class Pointer>
Pointer need_object(Pointer pointer, const char* what) {
  if (!pointer) throw failure(what);
  return pointer;
}

Bio reader(std::string_view bytes);  ///< the bytes must outlive it
Bio writer();                        ///< wiped when freed
std::string text(const Bio& bio);

}  // namespace kcluster::openssl
