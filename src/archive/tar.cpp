#include "archive/tar.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/text.h"

namespace kcluster::tar {
namespace {

constexpr std::uint64_t kOctalSizes = 1ull << 33;  // eleven digits
constexpr std::size_t kName = 100, kPrefix = 155;

Error damaged(std::uint64_t at, const std::string& what) {
  return Error(fmt::format("the archive is damaged at byte {}: {}", at, what),
               "take another copy of it, or make it anew");
}

void put(std::string& head, std::size_t at, std::string_view text) {
  std::copy(text.begin(), text.end(), head.begin() + static_cast<std::ptrdiff_t>(at));
}

std::string big_size(std::uint64_t size) {
  std::string made(12, '\0');
  made[0] = '\x80';
  for (std::size_t i = 0; i < 8; ++i) made[11 - i] = static_cast<char>(size >> (8 * i) & 0xff);
  return made;
}

// a long name is parted at a slash
void put_name(std::string& head, const std::string& name) {
  if (name.size() <= kName) return put(head, 0, name);
  const auto slash = name.find('/', name.size() - kName - 1);
  if (slash == name.npos || slash > kPrefix || slash == 0)
    throw Error(fmt::format("the name {} does not fit into an archive", name));
  put(head, 0, std::string_view(name).substr(slash + 1));
  put(head, 345, std::string_view(name).substr(0, slash));
}

std::string text_at(std::string_view head, std::size_t at, std::size_t most) {
  const auto field = head.substr(at, most);
  return std::string(field.substr(0, field.find('\0')));
}

std::uint64_t number_at(std::string_view head, std::size_t at, std::size_t size) {
  std::uint64_t made = 0;
  if (head[at] == '\x80') {
    for (std::size_t i = size - 8; i < size; ++i)
      made = made << 8 | static_cast<unsigned char>(head[at + i]);
    return made;
  }
  for (std::size_t i = 0; i < size && head[at + i] >= '0' && head[at + i] <= '7'; ++i)
    made = made << 3 | static_cast<unsigned>(head[at + i] - '0');
  return made;
}

bool is_safe(const std::string& name) {
  if (name.empty() || name.front() == '/') return false;
  for (const auto& part : split(name, '/'))
    if (part.empty() || part == "." || part == "..") return false;
  return true;
}

std::string read(const FileBytes& bytes, std::uint64_t at, std::uint64_t size) {
  if (at > bytes.size() || size > bytes.size() - at) throw damaged(bytes.size(), "it is cut off");
  std::string made(size, '\0');
  bytes.read(at, made);
  return made;
}

Entry entry_of(const std::string& head, std::uint64_t at) {
  const auto prefix = text_at(head, 345, kPrefix);
  Entry made;
  made.name = (prefix.empty() ? "" : prefix + "/") + text_at(head, 0, kName);
  made.mode = static_cast<unsigned>(number_at(head, 100, 8));
  made.size = number_at(head, 124, 12);
  made.modified = static_cast<std::int64_t>(number_at(head, 136, 12));
  made.offset = at + block;
  const bool is_ours = is_safe(made.name) && made.mode <= 07777 && made.modified >= 0 &&
                       made.modified < static_cast<std::int64_t>(kOctalSizes);
  if (!is_ours || header(made) != head) throw damaged(at, "no header of a file is there");
  return made;
}

}  // namespace

std::string header(const Entry& entry) {
  std::string head(block, '\0');
  put_name(head, entry.name);
  put(head, 100, fmt::format("{:07o}", entry.mode));
  put(head, 108, "0000000");
  put(head, 116, "0000000");
  put(head, 124,
      entry.size < kOctalSizes ? fmt::format("{:011o}", entry.size) : big_size(entry.size));
  put(head, 136, fmt::format("{:011o}", entry.modified));
  put(head, 148, "        ");
  put(head, 156, "0");
  put(head, 257,
      std::string_view("ustar\0"
                       "00",
                       8));
  put(head, 265, "root");
  put(head, 297, "root");
  unsigned sum = 0;
  for (const unsigned char c : head) sum += c;
  put(head, 148, fmt::format("{:06o}", sum) + std::string("\0 ", 2));
  return head;
}

std::vector<Entry> list(const FileBytes& bytes, std::size_t most) {
  std::vector<Entry> made;
  std::set<std::string> names;
  std::uint64_t at = 0;
  const std::string zeros(block, '\0');
  for (auto head = read(bytes, at, block); head != zeros; head = read(bytes, at, block)) {
    auto entry = entry_of(head, at);
    if (made.size() == most || !names.insert(entry.name).second)
      throw damaged(at, "a file too many");
    if (entry.size > bytes.size()) throw damaged(at, "a file goes beyond the end");
    const auto behind = entry.offset + entry.size;
    if (read(bytes, behind, padding(entry.size)) != zeros.substr(0, padding(entry.size)))
      throw damaged(behind, "what is between two files is not empty");
    at = behind + padding(entry.size);
    made.push_back(std::move(entry));
  }
  if (read(bytes, at, bytes.size() - at > 2 * block ? 3 * block : 2 * block) != end())
    throw damaged(at, "it does not end here");
  return made;
}

}  // namespace kcluster::tar
