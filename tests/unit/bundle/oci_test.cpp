#include "bundle/oci.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "tests/support/image_maker.h"

namespace kcluster {
namespace {

const std::string kDigest = "sha256:" + std::string(64, 'a');

}  // namespace

TEST_CASE("a digest is SHA-256 in small hex digits and nothing else") {
  CHECK(oci::is_digest(kDigest));
  CHECK(oci::digest_of("") ==
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (const auto& text : {std::string(), std::string("sha256:"), kDigest + "a",
                           "sha256:" + std::string(64, 'A'), "sha512:" + std::string(64, 'a'),
                           "sha256:" + std::string(62, 'a') + "/.", kDigest.substr(1)}) {
    INFO(text);
    CHECK_FALSE(oci::is_digest(text));
  }
}

TEST_CASE("images are called as runtimes call them") {
  CHECK(oci::full_name("registry.k8s.io/pause:3.10") == "registry.k8s.io/pause:3.10");
  CHECK(oci::full_name("localhost/pause:3.10") == "localhost/pause:3.10");
  CHECK(oci::full_name("mirror:5000/a/pause:3.10") == "mirror:5000/a/pause:3.10");
  CHECK(oci::full_name("team/pause:3.10") == "docker.io/team/pause:3.10");
  CHECK(oci::full_name("busybox:1") == "docker.io/library/busybox:1");
}

TEST_CASE("names with anything but names' letters are refused") {
  CHECK(oci::is_image_name("registry.k8s.io/coredns/coredns:v1.14.2"));
  CHECK(oci::is_image_name("mirror:5000/a@sha256:" + std::string(64, 'a')));
  for (const auto& name : {std::string(), kDigest, std::string("a b"), std::string("a\x1b[31m"),
                           std::string("a\n"), std::string(513, 'a')})
    CHECK_FALSE(oci::is_image_name(name));
}

TEST_CASE("a descriptor without a sound digest and size is an Error") {
  const Json sound{{"mediaType", "t"}, {"digest", kDigest}, {"size", 5u}};
  CHECK(oci::blob_in(sound, "x") == Blob{"t", kDigest, 5});
  for (const auto& change : {Json{{"digest", "sha256:../../etc"}}, Json{{"digest", 5}},
                             Json{{"size", -1}}, Json{{"size", "5"}}, Json{{"size", 1.5}},
                             Json{{"size", 1ull << 60}}, Json{{"size", nullptr}}}) {
    auto changed = sound;
    changed.update(change);
    INFO(changed);
    CHECK_THROWS_AS(oci::blob_in(changed, "x"), Error);
  }
  CHECK_THROWS_AS(oci::blob_in(Json(), "x"), Error);
}

TEST_CASE("an image is followed to all that it needs, what refers to others last") {
  MemoryImageStore store;
  put_image(store, {"a:1", {"lower", "upper"}, true});
  const auto tree = tree_in(store, "a:1");
  REQUIRE(tree.blobs.size() == 5);
  CHECK(store.blobs[tree.blobs[0].blob.digest] == "lower");
  CHECK(store.blobs[tree.blobs[1].blob.digest] == "upper");
  const auto& manifest = tree.blobs[3];
  CHECK(manifest.refs == BlobRefs{{"config", tree.blobs[2].blob.digest},
                                  {"l.0", tree.blobs[0].blob.digest},
                                  {"l.1", tree.blobs[1].blob.digest}});
  CHECK(tree.blobs[4].blob == tree.target);
  CHECK(tree.blobs[4].refs == BlobRefs{{"m.0", manifest.blob.digest}});
}

TEST_CASE("what is no image of this platform is an Error") {
  MemoryImageStore store;
  put_image(store, {"arm:1", {"layer"}, false, "arm64"});
  put_image(store, {"arms:1", {"layer"}, true, "arm64"});
  put_image(store, {"windows:1", {"layer"}, true, "amd64", "windows"});
  put_image(store, {"empty:1", {}});
  store.names["text:1"] = put_blob(store, "text/plain", "text");
  store.names["broken:1"] = put_blob(store, oci::index_type, "{");
  store.names["list:1"] = put_blob(store, oci::index_type, "[]");
  store.names["large:1"] = put_blob(store, oci::index_type, std::string(5 << 20, ' '));
  for (const auto& [name, target] : store.names) {
    INFO(name);
    CHECK_THROWS_AS(tree_in(store, name), Error);
  }
  put_image(store, {"changed:1"});
  store.blobs[store.names["changed:1"].digest][0] = ' ';
  CHECK_THROWS_WITH(tree_in(store, "changed:1"), Catch::Contains("other bytes"));
}

}  // namespace kcluster
