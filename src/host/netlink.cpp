#include "host/netlink.h"

#include <arpa/inet.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cerrno>
#include <cstring>

#include "host/fault.h"

namespace kcluster {
namespace {

constexpr std::size_t kHeader = NLMSG_HDRLEN, kAttribute = NLA_HDRLEN;
constexpr std::size_t kAnswer = 64 * 1024;  // the kernel sends pieces of 32 KiB at the most
constexpr int kTornDumps = 10;
constexpr timeval kPatience{5, 0};

template <class Value>
std::string_view raw(const Value& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

template <class Value>
Value head(std::string_view bytes) {
  Value value{};
  std::memcpy(&value, bytes.data(), std::min(bytes.size(), sizeof value));
  return value;
}

std::size_t aligned(std::size_t size) { return (size + 3) & ~std::size_t{3}; }

// One message of a datagram, cut off its front; length 0: nothing whole is left.
struct Answer {
  nlmsghdr header{};
  std::string_view body;
};

Answer next_answer(std::string_view& rest) {
  const auto header = head<nlmsghdr>(rest);
  if (rest.size() < kHeader || header.nlmsg_len < kHeader || header.nlmsg_len > rest.size()) {
    rest = {};
    return {};
  }
  const Answer answer{header, rest.substr(kHeader, header.nlmsg_len - kHeader)};
  rest.remove_prefix(std::min(rest.size(), aligned(header.nlmsg_len)));
  return answer;
}

int error_code(const Answer& answer) { return -head<nlmsgerr>(answer.body).error; }

}  // namespace

NetlinkMessage::NetlinkMessage(std::uint16_t type, std::uint16_t flags, std::string_view body) {
  nlmsghdr header{};
  header.nlmsg_type = type;
  header.nlmsg_flags = static_cast<std::uint16_t>(flags | NLM_F_REQUEST);
  bytes_ += raw(header);
  bytes_ += body;
  bytes_.resize(aligned(bytes_.size()));
}

NetlinkMessage& NetlinkMessage::add(std::uint16_t attribute, std::string_view bytes) {
  const std::size_t at = open(attribute);
  bytes_ += bytes;
  close(at);
  return *this;
}

NetlinkMessage& NetlinkMessage::add_text(std::uint16_t attribute, const std::string& text) {
  return add(attribute, {text.c_str(), text.size() + 1});
}

NetlinkMessage& NetlinkMessage::add_number(std::uint16_t attribute, std::uint32_t big_endian) {
  return add(attribute, raw(htonl(big_endian)));
}

std::size_t NetlinkMessage::open(std::uint16_t attribute) {
  const std::size_t at = bytes_.size();
  bytes_ += raw(nlattr{0, attribute});
  return at;
}

void NetlinkMessage::close(std::size_t at) {
  const auto length = static_cast<std::uint16_t>(bytes_.size() - at);
  bytes_.replace(at, sizeof length, raw(length));
  bytes_.resize(aligned(bytes_.size()));
}

std::string NetlinkMessage::finished(std::uint32_t sequence) const {
  auto header = head<nlmsghdr>(bytes_);
  header.nlmsg_len = static_cast<std::uint32_t>(bytes_.size());
  header.nlmsg_seq = sequence;
  return std::string(raw(header)) + bytes_.substr(kHeader);
}

bool NetlinkMessage::acknowledged() const {
  return (head<nlmsghdr>(bytes_).nlmsg_flags & NLM_F_ACK) != 0;
}

std::map<std::uint16_t, std::string_view> netlink_attributes(std::string_view bytes) {
  std::map<std::uint16_t, std::string_view> found;
  while (bytes.size() >= kAttribute) {
    const auto header = head<nlattr>(bytes);
    if (header.nla_len < kAttribute || header.nla_len > bytes.size()) break;
    const auto type = static_cast<std::uint16_t>(header.nla_type & NLA_TYPE_MASK);
    found[type] = bytes.substr(kAttribute, header.nla_len - kAttribute);
    bytes.remove_prefix(std::min(bytes.size(), aligned(header.nla_len)));
  }
  return found;
}

Netlink::Netlink(int part) : socket_(checked(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, part))) {
  checked(::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience));
  // Lets the kernel filter what a dump asks for; one that cannot sends all of it.
  const int on = 1;
  ::setsockopt(socket_.get(), SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof on);
}

std::string Netlink::receive() const {
  std::string buffer(kAnswer, '\0');
  ssize_t size = -1;
  do {
    size = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
  } while (size < 0 && errno == EINTR);
  buffer.resize(static_cast<std::size_t>(checked(static_cast<int>(size))));
  return buffer;
}

void Netlink::send(const std::vector<NetlinkMessage>& messages) {
  std::string all;
  std::size_t waiting = 0;
  const std::uint32_t first = sequence_ + 1;
  for (const auto& message : messages) {
    all += message.finished(++sequence_);
    if (message.acknowledged()) ++waiting;
  }
  checked(static_cast<int>(::send(socket_.get(), all.data(), all.size(), 0)));
  while (waiting > 0) {
    const std::string datagram = receive();
    for (std::string_view rest = datagram; !rest.empty();) {
      const Answer answer = next_answer(rest);
      if (answer.header.nlmsg_type != NLMSG_ERROR || answer.header.nlmsg_seq < first) continue;
      if (const int code = error_code(answer)) fail_with(code);
      if (waiting > 0) --waiting;
    }
  }
}

// Whether the dump's last piece came.
bool Netlink::take_dump(std::vector<std::string>& bodies, bool& torn) const {
  const std::string datagram = receive();
  for (std::string_view rest = datagram; !rest.empty();) {
    const Answer answer = next_answer(rest);
    if (answer.header.nlmsg_seq != sequence_) continue;
    if (answer.header.nlmsg_flags & NLM_F_DUMP_INTR) torn = true;
    if (answer.header.nlmsg_type == NLMSG_ERROR) fail_with(error_code(answer));
    if (answer.header.nlmsg_type == NLMSG_DONE) {
      if (const int code = -head<int>(answer.body)) fail_with(code);
      return true;
    }
    bodies.emplace_back(answer.body);
  }
  return false;
}

std::vector<std::string> Netlink::dump(const NetlinkMessage& request) {
  for (int attempt = 0; attempt < kTornDumps; ++attempt) {
    const std::string message = request.finished(++sequence_);
    checked(static_cast<int>(::send(socket_.get(), message.data(), message.size(), 0)));
    std::vector<std::string> bodies;
    bool torn = false;
    while (!take_dump(bodies, torn)) {
    }
    if (!torn) return bodies;
  }
  fail_with(EAGAIN);
}

}  // namespace kcluster
