#pragma once
#include <memory>
#include <string>
#include <vector>

#include "bundle/bundle.h"
#include "cri/cri.h"
#include "cri/image_store.h"
#include "plan/preflight.h"
#include "workflow/ports.h"

namespace kcluster {

/// What `bundle create` packs.
struct BundlePlan {
  Path file;
  std::vector<std::string> images;  ///< as pods name them
  std::string kubernetes_version;   ///< "v1.36.3"
  Path program;                     ///< kcluster itself
  const Signer* signer = nullptr;
};

/// Writes a bundle (bundle/bundle.h), 0644, in one step: on a failure nothing lies there. What is
/// said of it afterwards has no places of blobs. Throws Error with a finding for each image that
/// the store does not have whole.
Bundle save_bundle(const BundlePlan& plan, const ImageStore& store, Files& files,
                   const Clock& clock, const ArchivePace& pace = {});

/// A bundle's file that was opened and found whole.
struct OpenBundle {
  std::unique_ptr<FileBytes> bytes;
  Bundle bundle;
};
/// Throws Error (exit usage) for a file or a key that is not there, Error as open_bundle does.
OpenBundle open_bundle_file(const BundleChoice& choice, const Files& files,
                            const ArchivePace& pace = {});

/// Brings the named images of a bundle into the store and waits until the runtime shows them.
/// Leaves all of them or, on a failure, none.
void import_images(const OpenBundle& from, const std::vector<std::string>& names, ImageStore& store,
                   const Cri& cri, const Clock& clock, const Tell& tell);

/// `bundle load`: every image that the store does not have just so. Returns their names.
std::vector<std::string> load_bundle(const OpenBundle& from, ImageStore& store, const Cri& cri,
                                     const Clock& clock, const Tell& tell);

/// The images of a plan, out of its bundle where it has one, else pulled (phases/preflight.h).
/// Throws Error (exit preflight) for a bundle that lacks an image which the runtime lacks, too.
void provide_images(const PullPlan& plan, const std::string& socket, Ports& ports);

}  // namespace kcluster
