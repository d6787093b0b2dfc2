#include "host/facts.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <sys/timex.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <bit>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <memory>

#include "base/text.h"
#include "host/real_files.h"

namespace kcluster {
namespace {

unsigned bits_of(const unsigned char* bytes, std::size_t count) {
  unsigned bits = 0;
  for (std::size_t i = 0; i < count; ++i) bits += static_cast<unsigned>(std::popcount(bytes[i]));
  return bits;
}

// the address bytes of an IPv4 or IPv6 socket address; null for other families
const unsigned char* raw(const sockaddr* address) {
  if (!address) return nullptr;
  const void* bytes = nullptr;
  if (address->sa_family == AF_INET)
    bytes = &reinterpret_cast<const sockaddr_in*>(address)->sin_addr;
  if (address->sa_family == AF_INET6)
    bytes = &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr;
  return static_cast<const unsigned char*>(bytes);
}

bool link_local(int family, const unsigned char* bytes) {
  if (family == AF_INET) return bytes[0] == 169 && bytes[1] == 254;
  return bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80;
}

std::optional<Facts::Address> address_of(const ifaddrs& entry) {
  const unsigned char* bytes = raw(entry.ifa_addr);
  if (!bytes || link_local(entry.ifa_addr->sa_family, bytes)) return std::nullopt;
  const int family = entry.ifa_addr->sa_family;
  char text[INET6_ADDRSTRLEN] = {};
  ::inet_ntop(family, bytes, text, sizeof text);
  const unsigned char* mask = raw(entry.ifa_netmask);
  return Facts::Address{entry.ifa_name, text, mask ? bits_of(mask, family == AF_INET ? 4 : 16) : 0,
                        (entry.ifa_flags & IFF_UP) != 0, (entry.ifa_flags & IFF_LOOPBACK) != 0};
}

std::vector<Facts::Address> addresses() {
  ifaddrs* first = nullptr;
  if (::getifaddrs(&first) != 0) return {};
  const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> owner(first, ::freeifaddrs);
  std::vector<Facts::Address> found;
  for (const ifaddrs* entry = first; entry; entry = entry->ifa_next)
    if (auto address = address_of(*entry)) found.push_back(std::move(*address));
  return found;
}

std::optional<bool> clock_synchronised() {
  timex state{};
  const int answer = ::adjtimex(&state);
  if (answer == -1) return std::nullopt;
  return answer != TIME_ERROR && !(state.status & STA_UNSYNC);
}

}  // namespace

std::uint64_t total_memory(std::string_view meminfo) {
  constexpr std::string_view key = "MemTotal:";
  const auto at = meminfo.find(key);
  if (at == std::string_view::npos) return 0;
  const auto rest = trim(meminfo.substr(at + key.size()));
  std::uint64_t kib = 0;
  std::from_chars(rest.data(), rest.data() + rest.size(), kib);
  return kib * 1024;
}

Facts read_facts() {
  utsname names{};
  ::uname(&names);
  Facts facts;
  facts.cpus = static_cast<unsigned>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
  facts.memory = total_memory(RealFiles().read("/proc/meminfo").value_or(""));
  facts.hostname = names.nodename;
  facts.kernel = names.release;
  facts.machine = names.machine;
  facts.uid = ::geteuid();
  facts.addresses = addresses();
  facts.clock_synchronised = clock_synchronised();
  std::error_code none;
  facts.program = std::filesystem::read_symlink("/proc/self/exe", none).string();
  return facts;
}

}  // namespace kcluster
