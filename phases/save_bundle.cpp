#include <fmt/format.h>

#include "base/attempt.h"
#include "base/error.h"
#include "base/platform.h"
#include "bundle/oci.h"
#include "host/rfc3339.h"
#include "phases/bundle.h"

namespace kcluster {
namespace {

std::string read_text(const ImageStore& store, const Blob& blob) {
  std::string text;
  store.read(blob.digest, [&](std::string_view bytes) {
    if (text.size() + bytes.size() > oci::largest_text)
      throw Error(blob.digest + " is larger than the store says");
    text += bytes;
  });
  return text;
}

void need_blob(const Blob& blob, const ImageStore& store) {
  const auto size = store.size(blob.digest);
  if (size && *size == blob.size) return;
  throw Error(
      fmt::format("its part {} is not in the store: a containerd with "
                  "discard_unpacked_layers keeps no layers that it has unpacked",
                  blob.digest));
}

ImageTree whole_image(const std::string& image, const ImageStore& store) {
  const auto name = oci::full_name(image);
  const auto target = store.find(name);
  if (!target) throw Error("it is not in the runtime's store");
  const auto tree = follow_image(name, *target, architecture,
                                 [&](const Blob& blob) { return read_text(store, blob); });
  for (const auto& part : tree.blobs) need_blob(part.blob, store);
  return tree;
}

std::vector<ImageTree> whole_images(const BundlePlan& plan, const ImageStore& store) {
  std::vector<ImageTree> made;
  Error error("the runtime does not have every image whole",
              "pull them: kcluster config images pull --kubernetes-version " +
                  plan.kubernetes_version +
                  "; with discard_unpacked_layers in containerd's "
                  "configuration, set it to false first and remove the images");
  for (const auto& image : plan.images) {
    auto found = attempt([&] { return whole_image(image, store); });
    if (found.silence) throw Silence(found.why);
    if (found)
      made.push_back(std::move(*found.value));
    else
      error.findings.push_back({Finding::Weight::error, "image", image, found.why, {}});
  }
  if (!error.findings.empty()) throw error;
  return made;
}

std::unique_ptr<FileBytes> program_bytes(const BundlePlan& plan, const Files& files) {
  auto bytes = files.open(plan.program);
  if (!bytes) throw Error("kcluster's own file is gone: " + plan.program.string(), "run it again");
  return bytes;
}

/// The file in the making: it goes unless all of it was written.
class Saving {
 public:
  Saving(const BundlePlan& plan, const ImageStore& store, Files& files, Time now)
      : plan_(plan),
        store_(store),
        program_(program_bytes(plan, files)),
        modified_(std::chrono::system_clock::to_time_t(now)),
        file_(files.create(plan.file, {0644})),
        writer_(*file_, modified_, archive::bundle) {}

  void program() {
    writer_.begin(bundle_names::program, 0755, program_->size());
    read_pieces(*program_, 0, program_->size(),
                [this](std::string_view bytes) { writer_.append(bytes); });
  }
  void images(std::span<const ImageTree> trees, const ArchivePace& pace) {
    const auto layout = plan_layout(trees);
    writer_.begin(bundle_names::images, 0644, layout.size);
    std::uint64_t done = 0;
    write_layout(
        layout, modified_,
        [this](const Blob& blob, const TakeBytes& take) { store_.read(blob.digest, take); },
        [&](std::string_view bytes) {
          writer_.append(bytes);
          if (pace) pace(done += bytes.size(), layout.size);
        });
  }
  /// Returns its size.
  std::uint64_t keep(const Json& manifest) {
    ArchiveWriter::Sign sign;
    if (plan_.signer) sign = [this](std::string_view text) { return plan_.signer->sign(text); };
    writer_.finish(manifest, sign);
    const auto size = file_->size();
    file_->keep();
    return size;
  }

 private:
  const BundlePlan& plan_;
  const ImageStore& store_;
  std::unique_ptr<FileBytes> program_;
  std::int64_t modified_;
  std::unique_ptr<NewFile> file_;
  ArchiveWriter writer_;
};

}  // namespace

Bundle save_bundle(const BundlePlan& plan, const ImageStore& store, Files& files,
                   const Clock& clock, const ArchivePace& pace) {
  Bundle made;
  const auto& images = made.layout.images = whole_images(plan, store);
  made.about = {rfc3339(clock.now()), "kcluster " KCLUSTER_VERSION, plan.kubernetes_version,
                architecture};
  Saving saving(plan, store, files, clock.now());
  saving.program();
  saving.images(images, pace);
  made.size = saving.keep(bundle_manifest(made.about, images));
  made.is_signed = plan.signer ? Signed::yes : Signed::no;
  return made;
}

}  // namespace kcluster
