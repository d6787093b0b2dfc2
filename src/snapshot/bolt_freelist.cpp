#include "snapshot/bolt_freelist.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "snapshot/bolt_page.h"
#include "snapshot/bytes.h"

namespace kcluster {
namespace {

constexpr std::uint64_t kPiece = 1 << 16;
constexpr std::uint16_t kCountFollows = 0xffff;

/// The list on disk: where its numbers are and how many.
struct List {
  std::uint64_t begin = 0, count = 0;
  std::uint64_t extent = 1;  // pages
};

std::string page_name(std::uint64_t id) { return fmt::format("page {}", id); }

std::string read_header(const BoltFile& file, List& list) {
  const auto id = file.meta.freelist;
  if (id < 2 || id >= file.meta.pages) return "the freelist lies behind the last page";
  std::array<char, BoltPage::header_bytes + 8> bytes{};
  file.bytes->read(id * file.meta.page_size, bytes);
  const std::string_view head(bytes.data(), bytes.size());
  list.extent = 1 + std::uint64_t{le32(head, 12)};
  if (le64(head, 0) != id || le16(head, 8) != BoltPage::freelist_flag)
    return "the freelist is none";
  if (list.extent > file.meta.pages - id) return "the freelist goes on behind the last page";
  const bool follows = le16(head, 10) == kCountFollows;
  list.count = follows ? le64(head, BoltPage::header_bytes) : le16(head, 10);
  list.begin = id * file.meta.page_size + BoltPage::header_bytes + (follows ? 8 : 0);
  const auto room = (id + list.extent) * file.meta.page_size - list.begin;
  return list.count > room / 8 ? "the freelist is longer than its pages" : std::string();
}

class Check {
 public:
  Check(const BoltFile& file, std::vector<bool> known, Damages& damages)
      : file_(file), known_(std::move(known)), damages_(damages) {}

  void own(std::uint64_t first, std::uint64_t extent) {
    for (auto id = first; id < first + extent; ++id) {
      if (known_[id]) damages_.add(page_name(id), "it belongs to the freelist, and to a tree");
      known_[id] = true;
    }
  }

  void numbers(const List& list) {
    std::string piece;
    for (std::uint64_t done = 0; done < list.count; done += piece.size() / 8) {
      piece.resize(8 * std::min(kPiece / 8, list.count - done));
      file_.bytes->read(list.begin + 8 * done, piece);
      for (std::size_t at = 0; at < piece.size(); at += 8) number(le64(piece, at));
    }
  }

  void leftovers() {
    for (std::uint64_t id = 2; id < known_.size(); ++id)
      if (!known_[id]) damages_.add(page_name(id), "it is neither in use nor free");
  }

 private:
  void number(std::uint64_t id) {
    if (id < 2 || id >= known_.size())
      return damages_.add(page_name(file_.meta.freelist), fmt::format("page {} is no page", id));
    if (known_[id]) damages_.add(page_name(id), "it is free, and in use or free twice");
    known_[id] = true;
  }

  const BoltFile& file_;
  std::vector<bool> known_;
  Damages& damages_;
};

}  // namespace

void check_freelist(const BoltFile& file, const std::vector<bool>& reached, Damages& damages) {
  if (file.meta.freelist == BoltMeta::no_freelist) return;
  List list;
  if (auto fault = read_header(file, list); !fault.empty())
    return damages.add(page_name(file.meta.freelist), std::move(fault));
  Check check(file, reached, damages);
  check.own(file.meta.freelist, list.extent);
  check.numbers(list);
  if (damages.none()) check.leftovers();
}

}  // namespace kcluster
