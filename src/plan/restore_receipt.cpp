#include "plan/restore_receipt.h"

#include "base/error.h"
#include "base/text.h"
#include "pki/digest.h"

namespace kcluster {
namespace {

constexpr std::size_t kDigits = 16;

const char* name_of(RestoreStep step) { return step == RestoreStep::stopped ? "stopped" : "built"; }

}  // namespace

std::string restore_receipt(const RestoreSpec& spec, const std::string& node, RestoreStep step) {
  const auto head = node + ":" + name_of(step);
  const auto sum = hmac_sha256(Secret(spec.token), spec.id + ":" + spec.snapshot + ":" + head);
  return head + ":" + hex(sum).substr(0, kDigits);
}

std::vector<std::string> receipt_nodes(const RestoreSpec& spec,
                                       const std::vector<std::string>& receipts, RestoreStep step) {
  std::vector<std::string> nodes;
  for (const auto& receipt : receipts) {
    const auto node = receipt.substr(0, receipt.find(':'));
    if (receipt != restore_receipt(spec, node, step))
      throw Error("\"" + receipt + "\" is no receipt of this restore",
                  std::string("give what `kcluster etcd restore ") +
                      (step == RestoreStep::stopped ? "stop" : "build") + "` has told on that node",
                  Exit::usage);
    nodes.push_back(node);
  }
  return nodes;
}

}  // namespace kcluster
