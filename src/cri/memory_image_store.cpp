#include "cri/memory_image_store.h"

#include "base/error.h"

namespace kcluster {

class MemoryImageStore::Import : public ImageImport {
 public:
  explicit Import(MemoryImageStore& store) : store_(store) {}

  void put(const Blob& blob, const FileBytes& bytes, const BlobRefs& referred) override {
    std::string read;
    if (!store_.below_) {
      read.resize(blob.size);
      bytes.read(0, read);
    }
    blobs_[blob.digest] = std::move(read);
    refs_[blob.digest] = referred;
  }
  void name(const std::string& image, const Blob& target) override {
    order_.push_back(image);
    names_[image] = target;
  }
  void keep() override {
    if (!store_.below_) store_.blobs.merge(blobs_);
    store_.refs.merge(refs_);
    for (const auto& image : order_) {
      store_.names[image] = names_[image];
      store_.imported_.push_back(image);
      if (store_.named_) store_.named_(image);
    }
  }

 private:
  MemoryImageStore& store_;
  std::map<std::string, std::string> blobs_;
  std::map<std::string, BlobRefs> refs_;
  std::map<std::string, Blob> names_;
  std::vector<std::string> order_;
};

std::optional<Blob> MemoryImageStore::find(const std::string& image) const {
  const auto found = names.find(image);
  if (found != names.end()) return found->second;
  return below_ ? below_->find(image) : std::nullopt;
}

std::optional<std::uint64_t> MemoryImageStore::size(const std::string& digest) const {
  const auto found = blobs.find(digest);
  if (found != blobs.end()) return found->second.size();
  return below_ ? below_->size(digest) : std::nullopt;
}

void MemoryImageStore::read(const std::string& digest, const Take& take) const {
  const auto found = blobs.find(digest);
  if (found != blobs.end()) return take(found->second);
  if (!below_) throw Error("the store has no " + digest);
  below_->read(digest, take);
}

std::unique_ptr<ImageImport> MemoryImageStore::begin(Time) {
  return std::make_unique<Import>(*this);
}

}  // namespace kcluster
