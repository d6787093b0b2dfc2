#include "host/masquerade.h"

#include <fmt/format.h>
#include <linux/netlink.h>

#include <cstring>

#include "base/error.h"
#include "base/text.h"
#include "host/fault.h"
#include "host/nft.h"

namespace kcluster {
namespace {

constexpr const char* kExcept = " except";

std::vector<Masquerade> read_family(Netlink& kernel, Ip::Family family) {
  std::vector<Masquerade> found;
  try {
    for (const auto& body : kernel.dump(nft::list_rules(family)))
      if (auto one = parse_masquerade(nft::comment_of(body))) found.push_back(std::move(*one));
  } catch (const std::system_error& fault) {
    if (fault.code().value() != ENOENT) throw;  // no such table
  }
  return found;
}

std::vector<nft::Commented> rules_of(const std::vector<Masquerade>& all, Ip::Family family) {
  std::vector<nft::Commented> rules;
  for (const auto& each : all)
    if (each.from.network.family == family) rules.push_back({each, masquerade_text(each)});
  return rules;
}

[[noreturn]] void fail(const char* doing, const std::system_error& fault) {
  const int code = fault.code().value();
  throw Error(
      fmt::format("cannot {} the pods' masquerading (nftables): {}", doing, fault.code().message()),
      code == EPERM ? "run as root"
                    : "the kernel must have nf_tables with NAT: `modprobe nft_masq`");
}

}  // namespace

std::string masquerade_text(const Masquerade& masquerade) {
  std::string text = masquerade.from.text() + kExcept;
  for (const auto& each : masquerade.except) text += " " + each.text();
  return text;
}

std::optional<Masquerade> parse_masquerade(std::string_view text) {
  const auto end = text.find(kExcept);
  if (end == text.npos) return std::nullopt;
  const auto from = parse_cidr(text.substr(0, end));
  if (!from) return std::nullopt;
  Masquerade masquerade{*from, {}};
  for (const auto& word : split(text.substr(end + std::strlen(kExcept)), ' ')) {
    if (word.empty()) continue;
    const auto cidr = parse_cidr(word);
    if (!cidr) return std::nullopt;
    masquerade.except.push_back(*cidr);
  }
  return masquerade;
}

std::vector<Masquerade> read_masquerades() {
  try {
    Netlink kernel(NETLINK_NETFILTER);
    auto all = read_family(kernel, Ip::Family::v4);
    for (auto& each : read_family(kernel, Ip::Family::v6)) all.push_back(std::move(each));
    return all;
  } catch (const std::system_error& fault) {
    fail("read", fault);
  }
}

void write_masquerades(const std::vector<Masquerade>& all) {
  const auto present = read_masquerades();
  try {
    Netlink kernel(NETLINK_NETFILTER);
    for (const auto family : {Ip::Family::v4, Ip::Family::v6}) {
      const auto rules = rules_of(all, family);
      // A machine without one family must not be asked for it.
      if (!rules.empty() || !rules_of(present, family).empty())
        kernel.send(nft::replace_table(family, rules));
    }
  } catch (const std::system_error& fault) {
    fail("set", fault);
  }
}

}  // namespace kcluster
