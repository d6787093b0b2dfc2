#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace kcluster {

/// A listener on 127.0.0.1 for tests, plain or TLS; each connection runs the handler in its thread.
class Peer {
 public:
  /// One accepted connection.
  class Talk {
   public:
    Talk(int socket, SSL* ssl) : socket_(socket), ssl_(ssl) {}
    /// The next request with its body; "" when the other side has gone.
    std::string request() {
      std::string text;
      for (char c; text.find("\r\n\r\n") == std::string::npos;) {
        if (take(&c, 1) <= 0) return {};
        text += c;
      }
      const auto at = text.find("Content-Length: ");
      std::string body(at == std::string::npos ? 0 : std::stoul(text.substr(at + 16)), '\0');
      for (std::size_t have = 0; have < body.size();) {
        const int count = take(body.data() + have, static_cast<int>(body.size() - have));
        if (count <= 0) return {};
        have += static_cast<std::size_t>(count);
      }
      return text + body;
    }
    /// Reads until these bytes came; false when the other side has gone before.
    bool hear(const std::string& bytes) {
      std::string text;
      for (char c; !text.ends_with(bytes); text += c)
        if (take(&c, 1) <= 0) return false;
      return true;
    }
    void say(const std::string& bytes) {
      if (ssl_)
        SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()));
      else
        ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }
    void answer(int status, const std::string& body, const std::string& headers = {}) {
      say("HTTP/1.1 " + std::to_string(status) + " Text\r\nContent-Length: " +
          std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body);
    }

   private:
    int take(char* to, int size) {
      return ssl_ ? SSL_read(ssl_, to, size) : static_cast<int>(::recv(socket_, to, size, 0));
    }
    int socket_;
    SSL* ssl_;
  };
  using Handler = std::function<void(Talk&)>;

  explicit Peer(Handler handler, SSL_CTX* tls = nullptr) : handler_(std::move(handler)), tls_(tls) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::bind(listener_, plain, size) || ::listen(listener_, 16) ||
        ::getsockname(listener_, plain, &size))
      throw std::runtime_error("no listener");
    port_ = ntohs(address.sin_port);
    accepting_ = std::thread([this] { accept_all(); });
  }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  ~Peer() {
    ::shutdown(listener_, SHUT_RDWR);
    accepting_.join();
    ::close(listener_);
    for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
    for (auto& thread : talks_) thread.join();
    for (const int socket : sockets_) ::close(socket);
  }

  std::string url(const std::string& host = "127.0.0.1") const {
    return (tls_ ? "https://" : "http://") + host + ":" + std::to_string(port_);
  }
  int connections() const { return connections_; }

 private:
  void accept_all() {
    for (int socket; (socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
      ++connections_;
      sockets_.push_back(socket);
      talks_.emplace_back([this, socket] { talk(socket); });
    }
  }
  void talk(int socket) {
    const std::unique_ptr<SSL, void (*)(SSL*)> ssl(tls_ ? SSL_new(tls_) : nullptr, SSL_free);
    if (ssl) SSL_set_fd(ssl.get(), socket);
    if (!ssl || SSL_accept(ssl.get()) == 1) {
      Talk one(socket, ssl.get());
      handler_(one);
    }
    if (ssl) SSL_shutdown(ssl.get());
    ::shutdown(socket, SHUT_RDWR);
  }

  Handler handler_;
  SSL_CTX* tls_;
  int listener_ = -1;
  unsigned port_ = 0;
  std::atomic<int> connections_ = 0;
  std::thread accepting_;
  std::vector<int> sockets_;
  std::vector<std::thread> talks_;
};

}  // namespace kcluster
