#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cri/image_store.h"

namespace kcluster {

/// A store in memory, over another one that it only looks at (dry run: names are remembered, blobs
/// are not) or alone (tests). What an import did not keep is not there.
class MemoryImageStore : public ImageStore {
 public:
  using Named = std::function<void(const std::string& image)>;
  explicit MemoryImageStore(std::shared_ptr<const ImageStore> below = nullptr, Named named = {})
      : below_(std::move(below)), named_(std::move(named)) {}

  std::optional<Blob> find(const std::string& image) const override;
  std::optional<std::uint64_t> size(const std::string& digest) const override;
  void read(const std::string& digest, const Take& take) const override;
  std::unique_ptr<ImageImport> begin(Time until) override;

  const std::vector<std::string>& imported() const { return imported_; }

  std::map<std::string, Blob> names;         ///< tests set them before use
  std::map<std::string, std::string> blobs;  ///< by digest
  std::map<std::string, BlobRefs> refs;      ///< by digest

 private:
  class Import;

  std::shared_ptr<const ImageStore> below_;
  Named named_;
  std::vector<std::string> imported_;
};

}  // namespace kcluster
