#pragma once
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include <exception>
#include <functional>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "base/net.h"
#include "host/netlink.h"

namespace kcluster {

/// A network namespace of a test's own, with one interface "net0", up, that has 192.0.2.1/24 and
/// fd00::1/64. Needs root.
class PrivateNetwork {
 public:
  static bool possible() { return ::geteuid() == 0; }

  /// Runs in a thread that lives in the namespace alone; an exception in it passes.
  static void within(const std::function<void()>& work) {
    std::exception_ptr fault;
    std::thread([&] {
      try {
        if (::unshare(CLONE_NEWNET) != 0)
          throw std::system_error(errno, std::generic_category(), "unshare");
        furnish();
        work();
      } catch (...) {
        fault = std::current_exception();
      }
    }).join();
    if (fault) std::rethrow_exception(fault);
  }

 private:
  template <class Body>
  static std::string_view raw(const Body& body) {
    return {reinterpret_cast<const char*>(&body), sizeof body};
  }

  static void furnish() {
    Netlink kernel(NETLINK_ROUTE);
    ifinfomsg link{};
    link.ifi_flags = link.ifi_change = IFF_UP;
    NetlinkMessage made(RTM_NEWLINK, NLM_F_CREATE | NLM_F_ACK, raw(link));
    made.add_text(IFLA_IFNAME, "net0");
    made.nest(IFLA_LINKINFO, [](NetlinkMessage& m) { m.add_text(IFLA_INFO_KIND, "bridge"); });
    kernel.send({made});
    address(kernel, *parse_ip("192.0.2.1"), 24);
    address(kernel, *parse_ip("fd00::1"), 64);
  }

  static void address(Netlink& kernel, const Ip& ip, unsigned char prefix) {
    ifaddrmsg body{};
    body.ifa_family = ip.family == Ip::Family::v4 ? AF_INET : AF_INET6;
    body.ifa_prefixlen = prefix;
    body.ifa_flags = IFA_F_NODAD;
    body.ifa_index = ::if_nametoindex("net0");
    const std::string_view bytes(reinterpret_cast<const char*>(ip.bytes.data()),
                                 static_cast<std::size_t>(ip.bits() / 8));
    NetlinkMessage made(RTM_NEWADDR, NLM_F_CREATE | NLM_F_ACK, raw(body));
    made.add(IFA_LOCAL, bytes).add(IFA_ADDRESS, bytes);
    kernel.send({made});
  }
};

}  // namespace kcluster
