#include "bundle/layout.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/memory_stream.h"
#include "tests/support/image_maker.h"

namespace kcluster {
namespace {

LayoutSeen seen(const std::string& bytes) { return read_layout(MemoryBytes(bytes), "amd64"); }

std::string file(const std::string& name, const std::string& bytes) {
  return tar::header({name, bytes.size(), 0644, 0, 0}) + bytes +
         std::string(tar::padding(bytes.size()), '\0');
}

std::string blob(const std::string& bytes) {
  return file("blobs/sha256/" + oci::hex_part(oci::digest_of(bytes)), bytes);
}

const std::string kVersion = file("oci-layout", R"({"imageLayoutVersion":"1.0.0"})");

/// An image layout of one image of two layers, in parts that a test may leave out or add to.
struct Parts {
  Parts() {
    put_image(store, {"a:1", {"lower", "upper"}});
    for (const auto& [digest, bytes] : store.blobs) blobs += blob(bytes);
    entry = oci::to_json(store.names["a:1"]);
    entry["annotations"] = {{"io.containerd.image.name", "a:1"}};
  }
  std::string index(const Json& manifests) const {
    return file("index.json", Json{{"schemaVersion", 2}, {"manifests", manifests}}.dump());
  }
  MemoryImageStore store;
  std::string blobs;
  Json entry;
};

}  // namespace

TEST_CASE("images come out of a layout as they went in, shared blobs once") {
  MemoryImageStore store;
  put_image(store, {"a:1", {"shared", "one"}});
  put_image(store, {"b:1", {"shared", "two"}, true});
  const auto bytes = layout_of(store, {"a:1", "b:1"});
  const auto read = seen(bytes);
  REQUIRE(read.images.size() == 2);
  CHECK(read.images[1].name == "b:1");
  CHECK(read.images[1].target == store.names["b:1"]);
  CHECK(read.blobs.size() == store.blobs.size());
  for (const auto& [digest, entry] : read.blobs)
    CHECK(bytes.substr(entry.offset, entry.size) == store.blobs[digest]);
}

TEST_CASE("a layout is as long as was planned") {
  MemoryImageStore store;
  put_image(store, {"a:1", {std::string(513, 'x'), "", "y"}});
  const ImageTree trees[] = {tree_in(store, "a:1")};
  CHECK(plan_layout(trees).size == layout_of(store, {"a:1"}).size());
}

TEST_CASE("a blob that is not what its digest says is not written") {
  for (const char* bytes : {"another", "a laye", "a layer and more"}) {
    MemoryImageStore store;
    put_image(store, {});
    const ImageTree trees[] = {tree_in(store, "registry.k8s.io/pause:3.10.1")};
    store.blobs[oci::digest_of("a layer")] = bytes;
    CHECK_THROWS_WITH(
        write_layout(
            plan_layout(trees), 0,
            [&](const Blob& blob, const TakeBytes& take) { store.read(blob.digest, take); },
            [](std::string_view) {}),
        Catch::Contains("other bytes"));
  }
}

TEST_CASE("a layout by hand is read, whatever the order of its blobs") {
  const Parts p;
  CHECK(seen(kVersion + p.index(Json::array({p.entry})) + p.blobs + tar::end()).images.size() == 1);
}

TEST_CASE("a layout that is not whole, or holds more, is refused") {
  const Parts p;
  const auto index = p.index(Json::array({p.entry}));
  auto unnamed = p.entry, odd = p.entry, longer = p.entry;
  unnamed.erase("annotations");
  odd["annotations"]["io.containerd.image.name"] = "a\x1b[2J";
  longer["size"] = p.entry["size"].get<unsigned>() + 1;
  const auto end = tar::end();
  const std::pair<const char*, std::string> rows[] = {
      {"empty", end},
      {"no version", index + p.blobs + end},
      {"another version", file("oci-layout", "{}") + index + p.blobs + end},
      {"no index", kVersion + p.blobs + end},
      {"no images", kVersion + p.index(Json::array()) + p.blobs + end},
      {"an index that is none", kVersion + file("index.json", "[") + p.blobs + end},
      {"no blobs", kVersion + index + end},
      {"a layer missing", kVersion + p.index(Json::array({p.entry})) + blob("lower") + end},
      {"a blob that nobody needs", kVersion + index + p.blobs + blob("more") + end},
      {"a blob twice", kVersion + index + p.blobs + blob("lower") + end},
      {"a file beside the blobs", kVersion + index + p.blobs + file("etc/passwd", "x") + end},
      {"a blob by another digest",
       kVersion + index + p.blobs + file("blobs/sha256/" + std::string(64, 'a'), "x") + end},
      {"a name twice", kVersion + p.index(Json::array({p.entry, p.entry})) + p.blobs + end},
      {"no name", kVersion + p.index(Json::array({unnamed})) + p.blobs + end},
      {"a name with an escape", kVersion + p.index(Json::array({odd})) + p.blobs + end},
      {"another size", kVersion + p.index(Json::array({longer})) + p.blobs + end},
  };
  for (const auto& [name, bytes] : rows) {
    INFO(name);
    CHECK_THROWS_AS(seen(bytes), Error);
  }
}

}  // namespace kcluster
