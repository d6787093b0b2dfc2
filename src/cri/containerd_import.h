#pragma once
#include <string>
#include <vector>

#include "cri/containerd_line.h"
#include "cri/image_store.h"

namespace kcluster {

/// What containerd calls an image of a name; nullopt: it has none.
std::optional<store_calls::images::Image> named_image(const ContainerdLine& line,
                                                      const std::string& name);

/// Bytes of a blob; nullopt: it is not there.
std::optional<std::uint64_t> blob_size(const ContainerdLine& line, const std::string& digest);

/// An import under a lease, which holds what no name needs yet.
class ContainerdImport : public ImageImport {
 public:
  ContainerdImport(const std::string& socket, std::stop_token stop, Time until);
  ~ContainerdImport() override;
  ContainerdImport(const ContainerdImport&) = delete;
  ContainerdImport& operator=(const ContainerdImport&) = delete;

  void put(const Blob& blob, const FileBytes& bytes, const BlobRefs& refs) override;
  void name(const std::string& image, const Blob& target) override;
  void keep() override;

 private:
  void write(const Blob& blob, const FileBytes& bytes);
  void hold(const Blob& blob);
  void refer(const Blob& blob, const BlobRefs& refs);
  void take_back() const;

  struct Named {
    std::string name;
    std::optional<store_calls::images::Image> before;
  };

  std::string lease_;
  ContainerdLine line_;
  ContainerdLine last_words_;  // hears no stop: what was begun is to be taken back all the same
  std::string writing_;        // the reference of what is being written
  std::vector<Named> named_;
  bool kept_ = false;
};

}  // namespace kcluster
