#include "snapshot/raft_log.h"

#include <fmt/format.h>

#include "base/json.h"
#include "snapshot/bytes.h"
#include "snapshot/crc32c.h"
#include "snapshot/message.h"

namespace kcluster::raft_log {
namespace {

enum class Type { metadata = 1, entry = 2, hard_state = 3, crc = 4, snapshot = 5 };

class Log {
 public:
  void add(Type type, const std::string& data) {
    sum_.add(data);
    put(head(type, sum_.value()).bytes(3, data));
  }
  void begin() { put(head(Type::crc, 0)); }
  const std::string& text() const { return text_; }

 private:
  static MessageWriter head(Type type, std::uint32_t crc) {
    return MessageWriter().number(1, static_cast<std::uint64_t>(type)).number(2, crc);
  }
  void put(const MessageWriter& record) {
    const auto size = record.text().size(), padding = (8 - size % 8) % 8;
    add_le(text_, size | (padding ? (0x80ull | padding) << 56 : 0), 8);
    text_ += record.text() + std::string(padding, '\0');
  }

  Crc32c sum_;
  std::string text_;
};

std::string conf_state(const NewCluster& cluster) {
  MessageWriter made;
  for (const auto& member : cluster.members) made.number(1, member.id);
  return made.number(5, 0).text();  // auto_leave
}

std::string add_node(const NewMember& member) {
  return MessageWriter()
      .number(1, 0)
      .number(2, 0)
      .number(3, member.id)
      .bytes(4, member_json(member))
      .text();
}

std::string entry(std::uint64_t index, const std::string& data) {
  constexpr std::uint64_t conf_change = 1;
  return MessageWriter()
      .number(1, conf_change)
      .number(2, term)
      .number(3, index)
      .bytes(4, data)
      .text();
}

Json node(const std::string& path, std::uint64_t index, Json children) {
  return {{"Path", path},
          {"CreatedIndex", index},
          {"ModifiedIndex", index},
          {"ExpireTime", "0001-01-01T00:00:00Z"},
          {"Value", ""},
          {"Children", std::move(children)}};
}

Json v2_member(const NewMember& member, std::uint64_t index) {
  const auto path = fmt::format("/0/members/{:x}", member.id);
  auto leaf = node(path + "/raftAttributes", index, nullptr);
  leaf["Value"] = Json{{"peerURLs", member.peer_urls}}.dump();
  return node(path, index, {{"raftAttributes", std::move(leaf)}});
}

Json v2_store(const NewCluster& cluster) {
  Json members = Json::object();
  std::uint64_t index = 0;
  for (const auto& member : cluster.members)
    members[fmt::format("{:x}", member.id)] = v2_member(member, ++index);
  const Json empty = Json::object();
  const Json zero = node("/0", 0, {{"members", node("/0/members", 1, std::move(members))}});
  return {{"Root", node("/", 0, {{"0", zero}, {"1", node("/1", 0, empty)}})},
          {"CurrentIndex", index},
          {"CurrentVersion", 2}};
}

}  // namespace

std::string records(const NewCluster& cluster, const NewMember& self) {
  Log log;
  log.begin();
  log.add(Type::metadata, MessageWriter().number(1, self.id).number(2, cluster.id).text());
  log.add(Type::snapshot, MessageWriter().number(1, 0).number(2, 0).text());
  std::uint64_t at = 0;
  for (const auto& member : cluster.members) log.add(Type::entry, entry(++at, add_node(member)));
  const auto vote = cluster.members.front().id;
  log.add(Type::hard_state, MessageWriter().number(1, term).number(2, vote).number(3, at).text());
  log.add(Type::snapshot,
          MessageWriter().number(1, at).number(2, term).bytes(3, conf_state(cluster)).text());
  return log.text();
}

std::string snap_name(const NewCluster& cluster) {
  return fmt::format("{:016x}-{:016x}.snap", term, index(cluster));
}

std::string snap(const NewCluster& cluster) {
  const auto metadata = MessageWriter()
                            .bytes(1, conf_state(cluster))
                            .number(2, index(cluster))
                            .number(3, term)
                            .text();
  const auto data = MessageWriter().bytes(1, v2_store(cluster).dump()).bytes(2, metadata).text();
  Crc32c sum;
  sum.add(data);
  return MessageWriter().number(1, sum.value()).bytes(2, data).text();
}

}  // namespace kcluster::raft_log
