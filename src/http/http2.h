#pragma once
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "http/curl_fault.h"
#include "http/http.h"

namespace kcluster {

/// One POST over HTTP/2 whose answer is read bit by bit. Nothing is taken from the connection
/// between two reads, so a slow reader holds the server back. Dropped before its end it is cut off.
/// For one thread.
class Exchange {
 public:
  using Deadline = std::chrono::steady_clock::time_point;
  enum class Came { bytes, end, late, fault };

  struct Insides;
  explicit Exchange(std::unique_ptr<Insides> insides);
  Exchange(Exchange&&) noexcept;
  ~Exchange();

  /// Waits for the next bytes of the answer's body, which replace what is in `into`.
  Came read(std::string& into, Deadline deadline);

  int status() const;  ///< HTTP's; 0 before headers came
  /// Names in lower case; after the end with the trailers (RFC 9113, section 8.1).
  const std::map<std::string, std::string>& headers() const;
  /// After Came::fault.
  const TransferFault& fault() const;

 private:
  std::unique_ptr<Insides> insides_;
};

/// A peer that speaks HTTP/2: over TLS by ALPN, else at once ("prior knowledge"). Connections are
/// kept for the next exchange. Opens nothing yet. May be used from many threads at once.
class Http2 {
 public:
  /// Whether a connection that was used before will do. curl sends a request again by itself when
  /// such a connection turns out to be dead: not for what must happen once.
  enum class Connection { any, fresh };

  struct Post {
    std::string path;
    std::vector<std::string> headers;  ///< "Name: value"
    std::string body;
    Connection connection = Connection::any;
    /// What follows the body, piece by piece; an empty piece ends it. What it throws comes out of
    /// Exchange::read(). Needs a fresh connection: it cannot be asked twice.
    std::function<std::string()> more = {};
  };

  /// endpoint.timeout bounds the connecting alone. Socket: the path of a unix socket to connect to
  /// in place of the URL's host; "": none.
  Http2(const Endpoint& endpoint, std::string socket, std::stop_token stop);
  ~Http2();

  Exchange post(Post request) const;

  struct Shared;

 private:
  std::shared_ptr<Shared> shared_;
};

}  // namespace kcluster
