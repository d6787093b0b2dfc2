#pragma once
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/secret.h"

namespace kcluster {

/// One TLS peer and who we are to it.
struct Endpoint {
  enum class Verify { yes, no };
  std::string url;                 ///< "https://192.168.1.20:6443", no path, no trailing slash
  std::string authorities;         ///< PEM; empty with Verify::yes: the system's own
  std::string client_certificate;  ///< PEM; empty: none
  std::shared_ptr<const Secret> client_key;  ///< PEM
  std::shared_ptr<const Secret> token;       ///< bearer
  Verify verify = Verify::yes;
  std::string server_name;         ///< checked instead of the URL's host when not empty
  std::chrono::milliseconds timeout{10000};
  std::size_t largest_body = 64u << 20;  ///< bytes; a longer answer is an Error
};

struct Request {
  std::string method = "GET";      ///< GET POST PUT PATCH DELETE
  std::string path;                ///< with query
  std::string body;
  std::string content_type = "application/json";
  Secrecy secrecy = Secrecy::open; ///< of the body
};

struct Response {
  int status = 0;
  std::string body;
  std::map<std::string, std::string> headers;  ///< lower-case names
  bool ok() const { return status >= 200 && status < 300; }
};

/// One peer. An answer, even 409, is a Response; no answer is Silence; a bad certificate is an Error.
/// May be used from many threads at once. Bodies are bounded.
class Http {
 public:
  virtual ~Http() = default;
  virtual Response get(const std::string& path) const = 0;
  virtual Response send(const Request& request) = 0;
};

}  // namespace kcluster
