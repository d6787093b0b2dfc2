#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/platform.h"
#include "bundle/oci.h"
#include "phases/bundle.h"
#include "phases/preflight.h"

namespace kcluster {
namespace {

constexpr std::chrono::hours kLease{1};
constexpr std::chrono::seconds kShown{60};  // until CRI lists what its store was given
constexpr std::uint64_t kLargestKey = 1 << 20;

using Names = std::vector<std::string>;

bool among(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::unique_ptr<FileBytes> need_file(const Path& path, const Files& files, const char* remedy) {
  auto bytes = files.open(path);
  if (!bytes) throw Error("there is no file " + path.string(), remedy, Exit::usage);
  return bytes;
}

std::optional<SignatureCheck> key_of(const BundleChoice& choice, const Files& files) {
  if (choice.key.empty()) return std::nullopt;
  const auto bytes = need_file(choice.key, files, "name the public key of who signed the bundle");
  if (bytes->size() > kLargestKey) throw Error(choice.key + " is too large for a key");
  std::string pem(bytes->size(), '\0');
  bytes->read(0, pem);
  return SignatureCheck::parse(pem, choice.key);
}

void need_architecture(const Bundle& bundle) {
  if (bundle.about.architecture != architecture)
    throw Error(fmt::format("the bundle is for {}, this node is {}", bundle.about.architecture,
                            architecture),
                "make a bundle on a node like this one");
}

void put_image(const ImageTree& image, const OpenBundle& from, std::set<std::string>& there,
               ImageImport& into) {
  for (const auto& part : image.blobs)
    if (there.insert(part.blob.digest).second)
      into.put(part.blob, blob_bytes(from.bundle, *from.bytes, part.blob.digest), part.refs);
}

void await_shown(const Names& names, const Cri& cri, const Clock& clock) {
  clock.await("the runtime to show the images", kShown, [&]() -> std::optional<std::string> {
    for (const auto& name : names)
      if (!cri.has_image(name)) return name + " is not shown yet";
    return std::nullopt;
  });
}

Names lacking(const PullPlan& plan, const Cri& cri) {
  Names made;
  for (const auto& image : plan.images)
    if (!cri.has_image(image)) made.push_back(oci::full_name(image));
  return made;
}

void need_all(const Names& wanted, const Bundle& bundle) {
  Error error("the bundle does not hold what this node needs",
              fmt::format("it was made for Kubernetes {}: make one for this cluster's version and "
                          "configuration",
                          bundle.about.kubernetes_version),
              Exit::preflight);
  for (const auto& name : wanted) {
    const auto& held = bundle.layout.images;
    if (std::none_of(held.begin(), held.end(), [&](auto& each) { return each.name == name; }))
      error.findings.push_back({Finding::Weight::error, "Bundle", name, "it is not in it", {}});
  }
  if (!error.findings.empty()) throw error;
}

}  // namespace

OpenBundle open_bundle_file(const BundleChoice& choice, const Files& files,
                            const ArchivePace& pace) {
  const auto key = key_of(choice, files);
  OpenBundle made{need_file(choice.file, files, "name a bundle"), {}};
  made.bundle = open_bundle(*made.bytes, key ? &*key : nullptr, pace);
  return made;
}

void import_images(const OpenBundle& from, const Names& names, ImageStore& store, const Cri& cri,
                   const Clock& clock, const Tell& sink) {
  need_architecture(from.bundle);
  if (names.empty()) return;
  const auto import = store.begin(clock.now() + kLease);
  std::set<std::string> there;
  std::uint64_t done = 0;
  for (const auto& image : from.bundle.layout.images) {
    if (!among(names, image.name)) continue;
    tell(sink, {Event::Kind::amount, "images", "loading " + image.name, done++, names.size()});
    put_image(image, from, there, *import);
  }
  for (const auto& image : from.bundle.layout.images)
    if (among(names, image.name)) import->name(image.name, image.target);
  import->keep();
  await_shown(names, cri, clock);
  for (const auto& name : names) tell(sink, {Event::Kind::did, name, "loaded"});
}

Names load_bundle(const OpenBundle& from, ImageStore& store, const Cri& cri, const Clock& clock,
                  const Tell& sink) {
  need_architecture(from.bundle);
  Names due;
  for (const auto& image : from.bundle.layout.images)
    if (store.find(image.name) != image.target || !cri.has_image(image.name))
      due.push_back(image.name);
  import_images(from, due, store, cri, clock, sink);
  return due;
}

void provide_images(const PullPlan& plan, const std::string& socket, Ports& ports) {
  const auto cri = ports.cri(socket);
  if (!plan.bundle) return pull_images(plan, *cri, ports.clock, ports.tell);
  const auto from = open_bundle_file(plan.bundle, ports.files);
  const auto wanted = lacking(plan, *cri);
  need_all(wanted, from.bundle);
  import_images(from, wanted, *ports.images(socket), *cri, ports.clock, ports.tell);
}

}  // namespace kcluster
