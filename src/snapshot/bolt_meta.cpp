#include "snapshot/bolt_meta.h"

#include <fmt/format.h>

#include <array>

#include "snapshot/bytes.h"

namespace kcluster {
namespace {

constexpr std::uint32_t kMagic = 0xed0cdaed, kVersion = 2;
constexpr std::uint16_t kMetaFlag = 0x04;
constexpr std::size_t kRecord = 16, kSummed = 56;

std::uint64_t checksum(std::string_view page) {
  Fnv1a sum;
  sum.add(page.substr(kRecord, kSummed));
  return sum.value();
}

bool is_power_of_two(std::uint64_t value) { return value && (value & (value - 1)) == 0; }

std::string header_fault(std::string_view page, unsigned id) {
  if (le64(page, 0) != id) return fmt::format("its number is said to be {}", le64(page, 0));
  if (le16(page, 8) != kMetaFlag) return "it is not marked as a meta page";
  // what nobody reads is zero wherever bbolt wrote it
  if (le16(page, 10) != 0 || le32(page, 12) != 0) return "its header is not a meta page's";
  return {};
}

std::string record_fault(std::string_view page) {
  if (le32(page, 16) != kMagic) return "this is no database of bbolt's";
  if (le32(page, 20) != kVersion)
    return fmt::format("its format has version {}, not 2", le32(page, 20));
  if (le64(page, 72) != checksum(page)) return "its checksum is wrong";
  const auto size = le32(page, 24);
  if (!is_power_of_two(size) || size < BoltMeta::least_page || size > BoltMeta::largest_page)
    return fmt::format("a page size of {} bytes", size);
  return {};
}

BoltMeta record(std::string_view page) {
  return {le32(page, 24), le64(page, 32), le64(page, 40),
          le64(page, 48), le64(page, 56), le64(page, 64)};
}

MetaRead read_at(const FileBytes& bytes, std::uint64_t size, std::uint64_t offset, unsigned id) {
  if (size < offset + meta_bytes) return {std::nullopt, "the file ends before it"};
  std::array<char, meta_bytes> head{};
  bytes.read(offset, head);
  return read_meta({head.data(), head.size()}, id);
}

// without the first record nobody says where the second one is
MetaRead search_second(const FileBytes& bytes, std::uint64_t size) {
  for (auto page = BoltMeta::least_page; page <= BoltMeta::largest_page; page *= 2) {
    auto found = read_at(bytes, size, page, 1);
    if (found.meta && found.meta->page_size == page) return found;
  }
  return {std::nullopt, "no record is found"};
}

std::string bounds_fault(const BoltMeta& meta, std::uint64_t size) {
  if (meta.pages < 3 || meta.pages > size / meta.page_size)
    return fmt::format("{} pages of {} bytes are announced, {} bytes are there", meta.pages,
                       meta.page_size, size);
  if (meta.root < 2 || meta.root >= meta.pages)
    return fmt::format("the root is said to be page {} of {}", meta.root, meta.pages);
  return {};
}

bool newer(const MetaRead& one, const MetaRead& other) {
  return one.meta && (!other.meta || one.meta->transaction > other.meta->transaction);
}

}  // namespace

MetaRead read_meta(std::string_view page, unsigned id) {
  if (auto fault = record_fault(page); !fault.empty()) return {std::nullopt, std::move(fault)};
  if (auto fault = header_fault(page, id); !fault.empty()) return {std::nullopt, std::move(fault)};
  return {record(page), {}};
}

std::string meta_page(const BoltMeta& meta, unsigned id) {
  std::string page;
  add_le(page, id, 8);
  add_le(page, kMetaFlag, 2);
  add_le(page, 0, 6);
  for (const std::uint64_t value : {std::uint64_t{kMagic}, std::uint64_t{kVersion},
                                    std::uint64_t{meta.page_size}, std::uint64_t{0}})
    add_le(page, value, 4);
  for (const auto value : {meta.root, meta.sequence, meta.freelist, meta.pages, meta.transaction})
    add_le(page, value, 8);
  add_le(page, checksum(page), 8);
  page.resize(meta.page_size);
  return page;
}

std::optional<BoltFile> open_bolt(const FileBytes& bytes, std::uint64_t size, Damages& damages) {
  const auto first = read_at(bytes, size, 0, 0);
  const auto second =
      first.meta ? read_at(bytes, size, first.meta->page_size, 1) : search_second(bytes, size);
  if (!first.meta && !second.meta) {
    damages.add("page 0", first.fault);
    return std::nullopt;
  }
  if (!first.meta) damages.note("page 0", first.fault);
  if (!second.meta) damages.note("page 1", second.fault);
  const auto& meta = newer(second, first) ? *second.meta : *first.meta;
  if (auto fault = bounds_fault(meta, size); !fault.empty()) {
    damages.add("", std::move(fault));
    return std::nullopt;
  }
  return BoltFile{&bytes, size, meta};
}

}  // namespace kcluster
