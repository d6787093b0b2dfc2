#include "kubernetes/versions.h"

#include <charconv>

#include "base/text.h"

namespace kcluster {
namespace {

// The tags that `kubeadm config images list` of the newest patch release of that minor prints.
constexpr MinorVersions kMinors[] = {
    {34, "3.6.5-0", "v1.12.1", "3.10.1"},
    {35, "3.6.6-0", "v1.13.1", "3.10.1"},
    {36, "3.6.8-0", "v1.14.2", "3.10.2"},
};

bool number(std::string_view text, unsigned& out) {
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), out);
  const bool padded = text.size() > 1 && text.front() == '0';
  return !text.empty() && fault == std::errc{} && end == text.data() + text.size() && !padded;
}

std::strong_ordering order_part(const std::string& a, const std::string& b) {
  unsigned left = 0, right = 0;
  const bool a_number = number(a, left), b_number = number(b, right);
  if (a_number && b_number) return left <=> right;
  if (a_number != b_number)
    return a_number ? std::strong_ordering::less : std::strong_ordering::greater;
  return a.compare(b) <=> 0;
}

// SemVer 2.0, rule 11: a release is newer than its pre-releases; identifiers compare one by one.
std::strong_ordering order_pre(const std::string& a, const std::string& b) {
  if (a.empty() || b.empty()) return a.empty() <=> b.empty();
  const auto left = split(a, '.'), right = split(b, '.');
  for (std::size_t i = 0; i < left.size() && i < right.size(); ++i)
    if (const auto o = order_part(left[i], right[i]); o != 0) return o;
  return left.size() <=> right.size();
}

}  // namespace

std::optional<Version> Version::parse(std::string_view text) {
  if (!text.empty() && text.front() == 'v') text.remove_prefix(1);
  if (const auto plus = text.find('+'); plus != text.npos) text = text.substr(0, plus);
  Version version;
  if (const auto dash = text.find('-'); dash != text.npos) {
    version.pre = text.substr(dash + 1);
    text = text.substr(0, dash);
    if (version.pre.empty()) return std::nullopt;
  }
  const auto parts = split(text, '.');
  if (parts.size() != 3 || !number(parts[0], version.major) || !number(parts[1], version.minor) ||
      !number(parts[2], version.patch))
    return std::nullopt;
  return version;
}

std::string Version::text() const {
  std::string out = "v" + std::to_string(major) + "." + std::to_string(minor) + "." +
                    std::to_string(patch);
  return pre.empty() ? out : out + "-" + pre;
}

std::strong_ordering Version::operator<=>(const Version& other) const {
  if (const auto o = major <=> other.major; o != 0) return o;
  if (const auto o = minor <=> other.minor; o != 0) return o;
  if (const auto o = patch <=> other.patch; o != 0) return o;
  return order_pre(pre, other.pre);
}

std::span<const MinorVersions> known_minors() { return kMinors; }

const MinorVersions* find_minor(const Version& version) {
  for (const auto& row : kMinors)
    if (version.major == 1 && version.minor == row.minor) return &row;
  return nullptr;
}

}  // namespace kcluster
