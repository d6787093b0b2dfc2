#include "http/curl_options.h"

namespace kcluster::curl_options {
namespace {

// curl reads the blob during the transfer only; the endpoint outlives it
void set_blob(CURL* easy, CURLoption option, const std::string& bytes) {
  curl_blob blob{const_cast<char*>(bytes.data()), bytes.size(), CURL_BLOB_NOCOPY};
  set(easy, option, &blob);
}

void set_protocols(CURL* easy) {
#if LIBCURL_VERSION_NUM >= 0x075500
  set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
#else
  set(easy, CURLOPT_PROTOCOLS, static_cast<long>(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

// a peer that goes away in the handshake leaves a system error or an early end, one that speaks no
// TLS or an older one an error of OpenSSL's
bool cut_off(const std::string& text) {
  return text.find("error:") == std::string::npos ||
         text.find("unexpected eof") != std::string::npos;
}

void set_identity(CURL* easy, const Endpoint& endpoint) {
  if (!endpoint.client_certificate.empty() && endpoint.client_key) {
    set_blob(easy, CURLOPT_SSLCERT_BLOB, endpoint.client_certificate);
    set_blob(easy, CURLOPT_SSLKEY_BLOB, endpoint.client_key->reveal());
  }
  if (endpoint.token) {
    set(easy, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BEARER));
    set(easy, CURLOPT_XOAUTH2_BEARER, endpoint.token->reveal().c_str());
  }
}

}  // namespace

void set_manners(CURL* easy) {
  set_protocols(easy);
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_PROXY, "");
  set(easy, CURLOPT_NOPROXY, "*");
  set(easy, CURLOPT_USERAGENT, "kcluster/" KCLUSTER_VERSION);
  set(easy, CURLOPT_TCP_KEEPALIVE, 1L);
}

void set_peer(CURL* easy, const Endpoint& endpoint) {
  const bool verify = endpoint.verify == Endpoint::Verify::yes;
  set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(easy, CURLOPT_SSL_VERIFYPEER, verify ? 1L : 0L);
  set(easy, CURLOPT_SSL_VERIFYHOST, verify ? 2L : 0L);
  set_identity(easy, endpoint);
  if (endpoint.authorities.empty()) return;
  // without this the distribution's folder of public authorities would be trusted as well
  set(easy, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  set_blob(easy, CURLOPT_CAINFO_BLOB, endpoint.authorities);
}

TransferFault::Kind kind_of(CURLcode code, const std::string& text) {
  using Kind = TransferFault::Kind;
  if (is_alert(text)) return Kind::our_credentials;
  switch (code) {
    case CURLE_ABORTED_BY_CALLBACK:
      return Kind::stopped;
    case CURLE_PEER_FAILED_VERIFICATION:
      return Kind::certificate;
    case CURLE_SSL_CERTPROBLEM:
      return Kind::our_credentials;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return Kind::silence;
    case CURLE_SSL_CONNECT_ERROR:
      return cut_off(text) ? Kind::silence : Kind::tls;
    default:
      return Kind::other;
  }
}

}  // namespace kcluster::curl_options
