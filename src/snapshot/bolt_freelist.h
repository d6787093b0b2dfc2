#pragma once
#include <vector>

#include "snapshot/bolt_meta.h"

namespace kcluster {

/// Holds the freelist page, if the database has one, against the pages that its trees reach: each
/// page is one or the other. etcd keeps none.
///
/// A page with flag 0x10, then ascending u64 page numbers; a count of 0xffff means that the first
/// of them is the count.
void check_freelist(const BoltFile& file, const std::vector<bool>& reached, Damages& damages);

}  // namespace kcluster
