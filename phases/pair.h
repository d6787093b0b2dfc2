#pragma once
#include "host/files.h"
#include "pki/certificate.h"
#include "pki/key.h"

namespace kcluster {

/// Puts a key (0600) and its certificate (0644) in the place of others. Two files cannot change at
/// once, so both lie in a journal first (paths::renewal, 0600): a process that is cut off leaves
/// the old pair, the new one, or the journal with which finish_pair() completes it.
void replace_pair(const Path& key_path, const Key& key, const Path& certificate_path,
                  const Certificate& certificate, Files& files);

/// Completes what replace_pair() left when it was cut off; whether it was. A journal whose key did
/// not get to its place, or not any more, is dropped: the pair there is another whole one.
bool finish_pair(Files& files);

}  // namespace kcluster
