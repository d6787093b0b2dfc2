#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "host/stream.h"
#include "snapshot/damage.h"

namespace kcluster {

/// bbolt's file format, version 2 (go.etcd.io/bbolt, internal/common): pages of equal size, of
/// which 0 and 1 hold a meta record each; little-endian.
///
/// The record, at byte 16 of its page: u32 magic, u32 version, u32 page size, u32 flags, u64 root
/// page, u64 root's sequence, u64 freelist page, u64 pages, u64 transaction, u64 FNV-1a of what is
/// before.
struct BoltMeta {
  static constexpr std::uint64_t no_freelist = ~0ull;
  static constexpr std::uint32_t least_page = 1024, largest_page = 65536;

  std::uint32_t page_size = 4096;  ///< bytes, a power of two
  std::uint64_t root = 0;          ///< page of the tree of buckets
  std::uint64_t sequence = 0;
  std::uint64_t freelist = no_freelist;  ///< its page; etcd writes none
  std::uint64_t pages = 0;               ///< of the database: those behind are not in use
  std::uint64_t transaction = 0;         ///< the meta record with the higher one is the present one
};

/// What is said of a meta page: the record, or what is wrong with it.
struct MetaRead {
  std::optional<BoltMeta> meta;
  std::string fault;
};

/// Of a page's first bytes, at least meta_bytes.
inline constexpr std::size_t meta_bytes = 80;
MetaRead read_meta(std::string_view page, unsigned id);

/// A whole page: header and record, zeros behind.
std::string meta_page(const BoltMeta& meta, unsigned id);

/// A database with its present meta record.
struct BoltFile {
  const FileBytes* bytes = nullptr;
  std::uint64_t size = 0;  ///< bytes of the database, without what follows it in a snapshot
  BoltMeta meta;
};

/// Finds the meta records and holds them against the size; nullopt when none is sound. One
/// damaged record is noted only: so a power cut leaves a database, and the other record serves.
std::optional<BoltFile> open_bolt(const FileBytes& bytes, std::uint64_t size, Damages& damages);

}  // namespace kcluster
