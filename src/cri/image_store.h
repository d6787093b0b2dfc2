#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "host/clock.h"
#include "host/stream.h"

namespace kcluster {

/// What names a blob of an image (OCI image specification, descriptor.md).
struct Blob {
  std::string media_type;
  std::string digest;  ///< "sha256:<64 hex digits>"
  std::uint64_t size = 0;
  bool operator==(const Blob&) const = default;
};

/// The blobs that one refers to: "config", "l.0", "l.1" …, "m.0" and their digests.
using BlobRefs = std::map<std::string, std::string>;

/// Blobs and names on their way into a store. What was put and named without keep() goes again with
/// its owner, as far as nothing else needs it.
class ImageImport {
 public:
  virtual ~ImageImport() = default;
  /// Leaves the blob in the store, whose digest and size the store checks; one that is there stays.
  /// What it refers to is not collected as long as it is there.
  virtual void put(const Blob& blob, const FileBytes& bytes, const BlobRefs& refs) = 0;
  /// From now on the name stands for that blob, an index or a manifest that was put.
  virtual void name(const std::string& image, const Blob& target) = 0;
  virtual void keep() = 0;
};

/// The blobs that a container runtime makes containers from, below what CRI shows. Const members
/// look, the others change. Silence: no answer.
class ImageStore {
 public:
  using Take = std::function<void(std::string_view)>;

  virtual ~ImageStore() = default;
  /// What an image's name stands for; nullopt: the name is not known.
  virtual std::optional<Blob> find(const std::string& image) const = 0;
  /// Bytes of a blob; nullopt: it is not there.
  virtual std::optional<std::uint64_t> size(const std::string& digest) const = 0;
  /// A blob's bytes in pieces, in their order.
  virtual void read(const std::string& digest, const Take& take) const = 0;
  /// Whatever is left of an import that was killed goes after `until`.
  virtual std::unique_ptr<ImageImport> begin(Time until) = 0;
};

}  // namespace kcluster
