#include "cri/containerd_line.h"

#include "base/error.h"

namespace kcluster {
namespace {

std::vector<std::string> headers(const std::string& lease) {
  std::vector<std::string> made{"containerd-namespace: k8s.io"};
  if (!lease.empty()) made.push_back("containerd-lease: " + lease);
  return made;
}

}  // namespace

ContainerdLine::ContainerdLine(const std::string& socket, std::stop_token stop,
                               const std::string& lease)
    : line_(socket, std::move(stop), headers(lease)) {}

void ContainerdLine::check(const CallStatus& status, const std::string& doing) const {
  if (status.code == CallStatus::Code::unimplemented)
    throw Error(
        doing + ": the runtime's store can be reached in containerd only: " + status.message,
        "for CRI-O: tar -xf BUNDLE images.tar; then for each IMAGE of kcluster bundle "
        "verify: skopeo copy oci-archive:images.tar:IMAGE containers-storage:IMAGE");
  line_.check(status, doing);
}

}  // namespace kcluster
