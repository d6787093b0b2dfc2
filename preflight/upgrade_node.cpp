#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "kubernetes/paths.h"
#include "plan/corefile_migration.h"
#include "preflight/checks.h"

// What this node says before an upgrade.
namespace kcluster {
namespace {

constexpr std::uint64_t kImageBytes = 1'000'000'000;  // a control plane's images, unpacked
constexpr double kGb = 1e9;
constexpr std::chrono::days kSoon{30};

/// A kubelet renews its own; the others are renewed by the upgrade unless it is told not to.
bool renewed(const SeenCertificate& certificate, const UpgradeNeeds& needs) {
  return !certificate.authority &&
         (needs.certificates_renewed || certificate.file == paths::kubelet_conf);
}

Findings judge_expiry(const SeenCertificate& each, const UpgradeNeeds& needs, Time now) {
  const auto name = "CertificateExpiry";
  const auto day = std::chrono::floor<std::chrono::seconds>(now);
  if (each.expires <= day)
    return {renewed(each, needs)
                ? warning(name, each.file + " has expired", "the upgrade renews it")
                : error(name, each.file + " has expired", "renew it before the upgrade")};
  if (each.authority && each.expires - day < kSoon)
    return {warning(name,
                    fmt::format("the authority {} expires in {} days", each.file,
                                (each.expires - day) / std::chrono::days(1)),
                    "exchange it soon; all that it signed ends with it")};
  return {};
}

std::vector<std::string> missing_images(const UpgradeNeeds& needs) {
  std::vector<std::string> out;
  if (!needs.seen.images) return out;
  const auto& here = *needs.seen.images;
  for (const auto& image : needs.images)
    if (std::find(here.begin(), here.end(), image) == here.end()) out.push_back(image);
  return out;
}

/// Blanks and comments say nothing.
std::vector<std::string> meaning(const std::string& corefile) {
  std::vector<std::string> out;
  for (const auto& line : split(corefile, '\n')) {
    const auto words = std::string(trim(line.substr(0, line.find('#'))));
    if (!words.empty()) out.push_back(words);
  }
  return out;
}

CorefileMigration corefile_migration(const UpgradeNeeds& needs) {
  const auto& seen = needs.seen;
  const auto to = seen.configuration ? target_coredns(*seen.configuration, needs.target) : "";
  if (!seen.corefile || seen.versions.coredns.empty() || to.empty()) return {};
  return migrate_corefile(*seen.corefile, seen.versions.coredns, to, needs.usual_corefile);
}

}  // namespace

Findings check_manifests(const CheckPlan& plan, const Look&) {
  const auto& missing = plan.upgrade.seen.missing_manifests;
  if (missing.empty()) return {};
  return {error("StaticPodManifest", "there is no " + join(missing, ", "),
                "run it on a control plane; `kcluster init phase control-plane` makes them")};
}

Findings check_certificates(const CheckPlan& plan, const Look& look) {
  Findings out;
  for (const auto& each : plan.upgrade.seen.certificates)
    for (auto& finding : judge_expiry(each, plan.upgrade, look.clock.now()))
      out.push_back(std::move(finding));
  return out;
}

Findings check_upgrade_room(const CheckPlan& plan, const Look& look) {
  Findings out;
  const auto judge = [&](const char* path, const char* what, std::uint64_t need) {
    const auto free = look.files.space(path).free;
    if (free >= need) return;
    out.push_back(
        error("Disk",
              fmt::format("{:.2f} GB are free for {} in {}, {:.2f} are needed", double(free) / kGb,
                          what, path, double(need) / kGb),
              fmt::format("make room; `du -xhd1 {} | sort -h` shows what takes it", path)));
  };
  judge("/var/lib", "a snapshot of etcd and copies of files", plan.upgrade.room);
  if (!missing_images(plan.upgrade).empty())
    judge("/var/lib", "the target's images", plan.upgrade.room + kImageBytes);
  return out;
}

Findings check_corefile(const CheckPlan& plan, const Look&) {
  using Way = CorefileMigration::Way;
  constexpr const char* kName = "CoreDNSMigration";
  const auto [way, text, changes, why] = corefile_migration(plan.upgrade);
  const auto& seen = plan.upgrade.seen.corefile;
  const auto& usual = plan.upgrade.usual_corefile;
  if (way == Way::migrated)
    return {warning(kName, "the Corefile is migrated: " + join(changes, "; "),
                    "the one before is kept in the ConfigMap coredns as Corefile-backup")};
  if (way == Way::usual || !seen || usual.empty() || meaning(*seen) == meaning(usual)) return {};
  const std::string doubt = why.empty() ? "" : ", whether it suits is not known: " + why;
  return {warning(kName, "the Corefile was changed by hand; it is kept" + doubt,
                  "compare it with the release notes of the CoreDNS that comes: "
                  "`kubectl -n kube-system get configmap coredns -o yaml`")};
}

Findings check_images_at_hand(const CheckPlan& plan, const Look&) {
  const auto missing = missing_images(plan.upgrade);
  if (missing.empty()) return {};
  const auto what = "not at hand: " + join(missing, ", ");
  if (plan.upgrade.images_pulled)
    return {warning("ImagePull", what,
                    "they are fetched first; now: `kcluster config images pull`, `bundle load`")};
  return {error("ImagePull", what, "bring them, or let them be pulled")};
}

}  // namespace kcluster
