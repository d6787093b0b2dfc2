#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "host/fd.h"

namespace kcluster {

/// A request to the kernel, built front to back: header, fixed body, attributes (netlink(7)).
class NetlinkMessage {
 public:
  NetlinkMessage(std::uint16_t type, std::uint16_t flags, std::string_view body);

  NetlinkMessage& add(std::uint16_t attribute, std::string_view bytes);
  NetlinkMessage& add_text(std::uint16_t attribute, const std::string& text);     ///< with its NUL
  NetlinkMessage& add_number(std::uint16_t attribute, std::uint32_t big_endian);  ///< as nftables
  /// What fill() adds to the message lies within the attribute.
  template <class Fill>
  NetlinkMessage& nest(std::uint16_t attribute, Fill&& fill) {
    const std::size_t at = open(attribute);
    fill(*this);
    close(at);
    return *this;
  }
  /// The whole message with its length and that number.
  std::string finished(std::uint32_t sequence) const;
  bool acknowledged() const;  ///< NLM_F_ACK is among its flags

 private:
  std::size_t open(std::uint16_t attribute);
  void close(std::size_t at);
  std::string bytes_;
};

/// Attributes by type (flags taken off); of those that repeat the last. Malformed ends are dropped.
std::map<std::uint16_t, std::string_view> netlink_attributes(std::string_view bytes);

/// A conversation with one part of the kernel: NETLINK_ROUTE, NETLINK_NETFILTER. Every call throws
/// std::system_error with the kernel's own code.
class Netlink {
 public:
  explicit Netlink(int part);
  /// Sends all in one piece and waits until each that wants it is acknowledged.
  void send(const std::vector<NetlinkMessage>& messages);
  /// Bodies of all answers to a request with NLM_F_DUMP, asked again when they changed meanwhile.
  std::vector<std::string> dump(const NetlinkMessage& request);

 private:
  std::string receive() const;
  bool take_dump(std::vector<std::string>& bodies, bool& torn) const;
  Fd socket_;
  std::uint32_t sequence_ = 0;
};

}  // namespace kcluster
