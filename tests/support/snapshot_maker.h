#pragma once
#include <map>
#include <string>
#include <vector>

#include "host/memory_stream.h"
#include "pki/digest.h"
#include "snapshot/bolt_page.h"
#include "snapshot/bolt_write.h"
#include "snapshot/bytes.h"
#include "snapshot/message.h"
#include "snapshot/revision.h"

namespace kcluster {

/// Databases as etcd's, made page by page for tests.
using Buckets = std::map<std::string, std::vector<BoltEntry>>;

struct MadeAs {
  std::uint32_t page_size = 4096;
  std::uint64_t transaction = 7;
};

/// A mvccpb.KeyValue at a revision.
inline BoltEntry put_entry(const std::string& key, const std::string& value, std::int64_t main,
                           std::int64_t sub = 0) {
  MessageWriter message;
  message.bytes(1, key).number(2, static_cast<std::uint64_t>(main));
  message.number(3, static_cast<std::uint64_t>(main)).number(4, 1).bytes(5, value);
  return {revision_bytes(main, sub), message.text(), 0};
}

inline BoltEntry tombstone_entry(const std::string& key, std::int64_t main, std::int64_t sub = 0) {
  return {revision_bytes(main, sub) + "t", MessageWriter().bytes(1, key).text(), 0};
}

/// What a fresh member of etcd 3.6 holds, with those entries of the bucket `key`.
inline Buckets etcd_buckets(std::vector<BoltEntry> keys) {
  std::string index, term;
  add_be64(index, 9);
  add_be64(term, 2);
  return {{"alarm", {}},
          {"auth", {{"authRevision", index, 0}}},
          {"authRoles", {}},
          {"authUsers", {}},
          {"cluster", {{"clusterVersion", "3.6.0", 0}}},
          {"key", std::move(keys)},
          {"lease", {}},
          {"members",
           {{"8e9e05c52164694d",
             R"({"id":10276657743932975437,"peerURLs":["http://localhost:2380"],"name":"default",)"
             R"("clientURLs":["http://localhost:2379"]})",
             0}}},
          {"members_removed", {}},
          {"meta",
           {{"confState", R"({"voters":[10276657743932975437],"auto_leave":false})", 0},
            {"consistent_index", index, 0},
            {"storageVersion", "3.6.0", 0},
            {"term", term, 0}}}};
}

/// A database file: meta pages, then the trees.
inline std::string make_database(const Buckets& buckets, MadeAs as = {}) {
  std::string made;
  MemoryNewFile file([&](const std::string& bytes) { made = bytes; });
  BoltMeta meta;
  meta.page_size = as.page_size;
  meta.pages = 2;
  file.reserve(2 * as.page_size);
  BoltWriter writer(file, meta);
  std::vector<BoltEntry> roots;
  for (const auto& [name, entries] : buckets)
    roots.push_back({name, writer.bucket(entries, 0), BoltPage::bucket_flag});
  meta.root = writer.tree(roots);
  meta.pages = writer.pages();
  for (const unsigned page : {0u, 1u}) {
    meta.transaction = as.transaction - page;
    file.patch(page * as.page_size, meta_page(meta, page));
  }
  file.keep();
  return made;
}

inline std::string with_digest(const std::string& database) { return database + sha256(database); }

/// The same with its SHA-256 behind it, as `snapshot save` writes it.
inline std::string make_snapshot(const Buckets& buckets, MadeAs as = {}) {
  return with_digest(make_database(buckets, as));
}

}  // namespace kcluster
