#include "phases/bundle.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/platform.h"
#include "host/memory_clock.h"
#include "host/memory_files.h"
#include "host/memory_stream.h"
#include "host/memory_system.h"
#include "tests/support/image_maker.h"
#include "tests/support/signing_keys.h"
#include "tests/support/spoken_cri.h"

namespace kcluster {
namespace {

using Names = std::vector<std::string>;

/// A node whose store has images, and one that has none; the bundle goes between them.
struct World {
  World() {
    files.write("/usr/bin/kcluster", "the program", {0755});
    put_image(store, {"k8s/apiserver:1", {"shared", "apiserver"}, false, architecture});
    put_image(store, {"k8s/pause:1", {"pause"}, true, architecture});
    store.names["docker.io/k8s/apiserver:1"] = store.names["k8s/apiserver:1"];
    store.names["docker.io/k8s/pause:1"] = store.names["k8s/pause:1"];
    plan.file = "/bundle.tar";
    plan.images = {"k8s/apiserver:1", "k8s/pause:1"};
    plan.kubernetes_version = "v1.36.3";
    plan.program = "/usr/bin/kcluster";
  }
  Bundle save() { return save_bundle(plan, store, files, clock); }
  void provide(const Names& images) {
    PullPlan pull;
    pull.images = images;
    pull.bundle = choice;
    provide_images(pull, "unix:///c.sock", ports);
  }

