#pragma once
#include "snapshot/contents.h"

namespace kcluster {

struct SmallItem {
  std::string_view bucket, key;
  const BoltValue& value;
};

/// What the buckets beside `key` say: meta, lease, alarm, auth, members, cluster. Buckets of other
/// names are passed over.
void read_small_item(const SmallItem& item, SnapshotContents& contents, Damages& damages);

}  // namespace kcluster
