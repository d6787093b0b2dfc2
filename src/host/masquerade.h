#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/pod_route.h"

namespace kcluster {

/// nftables tables of our own (`nft list table ip kcluster`, `… ip6 …`), one rule a range, after
/// the routing decision. Needs Linux 4.18, where such a chain stands beside iptables' own.
std::vector<Masquerade> read_masquerades();
/// Exactly these, in one step a family; none: our tables are gone.
void write_masquerades(const std::vector<Masquerade>& all);

/// The rule's comment: what it says, in a form that is read back.
std::string masquerade_text(const Masquerade& masquerade);
/// nullopt for a comment that is none of ours.
std::optional<Masquerade> parse_masquerade(std::string_view text);

}  // namespace kcluster
