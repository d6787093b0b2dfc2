#include "host/network.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <memory>

#include "base/error.h"
#include "host/fault.h"
#include "host/fd.h"

namespace kcluster {
namespace {

std::string text_of(const sockaddr& address, socklen_t size) {
  char text[NI_MAXHOST] = {};
  ::getnameinfo(&address, size, text, sizeof text, nullptr, 0, NI_NUMERICHOST);
  return text;
}

template <class Address>
bool listens(int family, const Address& address) {
  const Fd socket(checked(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)));
  const int on = 1, off = 0;
  checked(::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on));
  if (family == AF_INET6)
    checked(::setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off));
  const auto* plain = reinterpret_cast<const sockaddr*>(&address);
  // two sockets may share a port until one of them listens: only listen() tells
  if (::bind(socket.get(), plain, sizeof address) == 0 && ::listen(socket.get(), 1) == 0)
    return true;
  if (errno == EADDRINUSE) return false;
  fail_with(errno);
}

bool listens_everywhere(in_port_t port) {
  sockaddr_in6 six{};
  six.sin6_family = AF_INET6;
  six.sin6_port = port;
  try {
    return listens(AF_INET6, six);
  } catch (const std::system_error& fault) {
    const int code = fault.code().value();
    if (code != EAFNOSUPPORT && code != EADDRNOTAVAIL) throw;
  }
  sockaddr_in four{};
  four.sin_family = AF_INET;
  four.sin_port = port;
  return listens(AF_INET, four);
}

}  // namespace

std::vector<std::string> resolve_host(const std::string& host) {
  addrinfo wanted{}, *first = nullptr;
  wanted.ai_socktype = SOCK_STREAM;
  if (::getaddrinfo(host.c_str(), nullptr, &wanted, &first) != 0) return {};
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(first, ::freeaddrinfo);
  std::vector<std::string> found;
  for (const addrinfo* entry = first; entry; entry = entry->ai_next) {
    auto text = text_of(*entry->ai_addr, entry->ai_addrlen);
    if (std::find(found.begin(), found.end(), text) == found.end())
      found.push_back(std::move(text));
  }
  return found;
}

bool can_listen(unsigned port) {
  try {
    return listens_everywhere(htons(static_cast<in_port_t>(port)));
  } catch (const std::system_error& fault) {
    throw Error(fmt::format("cannot try TCP port {}: {}", port, fault.code().message()),
                fault.code().value() == EACCES ? "run as root" : "");
  }
}

}  // namespace kcluster
