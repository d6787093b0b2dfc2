#include "cri/containerd_import.h"

#include "base/error.h"
#include "base/text.h"
#include "host/random.h"
#include "host/rfc3339.h"

namespace kcluster {
namespace {

namespace calls = store_calls;
using Code = CallStatus::Code;

constexpr std::uint64_t kPiece = 1 << 20;     // containerd takes messages of up to 16 MiB
constexpr std::chrono::minutes kPatience{5};  // for a large blob to reach the disk

std::string lease_name() { return "kcluster-bundle-" + hex(random_bytes(8)); }

calls::images::Image image_of(const std::string& name, const Blob& target) {
  calls::images::Image made;
  made.set_name(name);
  (*made.mutable_labels())["io.cri-containerd.image"] = "managed";  // as what CRI pulled has it
  made.mutable_target()->set_media_type(target.media_type);
  made.mutable_target()->set_digest(target.digest);
  made.mutable_target()->set_size(static_cast<std::int64_t>(target.size));
  return made;
}

CallStatus replace(const ContainerdLine& line, const calls::images::Image& image) {
  calls::images::UpdateImageRequest asked;
  *asked.mutable_image() = image;
  for (const char* path : {"target", "labels"}) asked.mutable_update_mask()->add_paths(path);
  calls::images::UpdateImageResponse answer;
  return line.call(calls::image_update, asked, answer);
}

/// A file's pieces as messages, the last of which commits.
class Pieces {
 public:
  Pieces(const Blob& blob, const FileBytes& bytes, const std::string& ref)
      : blob_(blob), bytes_(bytes), ref_(ref) {}

  std::optional<calls::content::WriteContentRequest> next() {
    if (ended_) return std::nullopt;
    const auto count = std::min(kPiece, blob_.size - done_);
    std::string data(count, '\0');
    bytes_.read(done_, data);
    calls::content::WriteContentRequest made;
    made.set_ref(ref_);
    made.set_offset(static_cast<std::int64_t>(done_));
    made.set_total(static_cast<std::int64_t>(blob_.size));
    made.set_data(std::move(data));
    done_ += count;
    ended_ = done_ == blob_.size;
    made.set_action(ended_ ? calls::content::COMMIT : calls::content::WRITE);
    if (ended_ || done_ == count) made.set_expected(blob_.digest);
    return made;
  }

 private:
  const Blob& blob_;
  const FileBytes& bytes_;
  const std::string& ref_;
  std::uint64_t done_ = 0;
  bool ended_ = false;
};

}  // namespace

std::optional<calls::images::Image> named_image(const ContainerdLine& line,
                                                const std::string& name) {
  calls::images::GetImageRequest asked;
  asked.set_name(name);
  calls::images::GetImageResponse answer;
  const auto status = line.call(calls::image_get, asked, answer);
  if (status.code == Code::not_found) return std::nullopt;
  line.check(status, "look for image " + name);
  return answer.image();
}

std::optional<std::uint64_t> blob_size(const ContainerdLine& line, const std::string& digest) {
  calls::content::InfoRequest asked;
  asked.set_digest(digest);
  calls::content::InfoResponse answer;
  const auto status = line.call(calls::content_info, asked, answer);
  if (status.code == Code::not_found) return std::nullopt;
  line.check(status, "look for " + digest);
  return static_cast<std::uint64_t>(answer.info().size());
}

ContainerdImport::ContainerdImport(const std::string& socket, std::stop_token stop, Time until)
    : lease_(lease_name()), line_(socket, std::move(stop), lease_), last_words_(socket, {}) {
  calls::leases::CreateRequest asked;
  asked.set_id(lease_);
  (*asked.mutable_labels())["containerd.io/gc.expire"] = rfc3339(until);
  calls::leases::CreateResponse answer;
  line_.must(calls::lease_create, asked, answer, "begin to import images");
}

ContainerdImport::~ContainerdImport() {
  if (kept_) return;
  try {
    take_back();
  } catch (const std::exception&) {
    // the runtime is gone: the lease ends by itself
  }
}

void ContainerdImport::put(const Blob& blob, const FileBytes& bytes, const BlobRefs& refs) {
  if (blob_size(line_, blob.digest))
    hold(blob);
  else
    write(blob, bytes);
  if (!refs.empty()) refer(blob, refs);
}

void ContainerdImport::write(const Blob& blob, const FileBytes& bytes) {
  writing_ = lease_ + "-" + blob.digest;
  Pieces pieces(blob, bytes, writing_);
  calls::content::WriteContentResponse answer;
  const auto status = line_.line().upload<calls::content::WriteContentRequest>(
      calls::content_write, [&pieces] { return pieces.next(); }, answer, kPatience);
  if (status.code == Code::already_exists) return hold(blob);  // somebody else brought it
  line_.check(status, "write " + blob.digest);
  if (answer.action() != calls::content::COMMIT || answer.digest() != blob.digest)
    throw Error("the container runtime did not take " + blob.digest, "try again");
  writing_.clear();
}

void ContainerdImport::hold(const Blob& blob) {
  calls::leases::AddResourceRequest asked;
  asked.set_id(lease_);
  asked.mutable_resource()->set_id(blob.digest);
  asked.mutable_resource()->set_type("content");
  calls::leases::AddResourceResponse answer;
  line_.must(calls::lease_add, asked, answer, "hold " + blob.digest);
}

// what is there already may have lost what it refers to, and then its labels say nothing of it
void ContainerdImport::refer(const Blob& blob, const BlobRefs& refs) {
  calls::content::UpdateRequest asked;
  asked.mutable_info()->set_digest(blob.digest);
  for (const auto& [key, digest] : refs) {
    const auto label = "containerd.io/gc.ref.content." + key;
    (*asked.mutable_info()->mutable_labels())[label] = digest;
    asked.mutable_update_mask()->add_paths("labels." + label);
  }
  calls::content::UpdateResponse answer;
  line_.must(calls::content_update, asked, answer, "note what " + blob.digest + " needs");
}

void ContainerdImport::name(const std::string& image, const Blob& target) {
  const auto before = named_image(line_, image);
  named_.push_back({image, before});
  const auto wanted = image_of(image, target);
  if (before) return line_.check(replace(line_, wanted), "replace image " + image);
  calls::images::CreateImageRequest asked;
  *asked.mutable_image() = wanted;
  calls::images::CreateImageResponse answer;
  line_.must(calls::image_create, asked, answer, "name image " + image);
}

void ContainerdImport::keep() {
  calls::leases::DeleteRequest asked;
  asked.set_id(lease_);
  calls::leases::DeleteResponse answer;
  kept_ = true;  // the names hold everything now
  line_.must(calls::lease_delete, asked, answer, "end the import of images");
}

void ContainerdImport::take_back() const {
  for (auto each = named_.rbegin(); each != named_.rend(); ++each) {
    if (each->before) {
      replace(last_words_, *each->before);
      continue;
    }
    calls::images::DeleteImageRequest asked;
    asked.set_name(each->name);
    calls::images::DeleteImageResponse answer;
    last_words_.call(calls::image_delete, asked, answer);
  }
  if (!writing_.empty()) {
    calls::content::AbortRequest asked;
    asked.set_ref(writing_);
    calls::content::AbortResponse answer;
    last_words_.call(calls::content_abort, asked, answer);
  }
  calls::leases::DeleteRequest asked;
  asked.set_id(lease_);
  asked.set_sync(true);
  calls::leases::DeleteResponse answer;
  last_words_.call(calls::lease_delete, asked, answer);
}

}  // namespace kcluster