  MemoryFiles files;
  MemorySystem system;
  MemoryClock clock;
  Report report;
  MemoryImageStore store;
  BundlePlan plan;
  BundleChoice choice{"/bundle.tar", ""};
  std::shared_ptr<SpokenCri> cri = std::make_shared<SpokenCri>();
  std::shared_ptr<MemoryImageStore> empty = std::make_shared<MemoryImageStore>(
      nullptr, [this](const std::string& image) { cri->there.insert(image); });
  Ports ports{files, system,
              clock, report,
              {},    [this](const std::string&) { return cri; },
              {},    {},
              {},    [this](const std::string&) { return empty; }};
};

const Names kBoth{"docker.io/k8s/apiserver:1", "docker.io/k8s/pause:1"};

}  // namespace

TEST_CASE("what was packed on one node is loaded on another, and a second time nothing") {
  World world;
  const auto saved = world.save();
  CHECK(saved.size == world.files.open("/bundle.tar")->size());
  const auto from = open_bundle_file(world.choice, world.files);
  CHECK(from.bundle.about.kubernetes_version == "v1.36.3");
  CHECK(from.bundle.about.architecture == architecture);
  const auto load = [&] { return load_bundle(from, *world.empty, *world.cri, world.clock, {}); };
  CHECK(load() == kBoth);
  CHECK(world.empty->blobs == world.store.blobs);
  for (const auto& name : kBoth) CHECK(world.empty->names[name] == world.store.names[name]);
  CHECK(load().empty());
}

TEST_CASE("a name that stands for something else is brought anew") {
  World world;
  world.save();
  const auto from = open_bundle_file(world.choice, world.files);
  load_bundle(from, *world.empty, *world.cri, world.clock, {});
  world.empty->names[kBoth[1]] = world.empty->names[kBoth[0]];
  CHECK(load_bundle(from, *world.empty, *world.cri, world.clock, {}) == Names{kBoth[1]});
  CHECK(world.empty->names[kBoth[1]] == world.store.names[kBoth[1]]);
}

TEST_CASE("images that are not in the store, or not whole there, are all named") {
  World world;
  world.plan.images.push_back("k8s/none:1");
  world.store.blobs.erase(oci::digest_of("pause"));
  try {
    world.save();
    FAIL("saved");
  } catch (const Error& error) {
    REQUIRE(error.findings.size() == 2);
    CHECK_THAT(error.findings[0].what, Catch::Contains("discard_unpacked_layers"));
    CHECK(error.findings[1].place == "k8s/none:1");
  }
  CHECK_FALSE(world.files.look("/bundle.tar"));
}

TEST_CASE("a blob that changed in the store leaves no bundle") {
  World world;
  world.store.blobs[oci::digest_of("pause")] = "other";
  CHECK_THROWS_WITH(world.save(), Catch::Contains("other bytes"));
  CHECK_FALSE(world.files.look("/bundle.tar"));
}

TEST_CASE("a phase's images come out of the bundle, those alone that the runtime lacks") {
  World world;
  world.save();
  world.cri->there = {"k8s/pause:1"};
  world.provide({"k8s/apiserver:1", "k8s/pause:1"});
  CHECK(world.empty->imported() == Names{kBoth[0]});
  CHECK(world.cri->pulled.empty());
}

TEST_CASE("a bundle that lacks what is needed brings nothing") {
  World world;
  world.save();
  try {
    world.provide({"k8s/apiserver:1", "k8s/apiserver:2"});
    FAIL("provided");
  } catch (const Error& error) {
    CHECK((error.exit == Exit::preflight));
    CHECK_THAT(error.remedy, Catch::Contains("v1.36.3"));
    REQUIRE(error.findings.size() == 1);
    CHECK(error.findings[0].place == "docker.io/k8s/apiserver:2");
  }
  CHECK(world.empty->blobs.empty());
  CHECK(world.cri->pulled.empty());
}

TEST_CASE("a damaged or wrongly signed bundle is refused before the store is touched") {
  const SigningKey own, other;
  World world;
  world.plan.signer = &own.signer;
  world.save();
  world.files.write("/own.pub", own.public_pem, {0644});
  world.files.write("/other.pub", other.public_pem, {0644});
  world.choice.key = "/other.pub";
  CHECK_THROWS_WITH(world.provide(kBoth), Catch::Contains("not that of the key"));
  world.choice.key = "/none.pub";
  CHECK_THROWS_WITH(world.provide(kBoth), Catch::Contains("no file /none.pub"));
  auto bytes = *world.files.read("/bundle.tar");
  world.choice = {"/bad.tar", "/own.pub"};
  for (const std::size_t at : {std::size_t{515}, bytes.size() / 2, bytes.size() - 2000}) {
    auto bad = bytes;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    world.files.write("/bad.tar", bad, {0644});
    CHECK_THROWS_AS(world.provide(kBoth), Error);
  }
  CHECK(world.empty->blobs.empty());
  world.choice.file = "/bundle.tar";
  world.provide(kBoth);
  CHECK(world.empty->imported().size() == 2);
}

TEST_CASE("an image that fails leaves none of the bundle's") {
  class Failing : public MemoryImageStore {
   public:
    std::unique_ptr<ImageImport> begin(Time until) override {
      class Unnamed : public ImageImport {
       public:
        explicit Unnamed(std::unique_ptr<ImageImport> below) : below_(std::move(below)) {}
        void put(const Blob& blob, const FileBytes& bytes, const BlobRefs& refs) override {
          below_->put(blob, bytes, refs);
        }
        void name(const std::string& image, const Blob&) override { throw Error("no " + image); }
        void keep() override { below_->keep(); }

       private:
        std::unique_ptr<ImageImport> below_;
      };
      return std::make_unique<Unnamed>(MemoryImageStore::begin(until));
    }
  };
  World world;
  world.save();
  const auto failing = std::make_shared<Failing>();
  world.empty = failing;
  CHECK_THROWS_WITH(world.provide(kBoth), Catch::Contains("no docker.io/k8s/apiserver:1"));
  CHECK(failing->blobs.empty());
  CHECK(failing->names.empty());
}

TEST_CASE("a bundle of another architecture is not loaded") {
  World world;
  world.save();
  auto from = open_bundle_file(world.choice, world.files);
  from.bundle.about.architecture = "s390x";
  CHECK_THROWS_WITH(load_bundle(from, *world.empty, *world.cri, world.clock, {}),
                    Catch::Contains("the bundle is for s390x"));
}

TEST_CASE("without a bundle images are pulled") {
  World world;
  world.choice = {};
  world.provide({"k8s/apiserver:1"});
  CHECK(world.cri->pulled == Names{"k8s/apiserver:1"});
}

}  // namespace kcluster
