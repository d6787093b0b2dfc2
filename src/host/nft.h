#pragma once
#include "base/pod_route.h"
#include "host/netlink.h"

/// The messages of nftables (linux/netfilter/nf_tables.h) that our own table needs.
namespace kcluster::nft {

/// Asks for the comments of our table's rules; their answers hold them, see comment_of().
NetlinkMessage list_rules(Ip::Family family);
/// The comment of a rule in an answer's body; empty when it has none.
std::string comment_of(std::string_view body);

/// One step in which our table comes to hold a rule for each of the masquerades, all of that
/// family, with its text as comment; without any the table goes.
struct Commented {
  Masquerade masquerade;
  std::string comment;  ///< at most 127 bytes
};
std::vector<NetlinkMessage> replace_table(Ip::Family family, const std::vector<Commented>& rules);

}  // namespace kcluster::nft
