#include "host/nft.h"

#include <arpa/inet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_nat.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>

namespace kcluster::nft {
namespace {

constexpr const char *kTable = "kcluster", *kChain = "postrouting";
constexpr std::uint32_t kSourceNat = 100;  // NF_IP_PRI_NAT_SRC
constexpr char kComment = 0;               // libnftnl's NFTNL_UDATA_RULE_COMMENT

enum class End { source, destination };

std::uint8_t number_of(Ip::Family family) {
  return family == Ip::Family::v4 ? NFPROTO_IPV4 : NFPROTO_IPV6;
}

NetlinkMessage command(int what, int flags, std::uint8_t family) {
  const nfgenmsg body{family, NFNETLINK_V0, 0};
  return {static_cast<std::uint16_t>(NFNL_SUBSYS_NFTABLES << 8 | what),
          static_cast<std::uint16_t>(flags),
          {reinterpret_cast<const char*>(&body), sizeof body}};
}

NetlinkMessage batch(int edge) {
  const nfgenmsg body{AF_UNSPEC, NFNETLINK_V0, htons(NFNL_SUBSYS_NFTABLES)};
  return {static_cast<std::uint16_t>(edge), 0, {reinterpret_cast<const char*>(&body), sizeof body}};
}

template <class Fill>
void expression(NetlinkMessage& rule, const char* name, Fill&& fill) {
  rule.nest(NFTA_LIST_ELEM | NLA_F_NESTED, [&](NetlinkMessage& m) {
    m.add_text(NFTA_EXPR_NAME, name);
    m.nest(NFTA_EXPR_DATA | NLA_F_NESTED, fill);
  });
}

void value(NetlinkMessage& m, int attribute, std::string_view bytes) {
  m.nest(static_cast<std::uint16_t>(attribute | NLA_F_NESTED),
         [&](NetlinkMessage& inner) { inner.add(NFTA_DATA_VALUE, bytes); });
}

std::string mask_of(const Cidr& cidr, std::size_t size) {
  std::string mask(size, '\0');
  for (int bit = 0; bit < cidr.prefix; ++bit)
    mask[static_cast<std::size_t>(bit) / 8] |= static_cast<char>(0x80 >> bit % 8);
  return mask;
}

// Where the two addresses stand in an IP header (RFC 791 and 8200).
std::uint32_t offset(Ip::Family family, End end) {
  const bool source = end == End::source;
  if (family == Ip::Family::v4) return source ? 12 : 16;
  return source ? 8 : 24;
}

/// Goes on with the rule only if that address is (EQ) or is not (NEQ) in the range.
void address(NetlinkMessage& rule, End end, const Cidr& cidr, std::uint32_t comparison) {
  const auto family = cidr.network.family;
  const std::size_t size = family == Ip::Family::v4 ? 4 : 16;
  const auto width = static_cast<std::uint32_t>(size);
  const std::string network(reinterpret_cast<const char*>(cidr.network.bytes.data()), size);
  expression(rule, "payload", [&](NetlinkMessage& m) {
    m.add_number(NFTA_PAYLOAD_DREG, NFT_REG_1);
    m.add_number(NFTA_PAYLOAD_BASE, NFT_PAYLOAD_NETWORK_HEADER);
    m.add_number(NFTA_PAYLOAD_OFFSET, offset(family, end));
    m.add_number(NFTA_PAYLOAD_LEN, width);
  });
  expression(rule, "bitwise", [&](NetlinkMessage& m) {
    m.add_number(NFTA_BITWISE_SREG, NFT_REG_1);
    m.add_number(NFTA_BITWISE_DREG, NFT_REG_1);
    m.add_number(NFTA_BITWISE_LEN, width);
    value(m, NFTA_BITWISE_MASK, mask_of(cidr, size));
    value(m, NFTA_BITWISE_XOR, std::string(size, '\0'));
  });
  expression(rule, "cmp", [&](NetlinkMessage& m) {
    m.add_number(NFTA_CMP_SREG, NFT_REG_1);
    m.add_number(NFTA_CMP_OP, comparison);
    value(m, NFTA_CMP_DATA, network);
  });
}

std::string packed(const std::string& comment) {
  const std::string text = comment + '\0';
  return std::string{kComment, static_cast<char>(text.size())} + text;
}

NetlinkMessage table(int what, int flags, std::uint8_t family) {
  auto made = command(what, flags | NLM_F_ACK, family);
  made.add_text(NFTA_TABLE_NAME, kTable);
  return made;
}

NetlinkMessage chain(std::uint8_t family) {
  auto made = command(NFT_MSG_NEWCHAIN, NLM_F_CREATE | NLM_F_ACK, family);
  made.add_text(NFTA_CHAIN_TABLE, kTable);
  made.add_text(NFTA_CHAIN_NAME, kChain);
  made.nest(NFTA_CHAIN_HOOK | NLA_F_NESTED, [](NetlinkMessage& m) {
    m.add_number(NFTA_HOOK_HOOKNUM, NF_INET_POST_ROUTING);
    m.add_number(NFTA_HOOK_PRIORITY, kSourceNat);
  });
  made.add_text(NFTA_CHAIN_TYPE, "nat");
  return made;
}

NetlinkMessage rule(const Commented& commented) {
  const auto& masquerade = commented.masquerade;
  const auto family = number_of(masquerade.from.network.family);
  auto made = command(NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND | NLM_F_ACK, family);
  made.add_text(NFTA_RULE_TABLE, kTable);
  made.add_text(NFTA_RULE_CHAIN, kChain);
  made.nest(NFTA_RULE_EXPRESSIONS | NLA_F_NESTED, [&](NetlinkMessage& m) {
    address(m, End::source, masquerade.from, NFT_CMP_EQ);
    for (const auto& each : masquerade.except) address(m, End::destination, each, NFT_CMP_NEQ);
    // As kube-proxy: two pods' connections to one peer do not fall for the same port.
    expression(m, "masq", [](NetlinkMessage& masq) {
      masq.add_number(NFTA_MASQ_FLAGS, NF_NAT_RANGE_PROTO_RANDOM_FULLY);
    });
  });
  made.add(NFTA_RULE_USERDATA, packed(commented.comment));
  return made;
}

}  // namespace

NetlinkMessage list_rules(Ip::Family family) {
  auto request = command(NFT_MSG_GETRULE, NLM_F_DUMP, number_of(family));
  request.add_text(NFTA_RULE_TABLE, kTable);
  return request;
}

std::string comment_of(std::string_view body) {
  if (body.size() < sizeof(nfgenmsg)) return {};
  const auto attributes = netlink_attributes(body.substr(sizeof(nfgenmsg)));
  const auto found = attributes.find(NFTA_RULE_USERDATA);
  if (found == attributes.end() || found->second.size() < 3 || found->second[0] != kComment)
    return {};
  const auto text = found->second.substr(2);
  return std::string(text.substr(0, text.find('\0')));
}

// A table is made before it is deleted, so that deleting cannot fail.
std::vector<NetlinkMessage> replace_table(Ip::Family family, const std::vector<Commented>& rules) {
  const auto number = number_of(family);
  std::vector<NetlinkMessage> messages{batch(NFNL_MSG_BATCH_BEGIN),
                                       table(NFT_MSG_NEWTABLE, NLM_F_CREATE, number),
                                       table(NFT_MSG_DELTABLE, 0, number)};
  if (!rules.empty()) {
    messages.push_back(table(NFT_MSG_NEWTABLE, NLM_F_CREATE, number));
    messages.push_back(chain(number));
  }
  for (const auto& each : rules) messages.push_back(rule(each));
  messages.push_back(batch(NFNL_MSG_BATCH_END));
  return messages;
}

}  // namespace kcluster::nft
