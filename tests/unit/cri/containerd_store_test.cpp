#include "cri/containerd_store.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/memory_stream.h"
#include "tests/support/fake_containerd.h"

namespace kcluster {
namespace {

using fake_containerd::Server;

const std::string kDigest = "sha256:" + std::string(64, 'a');
const Time kLater{std::chrono::seconds(1800000000)};

/// Every byte another one than a block's distance away.
std::string large_bytes(std::size_t size) {
  std::string made(size, '\0');
  for (std::size_t i = 0; i < size; ++i) made[i] = static_cast<char>(i * 7 + i / 1000);
  return made;
}

void put(ImageImport& into, const std::string& digest, const std::string& bytes,
         const BlobRefs& refs = {}) {
  into.put({"t", digest, bytes.size()}, MemoryBytes(bytes), refs);
}

}  // namespace

TEST_CASE("a store tells what a name stands for and hands out blobs") {
  Server server;
  server.blobs.blobs[kDigest] = large_bytes(123456);
  auto& image = server.names.named["a:1"];
  image.mutable_target()->set_digest(kDigest);
  image.mutable_target()->set_media_type("t");
  image.mutable_target()->set_size(7);
  const auto store = server.store();
  CHECK(store->find("a:1") == Blob{"t", kDigest, 7});
  CHECK_FALSE(store->find("b:1"));
  CHECK(store->size(kDigest) == 123456);
  CHECK_FALSE(store->size("sha256:none"));
  std::string read;
  store->read(kDigest, [&](std::string_view bytes) { read += bytes; });
  CHECK(read == large_bytes(123456));
  CHECK_THROWS_AS(store->read("sha256:none", [](std::string_view) {}), Error);
  server.blobs.skipped = 1;
  CHECK_THROWS_WITH(store->read(kDigest, [](std::string_view) {}), Catch::Contains("left out"));
}

TEST_CASE("an import writes blobs of any size under a lease that ends with it") {
  Server server;
  const auto store = server.store();
  for (const std::size_t size : {0u, 1u, (1u << 20) - 1, 1u << 20, (1u << 20) + 1, 9000000u}) {
    INFO(size);
    const auto digest = "sha256:" + std::to_string(size);
    {
      const auto import = store->begin(kLater);
      CHECK(server.leases.open.size() == 1);
      put(*import, digest, large_bytes(size), {{"config", "sha256:c"}});
      import->name("a:1", {"t", digest, size});
      import->keep();
    }
    CHECK(server.blobs.blobs[digest] == large_bytes(size));
    CHECK(server.blobs.lease.starts_with("kcluster-bundle-"));
    CHECK(server.leases.open.empty());
  }
  CHECK(server.leases.expires == "2027-01-15T08:00:00Z");
  CHECK_FALSE(server.leases.collected);
  CHECK(server.blobs.labels["labels.containerd.io/gc.ref.content.config"] == "sha256:c");
  const auto& image = server.names.named.at("a:1");
  CHECK(image.labels().at("io.cri-containerd.image") == "managed");
  CHECK(image.target().digest() == "sha256:9000000");
}

TEST_CASE("a blob that is there is held, not written again") {
  Server server;
  server.blobs.blobs[kDigest] = "there";
  const auto import = server.store()->begin(kLater);
  put(*import, kDigest, "there");
  CHECK(server.blobs.lease.empty());
  CHECK(server.leases.held == std::set<std::string>{"content " + kDigest});
}

TEST_CASE("an import that is not kept takes back what it named and collects the rest") {
  Server server;
  server.names.named["old:1"].set_name("old:1");
  server.names.named["old:1"].mutable_target()->set_digest("sha256:before");
  {
    const auto import = server.store()->begin(kLater);
    put(*import, kDigest, "bytes");
    import->name("new:1", {"t", kDigest, 5});
    import->name("old:1", {"t", kDigest, 5});
    CHECK(server.names.named.at("old:1").target().digest() == kDigest);
  }
  CHECK(server.names.named.size() == 1);
  CHECK(server.names.named.at("old:1").target().digest() == "sha256:before");
  CHECK(server.leases.open.empty());
  CHECK(server.leases.collected);
}

TEST_CASE("a full disk is told, and what was begun is given up") {
  Server server;
  server.blobs.full_at = 3 << 20;
  {
    const auto import = server.store()->begin(kLater);
    CHECK_THROWS_WITH(put(*import, kDigest, large_bytes(9 << 20)),
                      Catch::Contains("no space left on device"));
  }
  CHECK(server.blobs.blobs.empty());
  CHECK(server.blobs.aborted.ends_with(kDigest));
  CHECK(server.leases.open.empty());
}

TEST_CASE("a file that cannot be read ends the call with its own error") {
  class Broken : public MemoryBytes {
   public:
    using MemoryBytes::MemoryBytes;
    void read(std::uint64_t offset, std::span<char> into) const override {
      if (offset > 0) throw Error("the disk is broken");
      MemoryBytes::read(offset, into);
    }
  };
  Server server;
  const auto import = server.store()->begin(kLater);
  const Broken bytes(large_bytes(5 << 20));
  CHECK_THROWS_WITH(import->put({"t", kDigest, bytes.size()}, bytes, {}),
                    Catch::Contains("the disk is broken"));
  CHECK(server.blobs.blobs.empty());
}

TEST_CASE("a stop ends an import and what it left is taken back all the same") {
  Server server;
  std::stop_source source;
  {
    const auto import = make_image_store(server.socket, source.get_token())->begin(kLater);
    import->name("new:1", {"t", kDigest, 5});
    source.request_stop();
    CHECK_THROWS_AS(put(*import, kDigest, "bytes"), Interrupted);
  }
  CHECK(server.names.named.empty());
  CHECK(server.leases.open.empty());
}

TEST_CASE("a runtime that is not containerd is told so, with the way for CRI-O") {
  Server server(Server::Speaks::nothing);
  try {
    server.store()->find("a:1");
    FAIL("it knew");
  } catch (const Error& error) {
    CHECK_THAT(error.what(), Catch::Contains("in containerd only"));
    CHECK_THAT(error.remedy, Catch::Contains("skopeo copy oci-archive:images.tar:"));
  }
  CHECK_THROWS_AS(make_image_store("/nowhere.sock", {})->find("a:1"), Silence);
}

}  // namespace kcluster
