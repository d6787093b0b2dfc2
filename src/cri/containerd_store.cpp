#include "cri/containerd_store.h"

#include "base/error.h"
#include "cri/containerd_import.h"
#include "wire/stream.h"

namespace kcluster {
namespace {

namespace calls = store_calls;

constexpr std::chrono::seconds kIdle{60};

class ContainerdStore : public ImageStore {
 public:
  ContainerdStore(std::string socket, std::stop_token stop)
      : socket_(std::move(socket)), stop_(std::move(stop)), line_(socket_, stop_) {}

  std::optional<Blob> find(const std::string& image) const override {
    const auto found = named_image(line_, image);
    if (!found) return std::nullopt;
    const auto& target = found->target();
    return Blob{target.media_type(), target.digest(), static_cast<std::uint64_t>(target.size())};
  }

  std::optional<std::uint64_t> size(const std::string& digest) const override {
    return blob_size(line_, digest);
  }

  void read(const std::string& digest, const Take& take) const override {
    calls::content::ReadContentRequest asked;
    asked.set_digest(digest);
    Stream<calls::content::ReadContentResponse> stream(line_.line(), calls::content_read, asked,
                                                       kIdle);
    calls::content::ReadContentResponse piece;
    for (std::int64_t done = 0; stream.next(piece);
         done += static_cast<std::int64_t>(piece.data().size())) {
      if (piece.offset() != done)
        throw Error("the container runtime left out a part of " + digest, "try again");
      take(piece.data());
    }
    line_.check(stream.finish(), "read " + digest);
  }

  std::unique_ptr<ImageImport> begin(Time until) override {
    return std::make_unique<ContainerdImport>(socket_, stop_, until);
  }

 private:
  std::string socket_;
  std::stop_token stop_;
  ContainerdLine line_;
};

}  // namespace

std::shared_ptr<ImageStore> make_image_store(const std::string& socket, std::stop_token stop) {
  return std::make_shared<ContainerdStore>(socket, std::move(stop));
}

}  // namespace kcluster
